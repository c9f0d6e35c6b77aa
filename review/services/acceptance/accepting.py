"""Making gold in bulk: counted first, then accepted by a job, a stretch of documents at a time."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from annotate import jobs
from annotate.jobs import Run, handler
from annotate.models import Document, Event, Gold, Job, Membership, Question, Response
from annotate.problems import Invalid
from annotate.services.contents import content_of, with_contents
from annotate.services.gold import Accepted, Basis, accept, lock_gold
from review.models import Proposal
from review.services.acceptance.collecting import all_told, by_document, current_answers, edges_of
from review.services.acceptance.proposing import (
    Rule,
    asked_question,
    forget_older,
    proposals_of,
    report_of,
    rule_of,
)
from review.services.acceptance.reachable import out_of_reach
from review.services.acceptance.ways import WAYS
from review.services.acceptance.worth import most_worth
from review.services.adjudication.checking import checked_contents

PREVIEW, ACCEPT = "preview_acceptance", "accept_answers"
AT_ONCE = 5_000  # proposals of a transaction


def start_preview(membership: Membership, rule: Rule) -> Job:
    """Count what would be gold. Raises TooMany."""
    return jobs.start(
        PREVIEW, project=membership.project, owner=membership.user, arguments=rule.as_arguments()
    )


def start_acceptance(membership: Membership, preview: Job, rule: Rule) -> Job:
    """Make gold what the count proposed, as far as it still is so. Raises TooMany."""
    arguments = rule.as_arguments() | {"preview": preview.id}
    return jobs.start(ACCEPT, project=membership.project, owner=membership.user, arguments=arguments)


@handler(PREVIEW, lane=Job.Lane.BULK, name=_("counting answers to accept"))
def count_acceptable(run: Run) -> None:
    """Each way once, over all answers: what one annotator says counts by what they say elsewhere."""
    rule = rule_of(run.job)
    question = asked_question(run.job.project, rule.question)
    told = all_told(question, with_audit=rule.with_audit, progress=run.report_progress)
    found = proposals_of(run.job, question, told, rule.people)
    with run.commit():
        forget_older(run.job, question)
    for first in range(0, len(found), AT_ONCE):
        with run.commit():
            Proposal.objects.bulk_create(found[first : first + AT_ONCE])
    run.finish(report_of(rule, question, found) | {"worth": most_worth(told, question)})


@handler(ACCEPT, lane=Job.Lane.BULK, name=_("accepting answers as gold"))
def accept_answers(run: Run) -> None:
    """A stretch of documents and its "done" are one transaction: killed, the job neither loses nor doubles any."""
    rule = rule_of(run.job)
    question = asked_question(run.job.project, rule.question)
    run.chunks(edges_of(run.job.project))
    total = run.job.chunks.count()
    for chunk in run.open_chunks():
        with run.commit(chunk):
            _accept_stretch(run.job, question, rule, *chunk.bounds)
        run.report_progress(chunk.number + 1, total)
    made = Event.objects.filter(project=run.job.project, kind="gold decided", detail__job=run.job.id)
    run.finish({"count": made.count()})


def _accept_stretch(job: Job, question: Question, rule: Rule, after: int, until: int) -> None:
    """What still holds once nobody else can decide on these documents."""
    place = list(WAYS[question.kind]).index(rule.way)
    wanted = Proposal.objects.filter(
        preview=job.arguments["preview"], document__gt=after, document__lte=until
    ).filter(**{f"percents__{place}__gte": rule.percent})
    rows = list(wanted.order_by("document"))
    lock_gold(one.document_id for one in rows)
    rows = _still_so(question, rule, rows, after, until)
    said = contents_of(question, [one.contents[place].get("annotation", 0) for one in rows])
    documents = Document.objects.in_bulk([one.document_id for one in rows])
    accepted = []
    for one in rows:
        documents[one.document_id].project = job.project
        proposed = one.contents[place]
        content = _checked(
            documents[one.document_id], question, said.get(proposed.get("annotation"), proposed)
        )
        if content is not None:
            basis = Basis(tuple(one.answers), tuple(one.people))
            accepted.append(Accepted(one.document_id, content, basis))
    if accepted:
        detail = {"job": job.id, "way": rule.way}
        accept(accepted, job.project.schema, job.owner, origin=Gold.Origin.AGGREGATED, detail=detail)


def _still_so(
    question: Question, rule: Rule, rows: Sequence[Proposal], after: int, until: int
) -> list[Proposal]:
    """Those whose document has the same answers as when they were counted, and that no person decided or decides on."""
    now = by_document(current_answers(question, after, until, with_audit=rule.with_audit))
    same = [one for one in rows if [said for said, _who in now.get(one.document_id, [])] == one.answers]
    others = out_of_reach(question, {one.document_id: one.answers for one in same})
    return [one for one in same if one.document_id not in others]


def contents_of(question: Question, annotations: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What these annotations say to the question."""
    rows = Response.objects.filter(annotation__in=annotations, question=question)
    return {row.annotation_id: content_of(row) for row in with_contents(rows.select_related("question"))}


def _checked(
    document: Document, question: Question, content: Mapping[str, Any]
) -> dict[int, dict[str, Any]] | None:
    """Nothing where it would not be a valid answer today: a label was retired, say. That is for a person to decide."""
    try:
        return checked_contents(document, {question.id: dict(content)})
    except Invalid:
        return None
