"""The words a model finds in a text that somebody tries, as a page shows them and as a program is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from annotate.models import Label
from annotate.problems import Invalid
from weaklabels.active.tokens import Scored
from weaklabels.models import ModelRun
from weaklabels.services.learning.fitting import open_spans
from weaklabels.services.learning.predicting import check_texts
from weaklabels.services.learning.spans.readings import readings

MOST_CHARACTERS = 400_000  # of all texts: as many as are read for an order of the queue


@dataclass(frozen=True)
class Found:
    """A span with its label, its words, and how sure the model is; None where it cannot say."""

    start: int
    end: int
    label: Label
    quote: str
    sure: float | None


@dataclass(frozen=True)
class Stretch:
    """A piece of the text: the labels it is inside of, and the spans that end with it."""

    text: str
    labels: list[Label]
    ending: list[Found]


def find_words(run: ModelRun, texts: Sequence[str]) -> list[list[Found]]:
    """The spans of each text, in order, as the run's schema allows them. Raises Invalid, or ModelGone."""
    check_texts(texts)
    check_together(texts)
    asked = asked_in(run)
    model = open_spans(run)
    labels = Label.objects.in_bulk(run.labels)
    return [
        [_found(span, text, labels, model.knows_how_sure) for span in reading.spans]
        for text, reading in zip(texts, readings(model, texts, may_overlap=asked["overlapping"]), strict=True)
    ]


def check_together(texts: Sequence[str]) -> None:
    """Raises Invalid: a model reads words one by one, and who asks waits for it."""
    count = sum(map(len, texts))
    if count > MOST_CHARACTERS:
        raise Invalid(
            _("For marked words send texts of at most %(most)s characters together; these have %(count)s.")
            % {"most": MOST_CHARACTERS, "count": count},
            field="texts",
        )


def asked_in(run: ModelRun) -> dict[str, Any]:
    """The question as the run's schema has it."""
    return next(one for one in run.schema.questions if one["id"] == run.question_id)


def stretches_of(text: str, found: Sequence[Found]) -> list[Stretch]:
    """The text cut at the edges of the spans."""
    edges = sorted({0, len(text), *(edge for span in found for edge in (span.start, span.end))})
    return [
        Stretch(
            text[start:end],
            [span.label for span in found if span.start <= start and end <= span.end],
            [span for span in found if span.end == end],
        )
        for start, end in pairwise(edges)
    ]


def _found(span: Scored, text: str, labels: dict[int, Label], knows_how_sure: bool) -> Found:
    sure = round(span.score, 4) if knows_how_sure else None
    return Found(span.start, span.end, labels[int(span.label)], text[span.start : span.end], sure)
