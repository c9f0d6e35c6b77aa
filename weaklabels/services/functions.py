"""Rules: made, changed, restored, retired and brought back. Each change is a version, and its votes follow by a job."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import jobs
from annotate.models import Event, Label, Project, Question, User
from annotate.problems import Conflict, Invalid
from weaklabels.models import FunctionVersion, LabelingFunction, VoteColumn
from weaklabels.services.definitions import check_definition

LONGEST_NAME = 120
LONGEST_GUIDELINE = 2_000
MOST_RULES = 500
APPLY = "apply_rules"
HELP = "help_apply_rules"
FIT = "fit_label_model"
ASKED_BY_RULES = (Question.Kind.CHOICE, Question.Kind.CHOICES, Question.Kind.SPANS)


@dataclass(frozen=True)
class Wish:
    """What somebody wants a rule to be."""

    name: str
    definition: Mapping[str, Any]
    label_id: int | None
    guideline: str = ""


@transaction.atomic
def make_rule(
    question: Question, wish: Wish, by: User, kind: str = LabelingFunction.Kind.DECLARATIVE
) -> LabelingFunction:
    """A rule that holds from now on. Raises Invalid."""
    if question.kind not in ASKED_BY_RULES:
        raise Invalid(_("Rules answer questions with labels. This one asks for something else."))
    project = Project.objects.select_for_update(no_key=True).get(id=question.project_id)
    if project.labeling_functions.living().count() >= MOST_RULES:
        raise Invalid(_("A project has at most %(most)s rules. Retire one first.") % {"most": MOST_RULES})
    function = LabelingFunction.objects.create(
        project=project,
        question=question,
        kind=kind,
        name=_free_name(project, wish.name),
        guideline=_guideline(wish),
        created_by=by,
    )
    _append(function, dict(wish.definition), _label(question, wish, kind), by, number=1)
    _note(function, by, "rule made")
    return function


@transaction.atomic
def change_rule(
    function: LabelingFunction, wish: Wish, by: User, *, base: int | None = None
) -> FunctionVersion:
    """What it says from now on; earlier versions stay. Raises Invalid, or Conflict if `base` is not the newest."""
    function = _locked(function)
    newest = function.newest
    if base is not None and base != newest.number:
        raise Conflict(
            _("%(name)s has changed this rule meanwhile. Look at version %(number)s before you save yours.")
            % {"name": newest.author.name, "number": newest.number}
        )
    if wish.name.strip() != function.name:
        function.name = _free_name(function.project, wish.name)
    function.guideline = _guideline(wish)
    function.save(update_fields=["name", "guideline"])
    label = _label(function.question, wish, function.kind)
    if (newest.definition, newest.label_id) == (dict(wish.definition), label.id if label else None):
        return newest
    return _append(function, dict(wish.definition), label, by, number=newest.number + 1)


@transaction.atomic
def restore_version(function: LabelingFunction, number: int, by: User) -> FunctionVersion:
    """Let the rule say again what an earlier version said: as a new version. Raises Invalid."""
    function = _locked(function)
    earlier = function.versions.filter(number=number).first()
    if earlier is None:
        raise Invalid(_("This rule has no version %(number)s.") % {"number": number})
    newest = function.newest.number
    return _append(function, earlier.definition, earlier.label, by, number=newest + 1, restores=number)


@transaction.atomic
def retire_rule(function: LabelingFunction, by: User) -> None:
    """Its votes count no more from now on; they are kept, and it can come back. Doing it again changes nothing."""
    if LabelingFunction.objects.filter(id=function.id, retired_at=None).update(retired_at=timezone.now()):
        _note(function, by, "rule retired")
        jobs.due(FIT, function.project_id)


@transaction.atomic
def bring_back(function: LabelingFunction, by: User) -> None:
    """Let a retired rule vote again, under another name where its own is taken."""
    function = LabelingFunction.objects.select_for_update().get(id=function.id)
    if function.retired_at is None:
        return
    function.name, function.retired_at = _free_name(function.project, function.name, numbered=True), None
    function.save(update_fields=["name", "retired_at"])
    _note(function, by, "rule brought back")
    jobs.due(APPLY, function.project_id)


def _append(
    function: LabelingFunction,
    definition: dict[str, Any],
    label: Label | None,
    by: User,
    *,
    number: int,
    restores: int | None = None,
) -> FunctionVersion:
    """The next version and its empty column. The job that fills it is due after commit."""
    if function.kind == LabelingFunction.Kind.DECLARATIVE:
        check_definition(function.project, function.question, definition)
    version = FunctionVersion.objects.create(
        function=function, number=number, definition=definition, label=label, author=by, restores=restores
    )
    VoteColumn.objects.create(version=version, project_id=function.project_id)
    jobs.due(APPLY, function.project_id)
    return version


def _label(question: Question, wish: Wish, kind: str) -> Label | None:
    """The label a rule gives. A rule that is code, or whose votes were made elsewhere, says it itself."""
    if wish.label_id is None and kind != LabelingFunction.Kind.DECLARATIVE:
        return None
    label = question.labels.filter(id=wish.label_id, retired_at=None).first()
    if label is None:
        raise Invalid(
            _("Choose a label of “%(question)s” that is in use.") % {"question": question.name}, field="label"
        )
    return label


def _free_name(project: Project, name: str, *, numbered: bool = False) -> str:
    """The name as it may be used. Raises Invalid where it is empty, too long or taken."""
    name = name.strip()
    if not name:
        raise Invalid(_("Give the rule a name."), field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid(_("A name has at most %(most)s characters.") % {"most": LONGEST_NAME}, field="name")
    taken = set(project.labeling_functions.living().values_list("name", flat=True))
    if name not in taken:
        return name
    if not numbered:
        raise Invalid(
            _("Another rule is called “%(name)s”. Choose another name.") % {"name": name}, field="name"
        )
    return next(free for number in range(2, MOST_RULES + 3) if (free := f"{name} ({number})") not in taken)


def _guideline(wish: Wish) -> str:
    guideline = wish.guideline.strip()
    if len(guideline) > LONGEST_GUIDELINE:
        raise Invalid(
            _("Name the guideline in at most %(most)s characters.") % {"most": LONGEST_GUIDELINE},
            field="guideline",
        )
    return guideline


def _locked(function: LabelingFunction) -> LabelingFunction:
    """The rule, one change at a time. Raises Conflict for one that is retired."""
    function = (
        LabelingFunction.objects.select_for_update().select_related("project", "question").get(id=function.id)
    )
    if function.retired_at:
        raise Conflict(_("This rule is retired. Bring it back first."))
    return function


def _note(function: LabelingFunction, by: User, kind: str) -> None:
    Event.objects.create(project_id=function.project_id, actor=by, kind=kind, detail={"rule": function.id})
