"""Training: examples of the booklet asked with their answers hidden, until somebody passes the project's mark."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Annotation, Event, Membership, Project, User
from annotate.problems import Conflict, Invalid
from annotate.roles import Role
from annotate.services.projects import lock_project
from booklet.models import Example, Training, TrainingAnswer, TrainingRun
from booklet.services.sayings import Saying, can_be_said, labels_asked, same

MOST = 100  # examples of one run
RANDOM = random.SystemRandom()


@dataclass(frozen=True)
class Result:
    """How far somebody is: their last run, and whether they may work."""

    membership: Membership
    run: TrainingRun | None
    right: int
    asked: int


def training_of(project: Project) -> Training:
    """What is set, or what would be."""
    return Training.objects.filter(project=project).first() or Training(project=project)


@transaction.atomic
def set_training(project: Project, *, is_on: bool, size: int, mark: int, by: User) -> None:
    """Set what the training asks. Switched on, it is for who has answered nothing yet. Raises Invalid."""
    project = lock_project(project)
    if not 1 <= size <= MOST or not 1 <= mark <= 100:
        raise Invalid(
            _("A training asks 1 to %(most)s examples, and its mark is 1 to 100 per cent.") % {"most": MOST},
            field="size",
        )
    if is_on and not askable(project):
        raise Invalid(_("The booklet has no example to ask yet. Make some first."), field="is_on")
    Training.objects.update_or_create(project=project, defaults={"size": size, "mark": mark})
    if is_on and not project.trains:
        has_answered = Annotation.objects.filter(project=project, author=OuterRef("user"))
        _annotators(project).filter(Exists(has_answered), trained_at=None).update(trained_at=timezone.now())
    project.trains = is_on
    project.save(update_fields=["trains"])
    _event(project, by, "training set", is_on=is_on, size=size, mark=mark)


@transaction.atomic
def ask_all_anew(project: Project, by: User) -> int:
    """Everybody passes the training once more before they are lent anything: how many people that is."""
    project = lock_project(project)
    if not project.trains:
        raise Conflict(_("The training is switched off. Switch it on first."))
    asked = _annotators(project).update(trained_at=None)
    TrainingRun.objects.filter(project=project, ended_at=None).update(ended_at=timezone.now())
    _event(project, by, "training asked anew", people=asked)
    return asked


@transaction.atomic
def begin(membership: Membership) -> TrainingRun:
    """The run this annotator is in or has just passed, or a new one with examples of as many pages as there are.

    Raises Conflict.
    """
    project = lock_project(membership.project)
    own = TrainingRun.objects.filter(project=project, annotator=membership.user_id)
    if run := own.filter(ended_at=None).first():
        if next_example(run):
            return run
        finish(run)  # what was left to ask was withdrawn or erased, or is asked no more
        if run.has_passed:
            return run
    training = training_of(project)
    examples = drawn([(one.page_id, one.id) for one in askable(project)], training.size)
    if not examples:
        raise Conflict(_("The booklet has no example to ask yet. Tell a supervisor."))
    return TrainingRun.objects.create(
        project=project, annotator=membership.user, examples=examples, mark=training.mark
    )


def askable(project: Project) -> list[Example]:
    """The examples that can be asked: those that ask something, of documents that can be shown.

    What was right under earlier questions or labels can be chosen by nobody any more, so it is not asked.
    """
    shown = project.examples.living().filter(document__withdrawn_at=None, document__erased_at=None)
    asking = [one for one in shown.only("page", "says") if asked_of(one)]
    asked = labels_asked(project)
    return [one for one in asking if can_be_said(asked_of(one), asked)]


def drawn(examples: Sequence[tuple[int, int]], size: int) -> list[int]:
    """So many of these (page, example), page by page in turn, each page's in random order."""
    shuffled = RANDOM.sample(list(examples), len(examples))
    turn: dict[int, int] = {}
    placed = []
    for page, example in shuffled:
        turn[page] = turn.get(page, 0) + 1
        placed.append((turn[page], example))
    chosen = [example for _turn, example in sorted(placed, key=lambda one: one[0])[:size]]
    return RANDOM.sample(chosen, len(chosen))


def next_example(run: TrainingRun) -> Example | None:
    """The next one to be asked.

    One whose document was withdrawn or erased meanwhile is left out, and one that the questions of today cannot answer.
    """
    answered = set(run.answers.values_list("example", flat=True))
    shown = Example.objects.filter(document__withdrawn_at=None, document__erased_at=None)
    there = shown.in_bulk([one for one in run.examples if one not in answered])
    asked = labels_asked(run.project)
    left = (there[one] for one in run.examples if one in there)
    return next((one for one in left if can_be_said(asked_of(one), asked)), None)


@transaction.atomic
def answer(run: TrainingRun, example: Example, says: Sequence[Saying]) -> TrainingAnswer:
    """Keep what was said to an example; the last one ends the run. Answering twice keeps the first. Raises Invalid."""
    run = TrainingRun.objects.select_for_update().get(id=run.id)
    if kept := run.answers.filter(example=example).first():
        return kept
    if run.ended_at or example.id not in run.examples:
        raise Conflict(_("This training is over. Begin another one."))
    said = {saying["question"]: saying["content"] for saying in says}
    missing = [asked for asked in asked_of(example) if asked["question"] not in said]
    if missing:
        raise Invalid(_("Answer every question of this example first."), field="says")
    is_right = all(same(asked["content"], said[asked["question"]]) for asked in asked_of(example))
    kept = TrainingAnswer.objects.create(run=run, example=example, says=list(says), is_right=is_right)
    if next_example(run) is None:
        finish(run)
    return kept


def finish(run: TrainingRun) -> None:
    """Nothing is left to ask. Passed or not: at least the mark's share of the answers is right, and there is one."""
    right = list(run.answers.values_list("is_right", flat=True))
    run.ended_at = timezone.now()
    run.has_passed = bool(right) and 100 * sum(right) >= run.mark * len(right)
    run.save(update_fields=["ended_at", "has_passed"])
    if run.has_passed:
        memberships = Membership.objects.filter(project=run.project_id, user=run.annotator_id)
        memberships.update(trained_at=run.ended_at)


def asked_of(example: Example) -> list[Saying]:
    """What an example asks: labels of the whole, and of the words it marks. “Nothing is marked” is no question."""
    return [saying for saying in example.says if any(saying["content"].values())]


def results_of(project: Project) -> list[Result]:
    """Each annotator with their last run, for supervisors."""
    newest = (
        TrainingRun.objects.filter(project=project).order_by("annotator_id", "-id").distinct("annotator_id")
    )
    runs = {run.annotator_id: run for run in newest.prefetch_related("answers")}
    memberships = _annotators(project).select_related("user").order_by("user__name", "id")
    return [_result(membership, runs.get(membership.user_id)) for membership in memberships]


def _result(membership: Membership, run: TrainingRun | None) -> Result:
    answers = list(run.answers.all()) if run else []
    return Result(membership, run, sum(one.is_right for one in answers), len(answers))


def _annotators(project: Project) -> QuerySet[Membership]:
    return project.memberships.filter(ended_at=None, roles__contains=[Role.ANNOTATOR])


def _event(project: Project, by: User, kind: str, **detail: int | bool) -> None:
    Event.objects.create(project_id=project.id, actor=by, kind=kind, detail=detail)
