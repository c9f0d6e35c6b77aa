"""What a rule in Python would say of a few documents, before it is kept."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from annotate.models import Document, Label, Question
from annotate.problems import Invalid
from weaklabels.matching.compiled import Hit
from weaklabels.sandbox.client import NotRunning, RuleFailed
from weaklabels.services.corpus import corpus_of
from weaklabels.services.hits import Excerpt, excerpt
from weaklabels.services.previewing import shown_to_authors
from weaklabels.services.python.applying import Read, run_rule
from weaklabels.services.python.failures import NoService
from weaklabels.services.python.reading import Reader, Vote, WrongVote
from weaklabels.services.python.sources import SHORT, clean, refusal

SAMPLE = 200
MOST_SHOWN = 20


@dataclass(frozen=True)
class ShownVotes:
    """A document it spoke of, with the words it marked, and what it said."""

    document: Document
    excerpt: Excerpt
    labels: Sequence[Label]


@dataclass(frozen=True)
class PythonPreview:
    documents: int
    hits: int
    said: Sequence[tuple[Label, int]]  # on how many documents, the most frequent first
    shown: Sequence[ShownVotes]


def python_preview_of(question: Question, typed: str) -> PythonPreview:
    """On a random sample outside the audit share, always the same. Raises Invalid or NoService."""
    reader, sample = Reader.of(question, clean(typed)), _sample(question)
    try:
        votes = run_rule(reader, iter([sample]), SHORT)
    except WrongVote as wrong:
        raise Invalid(str(wrong), field="source") from None
    except RuleFailed as failure:
        raise refusal(failure) from None
    except NotRunning:
        raise NoService from None
    return _preview(question, len(sample), votes)


def _sample(question: Question) -> list[Read]:
    corpus = corpus_of(question.project)
    places = shown_to_authors(question, corpus.ids)[0].tolist()
    drawn = random.Random(question.project.seed).sample(places, min(SAMPLE, len(places)))  # noqa: S311 - a sample, no secret
    return [
        Read(int(corpus.ids[place]), corpus.texts(place, place + 1)[0], corpus.metadata(place))
        for place in sorted(drawn)
    ]


def _preview(question: Question, documents: int, votes: Sequence[Vote]) -> PythonPreview:
    labels = question.labels.in_bulk()
    by_document: dict[int, list[Vote]] = {}
    for vote in votes:
        by_document.setdefault(vote.document_id, []).append(vote)
    counts = Counter(label for label, _number in {(vote.label_id, vote.document_id) for vote in votes})
    found = Document.objects.in_bulk([*by_document][:MOST_SHOWN])
    return PythonPreview(
        documents=documents,
        hits=len(by_document),
        said=[(labels[label], count) for label, count in counts.most_common()],
        shown=[_shown(document, by_document[number], labels) for number, document in found.items()],
    )


def _shown(document: Document, votes: Sequence[Vote], labels: dict[int, Label]) -> ShownVotes:
    marks = tuple((vote.start, vote.end) for vote in votes if vote.end)
    said = sorted({vote.label_id for vote in votes})
    return ShownVotes(document, excerpt(document.text, Hit(marks)), [labels[label] for label in said])
