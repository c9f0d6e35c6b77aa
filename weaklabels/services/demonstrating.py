"""Somebody marks words in a document: the rules they may stand for, each with what it would hit."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext

from annotate.models import Document, Label, Question
from annotate.models.queueing import Pool
from annotate.problems import Invalid
from weaklabels.matching import forms
from weaklabels.matching.checking import check
from weaklabels.matching.definitions import Says
from weaklabels.matching.demonstrating import MOST_MARKS, propose
from weaklabels.matching.documents import Document as Read
from weaklabels.matching.previewing import Preview
from weaklabels.matching.sentences import Refused
from weaklabels.matching.wording import condition_in_words
from weaklabels.services.previewing import ShownHit, sample_of, shown_hits

MOST_PROPOSED = 9  # as many as there are digits to take one by
HITS_SHOWN = 3


@dataclass(frozen=True)
class Meant:
    """A rule that may be meant, in words and in figures."""

    definition: dict[str, Any]
    sentence: str
    figures: Preview
    hits: Sequence[ShownHit]


def rules_meant(document: Document, marks: Sequence[tuple[int, int]], label: Label) -> list[Meant]:
    """From the narrowest to the widest. Raises Invalid for marks outside of the text.

    The document is read only for what stands around the marks, and of one of the audit share not even that: no rule
    is made from what is to judge it.
    """
    question = label.question
    read, marks = _read(document, _checked(document, marks))
    tried_on = sample_of(question)
    says = Says.SPANS if question.kind == Question.Kind.SPANS else Says.LABEL
    proposals = propose(read, list(marks), label.id, tried_on.sample, says=says)
    return [
        Meant(
            forms.write(one.rule),
            condition_in_words(one.rule.when).said(gettext),
            one.preview,
            shown_hits(one.preview, tried_on.ids)[:HITS_SHOWN],
        )
        for one in proposals
        if _can_be_saved(one.rule)
    ][:MOST_PROPOSED]


def _checked(document: Document, marks: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
    length = len(document.text)
    if not 1 <= len(marks) <= MOST_MARKS or any(not 0 <= start < end <= length for start, end in marks):
        raise Invalid(gettext("Mark one or two stretches of the text, and make a rule of these."))
    if not any(document.text[start:end].strip() for start, end in marks):
        raise Invalid(gettext("Only blanks are marked. Mark the words that give the label away."))
    return marks


def _read(document: Document, marks: Sequence[tuple[int, int]]) -> tuple[Read, Sequence[tuple[int, int]]]:
    if document.queue_row.pool != Pool.AUDIT:
        return Read.of(document.text, document.metadata), marks
    words = [document.text[start:end] for start, end in marks]
    starts = [sum(len(word) + 1 for word in words[:number]) for number in range(len(words))]
    places = [(start, start + len(word)) for start, word in zip(starts, words, strict=True)]
    return Read.of(" ".join(words), {}), places


def _can_be_saved(rule: Any) -> bool:
    try:
        check(rule, {})
    except Refused:
        return False
    return True
