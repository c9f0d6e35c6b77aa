"""Gold checks an annotator answered otherwise than gold: told afterwards, a few at a time, to them alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from annotate.documents.history import Reading, Said, scales_of
from annotate.models import Annotation, Document, Gold, Label, Membership, Occasion, Project, Response, User
from annotate.services.contents import content_of, with_contents
from review.models import Adjudication, Contest
from review.services.alike import plain
from review.services.annotators import grades

AT_ONCE = 5  # told together, so that nobody learns at once which document was a check
MOST_TOLD = 100  # the newest


@dataclass(frozen=True)
class Difference:
    """One question of a check: what was said, and what holds."""

    said: Said
    holds: Said


@dataclass(frozen=True)
class Told:
    """A check that was answered otherwise, and the contest of it, if there is one."""

    annotation: Annotation
    differences: list[Difference]
    contest: Contest | None
    decided_at: datetime | None = None  # after it was contested

    @property
    def may_be_contested(self) -> bool:
        return self.contest is None

    @property
    def document(self) -> Document:
        return self.annotation.document


def told_to(membership: Membership) -> list[Told]:
    """What this annotator answered otherwise, the newest first. Nothing of the checks since the last AT_ONCE.

    Nor anything where disagreement is no error, whatever gold there was before somebody said so.
    """
    if membership.project.takes_variation:
        return []
    checks = Annotation.objects.filter(
        project=membership.project_id,
        author=membership.user_id,
        occasion=Occasion.GOLD_CHECK,
        kind=Annotation.Kind.ANSWER,
        replaces=None,
        document__erased_at=None,
    )
    count = checks.count()
    newest = checks.select_related("document").order_by("-id")[count % AT_ONCE :][:MOST_TOLD]
    return told_of(membership.project, membership.user, list(newest))


def told_of(project: Project, person: User, annotations: Sequence[Annotation]) -> list[Told]:
    """Those of these answers of a person that differ from gold, in their order."""
    documents = [one.document_id for one in annotations]
    gold = {
        (one.document_id, one.question_id): one
        for one in Gold.objects.filter(project=project, document__in=documents).holding()
    }
    responses = Response.objects.filter(annotation__in=annotations, state=Response.State.ANSWERED)
    said: dict[int, list[Response]] = {}
    for response in with_contents(responses.select_related("question").order_by("id")):
        said.setdefault(response.annotation_id, []).append(response)
    labels = Label.objects.filter(question__project=project).in_bulk()
    scales = scales_of(project)
    contests = {one.annotation_id: one for one in Contest.objects.filter(annotation__in=annotations)}
    decided = decided_since(contests.values())
    found = []
    for annotation in annotations:
        reading = Reading(annotation.document.text, labels, scales)
        contest = contests.get(annotation.id)
        differences = [
            Difference(reading.response(one), reading.content(one.question, known.content))
            for one in said.get(annotation.id, [])
            if (known := gold.get((annotation.document_id, one.question_id)))
            and (contest or grades(known, person.id))
            and plain(content_of(one)) != plain(known.content)
        ]
        if differences or contest:
            found.append(Told(annotation, differences, contest, decided.get(annotation.document_id)))
    return found


def decided_since(contests: Iterable[Contest]) -> dict[int, datetime]:
    """By document: when somebody decided on it after it was contested."""
    since = {one.document_id: one.contested_at for one in contests}
    decisions = Gold.objects.filter(document__in=since).exclude(content=Gold.WITHDRAWN)
    gold = decisions.order_by("-decided_at").values_list("document", "decided_at")
    both = Adjudication.objects.filter(document__in=since, outcome=Adjudication.Outcome.BOTH_RIGHT)
    rows = [*gold, *both.values_list("document", "decided_at")]
    return {document: at for document, at in rows if at > since[document]}


def told_by_contests(contests: Sequence[Contest]) -> list[Told]:
    """What each of them says against what holds, for who decides."""
    return [
        told for one in contests for told in told_of(one.document.project, one.contested_by, [one.annotation])
    ]
