"""The demo's interview: what a head of sales said of fourteen segments, and what became of it."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from annotate.documents.likeness import typicality
from annotate.models import Document, Membership, Project, User
from annotate.models.queueing import Pool
from booklet.models import Interview, InterviewDocument
from booklet.services.interviews.asking import Said, save_answer
from booklet.services.interviews.ending import draft_of, end_interview
from booklet.services.interviews.findings import findings_of
from booklet.services.pages import Edit

TOLD = Path(__file__).resolve().parent.parent / "demo" / "interview.json"


def add_interview(project: Project, by: User) -> None:
    """Those documents that are not in the audit pool, which is another one in every demo."""
    told = json.loads(TOLD.read_text("utf-8"))
    interview = Interview.objects.create(
        project=project,
        number=1,
        stakeholder=told["stakeholder"],
        question=told["question"],
        seed=1,
        begun_by=by,
        begun_at=timezone.now() - timedelta(days=told["days"]),
    )
    open_ones = project.documents.exclude(queue_row__pool=Pool.AUDIT)
    named = {one["document"]: one for one in told["documents"]}
    documents = {one.external_id: one for one in open_ones.filter(external_id__in=named)}
    nearness = _nearness(project)
    place = 0
    for name, one in named.items():
        if document := documents.get(name):
            place += 1
            shown = InterviewDocument.objects.create(
                interview=interview,
                place=place,
                document=document,
                kind=one["kind"],
                nearness=nearness[document.id],
            )
            save_answer(shown, _said(document, one), 0, by)
    _end(project, interview, by, told["follows"])


def _nearness(project: Project) -> dict[int, float]:
    documents = dict(project.documents.values_list("id", "text"))
    return dict(zip(documents, typicality(list(documents.values())), strict=True))


def _said(document: Document, one: dict[str, Any]) -> Said:
    starts = [(document.text.index(quote), quote, concept) for quote, concept in one["notes"]]
    notes = tuple(
        {"start": start, "end": start + len(quote), "concept": concept} for start, quote, concept in starts
    )
    return Said(one["verdict"], one["reason"], notes)


def _end(project: Project, interview: Interview, by: User, follows: str) -> None:
    """The page says what follows, and every new concept goes to the map."""
    membership = Membership.objects.select_related("project", "user").get(project=project, user=by)
    findings = findings_of(interview)
    draft = draft_of(findings)
    *kept, _to_be_said = draft.text.rstrip().split("\n\n")
    text = "\n\n".join([*kept, follows]) + "\n"
    end_interview(membership, interview, Edit(draft.title, text), {one.name for one in findings.new_concepts})
