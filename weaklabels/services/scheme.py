"""What rules and models make of a change of the labels: rules follow as new versions, models learn anew."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from annotate.models import Label, Project, User
from booklet.ports import LabelUsers, NamesLabel
from weaklabels.models import FunctionVersion, LabelingFunction, ModelRun
from weaklabels.services.functions import (
    Wish,
    bring_back,
    change_rule,
    make_rule,
    restore_version,
    retire_rule,
)


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
    """Let rules say the label that stays, each as a new version: [rule, version before, version after].

    Where that label is of another question, a new rule says it and the old one is retired: [rule, new rule].
    """
    labels = Label.objects.select_related("question").in_bulk(instead.values())
    followed = []
    for version in _saying(project, instead):
        rule, label = version.function, labels[instead[version.label_id]]
        if rule.kind != LabelingFunction.Kind.DECLARATIVE:
            continue
        wish = Wish(rule.name, version.definition, label.id, rule.guideline)
        if label.question_id == rule.question_id:
            followed.append([rule.id, version.number, change_rule(rule, wish, by).number])
        else:
            followed.append([rule.id, _made_for(label, rule, wish, by).id])
    return followed


def take_back(project: Project, followed: Collection[list[int]], by: User) -> None:
    """Let those rules say again what they said, unless somebody changed or retired them since."""
    rules = project.labeling_functions.living().in_bulk(
        [one[-1] if len(one) == 2 else one[0] for one in followed]
    )
    for rule, *more in followed:
        if len(more) == 1:
            _bring_back_instead(rules.get(more[0]), rule, by)
        elif rule in rules and rules[rule].newest.number == more[1]:
            restore_version(rules[rule], more[0], by)


def _made_for(label: Label, rule: LabelingFunction, wish: Wish, by: User) -> LabelingFunction:
    """The same rule for a label of another question, in the place of the one there is."""
    retire_rule(rule, by)
    made = make_rule(label.question, wish, by)
    LabelingFunction.objects.filter(id=made.id).update(origin=rule.origin, shown_in=rule.shown_in_id)
    return made


def _bring_back_instead(made: LabelingFunction | None, rule: int, by: User) -> None:
    if made is not None and made.newest.number == 1:
        retire_rule(made, by)
        bring_back(LabelingFunction.objects.get(id=rule), by)


def _saying(project: Project, labels: Collection[int]) -> list[FunctionVersion]:
    rules = LabelingFunction.objects.living().filter(project=project).with_newest()
    newest = FunctionVersion.objects.filter(id__in=rules.values("newest_id"), label__in=list(labels))
    return list(newest.select_related("function").order_by("function"))


RULES_AND_MODELS = LabelUsers("rules", rules_naming, models_naming, follow, take_back)
