"""Making gold in bulk: counted first, then accepted by a job, a stretch of documents at a time."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from annotate import jobs
from annotate.jobs import Run, handler
from annotate.models import Document, Event, Gold, Job, Membership, Question, Response
from annotate.problems import Invalid
from annotate.services.contents import content_of, with_contents
from annotate.services.gold import Accepted, Basis, accept, lock_gold
from review.services.acceptance.proposing import KINDS, Proposed, Rule, edges_of, stretch_of
from review.services.adjudication.checking import checked_contents

PREVIEW, ACCEPT = "preview_acceptance", "accept_answers"
SHOWN = 20


def rule_of(job: Job) -> Rule:
    return Rule(**{name: job.arguments[name] for name in ("question", "percent", "people", "with_audit")})


def start_preview(membership: Membership, rule: Rule) -> Job:
    """Count what would be gold. Raises TooMany."""
    return jobs.start(
        PREVIEW, project=membership.project, owner=membership.user, arguments=rule.as_arguments()
    )


def start_acceptance(membership: Membership, preview: Job) -> Job:
    """Make gold what the preview counted, as far as it still is so. Raises TooMany."""
    return jobs.start(
        ACCEPT, project=membership.project, owner=membership.user, arguments=rule_of(preview).as_arguments()
    )


@handler(PREVIEW, lane=Job.Lane.BULK, name=_("counting answers to accept"))
def count_acceptable(run: Run) -> None:
    rule = rule_of(run.job)
    question = _question(run.job, rule)
    percents: Counter[int] = Counter()
    shown: list[list[int]] = []
    divided = 0
    edges = edges_of(run.job.project)
    for number, (after, until) in enumerate(edges, 1):
        stretch = stretch_of(question, rule, after, until)
        percents.update(one.percent for one in stretch.proposed)
        shown += [
            [one.document, one.annotation, one.percent] for one in stretch.proposed[: SHOWN - len(shown)]
        ]
        divided += stretch.divided
        run.report_progress(number, len(edges))
    report = {
        "count": percents.total(),
        "percents": [[percent, percents[percent]] for percent in sorted(percents, reverse=True)],
        "shown": shown,
        "divided": divided,
    }
    run.finish(report)


@handler(ACCEPT, lane=Job.Lane.BULK, name=_("accepting answers as gold"))
def accept_answers(run: Run) -> None:
    """A stretch of documents and its "done" are one transaction: killed, the job neither loses nor doubles any."""
    rule = rule_of(run.job)
    question = _question(run.job, rule)
    run.chunks(edges_of(run.job.project))
    total = run.job.chunks.count()
    for chunk in run.open_chunks():
        with run.commit(chunk):
            _accept_stretch(run.job, question, rule, *chunk.bounds)
        run.report_progress(chunk.number + 1, total)
    made = Event.objects.filter(project=run.job.project, kind="gold decided", detail__job=run.job.id)
    run.finish({"count": made.count()})


def _question(job: Job, rule: Rule) -> Question:
    """Raises Invalid where the project asks it no more."""
    schema = job.project.schema
    asked = [question["id"] for question in (schema.questions if schema else [])]
    question = Question.objects.filter(id=rule.question, project=job.project, kind__in=KINDS).first()
    if question is None or question.id not in asked:
        raise Invalid(_("This question is not asked any more, so nothing can be accepted for it."))
    question.project = job.project
    return question


def _accept_stretch(job: Job, question: Question, rule: Rule, after: int, until: int) -> None:
    """What still holds once nobody else can decide on these documents."""
    lock_gold(one.document for one in stretch_of(question, rule, after, until).proposed)
    proposed = stretch_of(question, rule, after, until).proposed
    contents = contents_of(question, proposed)
    documents = Document.objects.in_bulk([one.document for one in proposed])
    accepted = []
    for one in proposed:
        documents[one.document].project = job.project
        content = _checked(documents[one.document], question, contents[one.annotation])
        if content is not None:
            accepted.append(Accepted(one.document, content, Basis(tuple(one.answers), tuple(one.people))))
    if accepted:
        accept(accepted, job.project.schema, job.owner, origin=Gold.Origin.AGGREGATED, detail={"job": job.id})


def contents_of(question: Question, proposed: list[Proposed]) -> dict[int, dict[str, Any]]:
    """What these annotations say to the question."""
    rows = Response.objects.filter(annotation__in=[one.annotation for one in proposed], question=question)
    return {row.annotation_id: content_of(row) for row in with_contents(rows.select_related("question"))}


def _checked(
    document: Document, question: Question, content: Mapping[str, Any]
) -> dict[int, dict[str, Any]] | None:
    """Nothing where it would not be a valid answer today: a label was retired, say. That is for a person to decide."""
    try:
        return checked_contents(document, {question.id: dict(content)})
    except Invalid:
        return None
