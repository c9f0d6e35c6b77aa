"""What rules and models make of a change of the labels: rules follow as new versions, models learn anew."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from annotate.models import Project, User
from booklet.ports import LabelUsers, NamesLabel
from weaklabels.models import FunctionVersion, LabelingFunction, ModelRun
from weaklabels.services.functions import Wish, change_rule, restore_version


def rules_naming(project: Project, labels: Collection[int]) -> list[NamesLabel]:
    """Living rules that say one of these labels. Whether code or uploaded votes name one, nobody can tell from here."""
    return [
        NamesLabel(
            version.function.name,
            reverse("weaklabels:rule", args=[project.slug, version.function_id]),
            follows=version.function.kind == LabelingFunction.Kind.DECLARATIVE,
        )
        for version in _saying(project, labels)
    ]


def models_naming(project: Project, labels: Collection[int]) -> list[NamesLabel]:
    """The newest run of each question's model that knows one of these labels."""
    newest = (
        ModelRun.objects.filter(project=project).order_by("question_id", "-number").distinct("question_id")
    )
    address = reverse("learning:model", args=[project.slug])
    return [
        NamesLabel(_("model run %(number)s") % {"number": run.number}, address, follows=True)
        for run in newest.only("number", "labels", "question")
        if not set(labels).isdisjoint(run.labels)
    ]


def follow(project: Project, instead: Mapping[int, int], by: User) -> list[list[int]]:
    """Let rules say the label that stays, each as a new version: [rule, version before, version after]."""
    followed = []
    for version in _saying(project, instead):
        rule = version.function
        if rule.kind == LabelingFunction.Kind.DECLARATIVE:
            wish = Wish(rule.name, version.definition, instead[version.label_id], rule.guideline)
            followed.append([rule.id, version.number, change_rule(rule, wish, by).number])
    return followed


def take_back(project: Project, followed: Collection[list[int]], by: User) -> None:
    """Let those rules say again what they said, unless somebody changed or retired them since."""
    rules = project.labeling_functions.living().in_bulk([rule for rule, _before, _after in followed])
    for rule, before, after in followed:
        if rule in rules and rules[rule].newest.number == after:
            restore_version(rules[rule], before, by)


def _saying(project: Project, labels: Collection[int]) -> list[FunctionVersion]:
    rules = LabelingFunction.objects.living().filter(project=project).with_newest()
    newest = FunctionVersion.objects.filter(id__in=rules.values("newest_id"), label__in=list(labels))
    return list(newest.select_related("function").order_by("function"))


RULES_AND_MODELS = LabelUsers("rules", rules_naming, models_naming, follow, take_back)
