"""What an unsaved rule would do, on the whole project or on a random sample of it: while somebody types."""

import random
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext, ngettext
from numpy.typing import NDArray

from annotate.models import Document, Question
from annotate.models.queueing import Pool, QueueRow
from weaklabels.matching.columns import Column
from weaklabels.matching.previewing import Preview, Sample, preview
from weaklabels.matching.sentences import Refused
from weaklabels.models import FunctionVersion, LabelingFunction
from weaklabels.services.corpus import corpus_at_hand
from weaklabels.services.definitions import check_definition, dictionaries_for, refusal
from weaklabels.services.documents import positions_in
from weaklabels.services.gold import known_documents
from weaklabels.services.hits import Excerpt, excerpt
from weaklabels.services.matrices import newest_versions
from weaklabels.services.votes import read_documents, read_votes

MOST_DOCUMENTS = 10_000
MOST_KEPT = 1_000  # rules, in each process
_kept: OrderedDict[tuple[int, ...], list[Column]] = OrderedDict()
_keeping = threading.Lock()
MOST_DRAWN = 15_000  # of which some are in the audit share


@dataclass(frozen=True)
class ShownHit:
    """A document the rule would hit, with its words and what is known against it."""

    document_id: int
    name: str
    excerpt: Excerpt
    right: bool | None
    contradicted: bool


@dataclass(frozen=True)
class RulePreview:
    figures: Preview
    is_sample: bool
    hits: Sequence[ShownHit]
    warning: str


@dataclass(frozen=True)
class Documents:
    """Some documents of a corpus by position of their own: a `Texts` of weaklabels/matching."""

    corpus: Any
    places: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.places)

    def texts(self, start: int, stop: int) -> Sequence[bytes]:
        places = self.places[start:stop]
        if len(places) and places[-1] - places[0] + 1 == len(places):
            return self.corpus.texts(int(places[0]), int(places[-1]) + 1)
        return self.corpus.texts_at(places)

    def metadata(self, position: int) -> Mapping[str, Any]:
        return self.corpus.metadata(int(self.places[position]))


def preview_of(
    question: Question,
    definition: Mapping[str, Any],
    label_id: int | None,
    edited: LabelingFunction | None = None,
) -> RulePreview:
    """The rule over documents outside the audit share. Raises Invalid for one that cannot be saved."""
    definition = {**definition, "label": label_id or 0}
    rule = check_definition(question.project, question, definition)
    tried_on = sample_of(question, rule.label, edited)
    try:
        figures = preview(rule, tried_on.sample, dictionaries_for(question.project, [rule]))
    except Refused as refused:
        raise refusal(refused) from None
    warning = figures.warning.said(gettext, ngettext) if figures.warning else ""
    return RulePreview(figures, tried_on.is_part, shown_hits(figures, tried_on.ids), warning)


@dataclass(frozen=True)
class TriedOn:
    """Documents to try rules on, by position and by id, with what is known of them."""

    sample: Sample
    ids: NDArray[np.int64]
    is_part: bool


def sample_of(question: Question, label_id: int = 0, edited: LabelingFunction | None = None) -> TriedOn:
    """Documents outside the audit share. `edited` is no judge of itself, but its judged hits tell of its label."""
    corpus = corpus_at_hand(question.project)
    places, is_part = shown_to_authors(question, corpus.ids)
    ids = corpus.ids[places]
    sample = Sample(
        Documents(corpus, places),
        _gold(question, ids, label_id, edited),
        _others(question, ids, edited),
        one_label=question.kind == Question.Kind.CHOICE,
    )
    return TriedOn(sample, ids, is_part)


def shown_to_authors(question: Question, ids: NDArray[np.int64]) -> tuple[NDArray[np.intp], bool]:
    """Positions of living documents outside the audit share; a random ten thousand of them, always the same.

    Of very many, a few more than ten thousand are drawn first, and only of these it is asked which may be shown.
    """
    [living] = np.nonzero(ids >= 0)
    places = _drawn(question, living, MOST_DRAWN)
    audit = QueueRow.objects.filter(project=question.project_id, pool=Pool.AUDIT)
    if len(places) < len(living):
        audit = audit.filter(document__in=ids[places].tolist())
    withdrawn = question.project.documents.exclude(withdrawn_at=None)
    hidden = [*audit.values_list("document", flat=True), *withdrawn.values_list("id", flat=True)]
    shown = places[~np.isin(ids[places], np.array(hidden, np.int64))]
    is_sample = len(places) < len(living) or len(shown) > MOST_DOCUMENTS
    return _drawn(question, shown, MOST_DOCUMENTS), is_sample


def _drawn(question: Question, places: NDArray[np.intp], most: int) -> NDArray[np.intp]:
    if len(places) <= most:
        return places
    drawn = random.Random(question.project.seed).sample(range(len(places)), most)  # noqa: S311 - a sample, no secret
    return places[np.sort(drawn)]


def _gold(
    question: Question, ids: NDArray[np.int64], label_id: int, edited: LabelingFunction | None
) -> dict[int, frozenset[int]]:
    """Gold that authors may look at, and hits of the rule itself that were judged: right with its label or wrong."""
    place = {document: number for number, document in enumerate(ids.tolist())}
    known = known_documents(question)
    gold = {
        place[one.document_id]: frozenset(one.labels)
        for one in known.authoring
        if one.document_id in place and one.labels
    }
    return gold | {
        place[one.document_id]: frozenset([label_id] if one.is_right else [])
        for one in known.judged
        if edited and one.function_id == edited.id and one.label_id == label_id
        if one.document_id in place and one.start is None
    }


def _others(question: Question, ids: NDArray[np.int64], edited: LabelingFunction | None) -> list[Column]:
    """What the other rules say of these documents, where two labels of one document contradict each other."""
    if question.kind != Question.Kind.CHOICE:
        return []
    others = [one for one in newest_versions(question) if edited is None or one.function_id != edited.id]
    return [column for one in others for column in _said_on(one, ids)]


def _said_on(version: FunctionVersion, ids: NDArray[np.int64]) -> list[Column]:
    """Its votes on the sample, kept as long as neither changes: to read all those on a million documents takes long."""
    column = version.column
    key = version.id, column.looked_until, column.hits, len(ids), int(ids.sum())
    said = _kept.get(key)
    if said is None:
        said = _columns_on(version, ids)
    with _keeping:
        _kept[key] = said
        _kept.move_to_end(key)
        if len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return said


def _columns_on(version: FunctionVersion, ids: NDArray[np.int64]) -> list[Column]:
    """A column for each label it says."""
    if version.label_id:
        _places, there = positions_in(read_documents(version.id), ids)
        return [Column(version.label_id, np.flatnonzero(there).astype(np.int32))] if there.any() else []
    votes = read_votes([version.id])[version.id]
    places, there = positions_in(votes.documents, ids)
    [positions] = np.nonzero(there)
    labels = votes.labels[places[there]]
    return [
        Column(label, positions[labels == label].astype(np.int32)) for label in np.unique(labels).tolist()
    ]


def shown_hits(figures: Preview, ids: NDArray[np.int64]) -> list[ShownHit]:
    wanted = [int(ids[one.position]) for one in figures.shown]
    documents = Document.objects.in_bulk(wanted)
    return [
        ShownHit(
            document_id,
            documents[document_id].external_id or f"#{document_id}",
            excerpt(documents[document_id].text, one.hit),
            one.right,
            one.contradicted,
        )
        for document_id, one in zip(wanted, figures.shown, strict=True)
        if document_id in documents
    ]
