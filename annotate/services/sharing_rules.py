"""Standing rules by which documents that come are shared out: made, changed, paused, retired."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import jobs
from annotate.documents.filters import metadata_pairs
from annotate.models import Event, Job, Project, RuleShare, SharingRule, User
from annotate.problems import Conflict, Invalid
from annotate.services.plans import Plan, check_plan

LONGEST_NAME = 120
MOST_RULES = 50
LARGEST_CAP = 100_000
KIND = "share_by_rules"


@dataclass(frozen=True)
class RuleWish:
    """What somebody wants a rule to be."""

    name: str
    people: Mapping[int, int]  # user id -> weight
    meta: Sequence[str] = ()  # key=value, all of which must hold
    answers: int = 1
    cap_a_day: int | None = None
    takes_earlier: bool = False  # also the documents that are there when it is made


@transaction.atomic
def make_rule(project: Project, wish: RuleWish, by: User) -> SharingRule:
    """A rule that holds from now on. Raises Invalid."""
    fields = _checked(project, wish)
    if project.sharing_rules.filter(retired_at=None).count() >= MOST_RULES:
        raise Invalid(_("A project has at most %(most)s rules. Retire one first.") % {"most": MOST_RULES})
    newest = project.documents.order_by("-id").values_list("id", flat=True).first() or 0
    rule = SharingRule.objects.create(
        project=project, created_by=by, shared_until=0 if wish.takes_earlier else newest, **fields
    )
    _set_shares(rule, wish.people)
    _note(rule, by, "sharing rule made")
    _apply_soon(rule)
    return rule


@transaction.atomic
def change_rule(rule: SharingRule, wish: RuleWish, by: User) -> SharingRule:
    """Let a rule be something else from now on. What it gave stays. Raises Invalid or Conflict."""
    rule = _locked(rule)
    if rule.retired_at:
        raise Conflict(_("This rule is retired. Make a new one."))
    for name, value in _checked(rule.project, wish).items():
        setattr(rule, name, value)
    rule.full_since = None
    rule.save()
    if {share.user_id: share.weight for share in rule.shares.all()} != dict(wish.people):
        _set_shares(rule, wish.people)
    _note(rule, by, "sharing rule changed")
    _apply_soon(rule)
    return rule


def pause_rule(rule: SharingRule, by: User) -> None:
    """Let it rest. Documents that come meanwhile are its again when it goes on."""
    _mark(rule, by, "sharing rule paused", paused_at=timezone.now())


def resume_rule(rule: SharingRule, by: User) -> None:
    _mark(rule, by, "sharing rule resumed", paused_at=None)


def retire_rule(rule: SharingRule, by: User) -> None:
    """End it for good. Its history and what it gave stay."""
    _mark(rule, by, "sharing rule retired", retired_at=timezone.now())


def apply_rules(project: Project, by: User) -> Job:
    """Share out now what waits for the rules of a project: the job that does it."""
    return jobs.start(KIND, project=project, owner=by, single=True)


@transaction.atomic
def _mark(rule: SharingRule, by: User, kind: str, **mark: Any) -> None:
    """Set one of the rule's times, once: doing it again changes nothing and says nothing."""
    rule = _locked(rule)
    ((name, value),) = mark.items()
    if rule.retired_at or (getattr(rule, name) is None) == (value is None):
        return
    setattr(rule, name, value)
    rule.save(update_fields=[name])
    _note(rule, by, kind)
    _apply_soon(rule)


def _checked(project: Project, wish: RuleWish) -> dict[str, Any]:
    """The fields of a rule. Raises Invalid."""
    name = wish.name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise Invalid(
            _("A rule needs a name of 1 to %(most)s characters.") % {"most": LONGEST_NAME}, field="name"
        )
    if wish.cap_a_day is not None and not 1 <= wish.cap_a_day <= LARGEST_CAP:
        raise Invalid(
            _("At most so many a day: a whole number from 1 to %(most)s, or empty.") % {"most": LARGEST_CAP},
            field="cap_a_day",
        )
    check_plan(project, Plan(wish.people, wish.answers))
    meta = [list(pair) for pair in metadata_pairs([entry.strip() for entry in wish.meta if entry.strip()])]
    return {"name": name, "meta": meta, "answers": wish.answers, "cap_a_day": wish.cap_a_day}


def _set_shares(rule: SharingRule, people: Mapping[int, int]) -> None:
    """The shares begin anew, or a newcomer would get everything until they had caught up."""
    rule.shares.all().delete()
    RuleShare.objects.bulk_create(
        RuleShare(rule=rule, user_id=person, weight=weight) for person, weight in people.items()
    )


def _apply_soon(rule: SharingRule) -> None:
    if rule.is_live:
        jobs.due(KIND, rule.project_id)


def _locked(rule: SharingRule) -> SharingRule:
    rules = SharingRule.objects.select_for_update(of=["self"], no_key=True).select_related("project")
    return rules.get(id=rule.id)


def _note(rule: SharingRule, by: User, kind: str) -> None:
    Event.objects.create(project_id=rule.project_id, actor=by, kind=kind, detail={"rule": rule.id})
