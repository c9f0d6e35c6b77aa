"""Applying a change of the scheme, and taking it back: questions, decision and record at once, then a job."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from annotate import jobs
from annotate.models import Job, Project, Schema, User
from annotate.problems import Conflict, Invalid
from annotate.services.drafting import publish_beside_draft
from annotate.services.projects import lock_project
from annotate.services.sources import make_source
from booklet import ports
from booklet.models import Decision, SchemeChange
from booklet.services import decisions
from booklet.services.pages import LONGEST_TITLE
from booklet.services.scheme import examples
from booklet.services.scheme.plans import Plan, Wish, plan_of, taken_back
from booklet.services.scheme.previews import preview_of
from booklet.services.scheme.transfers import follow_pages, moved_labels, new_label

Act = SchemeChange.Act
WRITES = "rewrite_answers"
RETURNS = "return_answers"  # annotate's: what a schema made incomplete goes back to those who said it
EXAMPLES = "examples"
Pairs = list[list[int]]


@transaction.atomic
def apply(project: Project, wish: Wish, reason: str, by: User, *, seen: int) -> SchemeChange:
    """Publish the change of the schema `seen`, decide it, and start what follows. Raises Invalid or Conflict."""
    project = lock_project(project)
    _check_may_change(project)
    if not reason.strip():
        raise Invalid(_("Say why: the decision is kept with its reason."), field="reason")
    before = project.schemas.filter(id=seen).first()
    if before is None:
        raise Invalid(_("This project never had the schema you looked at. Reload the page."), field="schema")
    plan = plan_of(before.questions, wish)
    touched = preview_of(project, plan).as_text()
    after = publish_beside_draft(project, plan.questions, by, seen)
    project.schema = after
    change = _record(
        project,
        by,
        act=wish.act,
        wish=wish.as_json(),
        labels=[[old, new] for old, new in plan.instead.items()],
        before=before,
        after=after,
        decision=_decide(project, plan.title, touched, reason, by),
        followed=_follow(project, plan, after, by),
    )
    _start(change, wish.act)
    return change


@transaction.atomic
def take_back(change: SchemeChange, reason: str, by: User) -> SchemeChange:
    """As it was before, as a further schema and further revisions. Raises Invalid or Conflict."""
    project = lock_project(change.project)
    _check_may_change(project)
    if change.act == Act.UNDO:
        raise Conflict(_("This took a change back. Make the change anew instead."))
    if change.is_undone:
        raise Conflict(_("This change was taken back already."))
    before = Schema.objects.get(id=project.schema_id)
    _check_nothing_later(change, before)
    questions = taken_back(change.before.questions, change.after.questions, before.questions)
    after = publish_beside_draft(project, questions, by, before.id)
    project.schema = after
    title = _("Taken back: %(title)s") % {"title": change.decision.title}
    undo = _record(
        project,
        by,
        act=Act.UNDO,
        labels=_parts_of_split(change),
        before=before,
        after=after,
        decision=_decide(project, title, "", reason, by),
        undoes=change,
    )
    examples.take_back(project, change.followed.get(EXAMPLES, []), by)
    for users in ports.label_users:
        if users.key in change.followed:
            users.take_back(project, change.followed[users.key], by)
    if change.act == Act.TRANSFER:
        follow_pages(project, {now: label for label, now in moved_labels(change).items()})
    _start(undo, change.act)
    return undo


def go_on(change: SchemeChange, by: User) -> Job:
    """Write anew what is left, after a job that was cancelled or an answer that came late. Raises Conflict."""
    _check_may_change(lock_project(change.project))
    return _start_job(WRITES, change, {"change": change.id})


def job_of(change: SchemeChange) -> Job | None:
    """The newest job that carries the change out."""
    of_change = change.project.jobs.filter(kind=WRITES, arguments__change=change.id)
    of_schema = change.project.jobs.filter(kind=RETURNS, arguments__schema=change.after_id)
    return (of_change | of_schema).order_by("-id").first()


def _check_may_change(project: Project) -> None:
    if not project.is_open:
        raise Conflict(_("This project is closed. Reopen it in its settings before you change labels."))
    if project.schema_id is None:
        raise Invalid(_("This project has no published questions yet. An owner must publish them first."))
    if project.jobs.filter(kind__in=[WRITES, RETURNS], finished_at=None).exists():
        raise Conflict(
            _("An earlier change is still being carried out. Wait until it is done, or cancel it.")
        )


def _check_nothing_later(change: SchemeChange, now: Schema) -> None:
    later = change.project.scheme_changes.filter(number__gt=change.number, undone_by=None).exclude(
        act=Act.UNDO
    )
    labels = {label for pair in change.labels for label in pair}
    for one in later.select_related("decision"):
        touched = {label for pair in one.labels for label in pair} | set(one.wish["labels"])
        if touched & (labels | set(change.wish["labels"])):
            raise Conflict(
                _("“%(title)s” came later and changed the same labels. Take that back first.")
                % {"title": one.decision.title}
            )


def _decide(project: Project, title: str, consequences: str, reason: str, by: User) -> Decision:
    short = title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"
    return decisions.decide(
        project, decisions.Wish(short, title, context=reason, consequences=consequences), by
    )


def _record(project: Project, by: User, **what: Any) -> SchemeChange:
    newest = project.scheme_changes.first()
    number = newest.number + 1 if newest else 1
    source = make_source(project, _("change %(number)s of the labels") % {"number": number})
    return SchemeChange.objects.create(project=project, number=number, source=source, author=by, **what)


def _follow(project: Project, plan: Plan, after: Schema, by: User) -> dict[str, Any]:
    """Let examples and rules say the label that stays, or that answers the other question."""
    moved = new_label(plan, after)
    instead = plan.instead or moved
    if not instead:
        return {}
    followed: dict[str, Any] = {
        EXAMPLES: examples.follow(project, instead, examples.saying(plan, instead), by)
    }
    for users in ports.label_users:
        followed[users.key] = users.follow(project, instead, by)
    if moved:
        follow_pages(project, moved)
        followed["moved"] = list(*moved.items())
    return followed


def _parts_of_split(change: SchemeChange) -> Pairs:
    """The labels that came of a split, each with the one that is there again."""
    if change.act != Act.SPLIT:
        return []
    known = _labels_in(change.before.questions)
    [label] = change.wish["labels"]
    return [[part, label] for part in sorted(_labels_in(change.after.questions) - known)]


def _labels_in(questions: Sequence[dict[str, Any]]) -> set[int]:
    return {label["id"] for question in questions for label in question["labels"]}


def _start(change: SchemeChange, act: str) -> None:
    if act == Act.SPLIT and change.act == Act.SPLIT:
        _start_job(RETURNS, change, {"schema": change.after_id})
    elif act in {Act.MERGE, Act.SPLIT, Act.TRANSFER}:
        _start_job(WRITES, change, {"change": change.id})


def _start_job(kind: str, change: SchemeChange, arguments: dict[str, int]) -> Job:
    return jobs.start(kind, project=change.project, owner=change.author, arguments=arguments)
