"""The documents behind a figure, and sending them to the annotators."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from annotate.models import Document, Event, Label, Question, User
from annotate.models.queueing import Pool, QueueRow
from annotate.problems import Invalid
from annotate.services.rankings import Listed
from weaklabels.labelmodel import Analysis
from weaklabels.models import FunctionVersion, LabelingFunction
from weaklabels.services.checks import still_hit
from weaklabels.services.documents import positions_in
from weaklabels.services.gold import known_documents
from weaklabels.services.hits import Excerpt, excerpt_of
from weaklabels.services.matrices import QuestionVotes, votes_on
from weaklabels.services.ranking import MOST_RANKED, SENT, Source, compose, offer, still_wanted
from weaklabels.services.spans import clashes_of, graded_proposals, span_votes

KINDS = ("hits", "conflicts", "right", "wrong", "silent")


@dataclass(frozen=True)
class Asked:
    """Which documents of a question: of a rule, of two rules, or of the whole project."""

    question: Question
    kind: str = "hits"
    rule: LabelingFunction | None = None
    other: LabelingFunction | None = None
    label_id: int | None = None


@dataclass(frozen=True)
class Behind:
    """A document behind the figure, and what each rule says of it."""

    document: Document
    excerpt: Excerpt
    said: list[tuple[LabelingFunction, list[Label]]]


@dataclass(frozen=True)
class Found:
    count: int
    shown: list[Behind]
    next_after: int | None


def documents_behind(asked: Asked, *, after: int, most: int) -> Found:
    """A page of them, in the order of their ids. Raises Invalid for a figure there is not."""
    votes = votes_on(asked.question)
    ids = _shown(asked, ids_behind(asked, votes))
    page = ids[ids > after][:most]
    documents = Document.objects.in_bulk(page.tolist())
    labels = Label.objects.filter(question=asked.question).in_bulk()
    shown = [_behind(documents[one], votes, labels, asked) for one in page.tolist() if one in documents]
    more = len(ids[ids > after]) > most
    return Found(len(ids), shown, int(page[-1]) if more else None)


@transaction.atomic
def send_to_queue(asked: Asked, by: User) -> int:
    """Let these documents come first in the ranked stream; how many of them want an answer."""
    ids = ids_behind(asked, votes_on(asked.question))[:MOST_RANKED]
    free = still_wanted(ids.tolist())
    if not free:
        raise Invalid(
            _("None of these documents wants another answer: all are answered, held or in the audit share.")
        )
    offer(asked.question, Source.SENT, Listed(free, [1.0] * len(free), [SENT] * len(free)))
    ranking = compose(asked.question.project)
    Event.objects.create(
        project_id=asked.question.project_id,
        actor=by,
        kind="documents sent to the queue",
        detail={
            "ranking": ranking and ranking.id,
            "rule": asked.rule and asked.rule.id,
            "other": asked.other and asked.other.id,
        },
    )
    return len(free)


def ids_behind(asked: Asked, votes: QuestionVotes) -> NDArray[np.int64]:
    """All of them, ascending. What rule authors may not see is still in it."""
    if asked.kind not in KINDS:
        raise Invalid(_("There is no such list of documents."))
    if asked.kind == "silent":
        return _silent(asked, votes)
    if asked.kind in ("right", "wrong"):
        return _graded(asked, votes)
    said = [_documents_of(votes, rule) for rule in (asked.rule, asked.other) if rule]
    if asked.kind == "hits" and said:
        return np.intersect1d(*said) if len(said) == 2 else said[0]
    return _in_conflict(asked, votes)


def _in_conflict(asked: Asked, votes: QuestionVotes) -> NDArray[np.int64]:
    if asked.question.kind != Question.Kind.CHOICE:
        return _disputed_spans(asked, votes)
    analysis = Analysis(votes.matrix())
    if asked.rule and asked.other:
        one, other = (_version_of(votes, rule).id for rule in (asked.rule, asked.other))
        return votes.ids[analysis.conflicts_between(one, other)]
    disputed = votes.ids[analysis.in_conflict]
    return np.intersect1d(disputed, _documents_of(votes, asked.rule)) if asked.rule else disputed


def _disputed_spans(asked: Asked, votes: QuestionVotes) -> NDArray[np.int64]:
    places = [votes.versions.index(_version_of(votes, rule)) for rule in (asked.rule, asked.other) if rule]
    return votes.ids[clashes_of(asked.question, span_votes(votes)).documents_between(*places)]


def _graded(asked: Asked, votes: QuestionVotes) -> NDArray[np.int64]:
    """Hits on gold that authors may look at, and its own hits that were judged: right or wrong."""
    if asked.rule is None:
        raise Invalid(_("Name the rule whose hits you want to see."))
    version, wanted = _version_of(votes, asked.rule), asked.kind == "right"
    known = known_documents(asked.question)
    documents, right = graded_proposals(votes, known.authoring, version.id)
    judged = still_hit(votes, known.judged, version)
    found = {one.document_id for one in judged if one.is_right is wanted}
    return np.unique(np.array([*documents[right == wanted].tolist(), *found], dtype=np.int64))


def _silent(asked: Asked, votes: QuestionVotes) -> NDArray[np.int64]:
    """Documents of a label that no rule hits: what a next rule could be about."""
    covered = np.unique(
        np.concatenate([votes.votes[one.id].documents for one in votes.versions] or [np.empty(0)])
    )
    of_label = [
        known.document_id
        for known in known_documents(asked.question).authoring
        if asked.label_id is None or asked.label_id in known.labels
    ]
    return np.setdiff1d(np.array(of_label, dtype=np.int64), covered)


def _shown(asked: Asked, ids: NDArray[np.int64]) -> NDArray[np.int64]:
    """Without the audit share, whose texts are never shown to those who write rules."""
    audit = QueueRow.objects.filter(
        project=asked.question.project_id, pool=Pool.AUDIT, document__in=ids.tolist()
    )
    return np.setdiff1d(ids, np.fromiter(audit.values_list("document", flat=True), np.int64))


def _version_of(votes: QuestionVotes, rule: LabelingFunction) -> FunctionVersion:
    found = [version for version in votes.versions if version.function_id == rule.id]
    if not found:
        raise Invalid(_("“%(name)s” is retired, or belongs to another question.") % {"name": rule})
    return found[0]


def _documents_of(votes: QuestionVotes, rule: LabelingFunction) -> NDArray[np.int64]:
    documents = np.unique(votes.votes[_version_of(votes, rule).id].documents)
    _places, there = positions_in(votes.ids, documents)
    return documents[there]


def _behind(document: Document, votes: QuestionVotes, labels: dict[int, Label], asked: Asked) -> Behind:
    said: list[tuple[LabelingFunction, list[Label]]] = []
    for version in votes.versions:
        column = votes.votes[version.id]
        start, stop = np.searchsorted(column.documents, [document.id, document.id + 1])
        spoken: Sequence[int] = np.unique(column.labels[start:stop]).tolist()
        if spoken:
            said.append((version.function, [labels[label] for label in spoken if label in labels]))
    named = next((one for one in votes.versions if asked.rule and one.function_id == asked.rule.id), None)
    firing = named or next(
        (one for one in votes.versions if any(one.function_id == rule.id for rule, _l in said)), None
    )
    cut = excerpt_of(firing, document) if firing else Excerpt([], cut_before=False, cut_behind=False)
    return Behind(document, cut, said)
