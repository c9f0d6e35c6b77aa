"""Rules as something that nodes of the booklet's maps are linked to."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from annotate.models import Membership
from booklet.ports import LinkKind, Target
from weaklabels.models import LabelingFunction
from weaklabels.views.roles import READERS

MOST_FOUND = 12


def _find(membership: Membership, words: str) -> list[Target]:
    rules = LabelingFunction.objects.filter(project=membership.project_id, name__icontains=words).living()
    return [_target(membership, rule) for rule in rules.order_by("name")[:MOST_FOUND]]


def _show(membership: Membership, ids: Collection[int]) -> list[Target]:
    rules = LabelingFunction.objects.filter(project=membership.project_id, id__in=ids)
    return [_target(membership, rule) for rule in rules]


def _target(membership: Membership, rule: LabelingFunction) -> Target:
    return Target(rule.id, rule.name, reverse("weaklabels:rule", args=[membership.project.slug, rule.id]))


RULES = LinkKind("rule", _("rule"), _find, _show, frozenset(READERS))
