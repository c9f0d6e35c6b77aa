"""What a model says of texts, how sure it is, and which words spoke for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from annotate.models import Question
from annotate.prepared import Statement
from annotate.problems import Invalid
from weaklabels.active.classifiers import ChoiceModel
from weaklabels.active.explaining import explain
from weaklabels.active.features import vectorise
from weaklabels.active.linear import ORDERED
from weaklabels.models import ModelRun
from weaklabels.services.learning.fitting import open_model

MOST_TEXTS = 1_000
LONGEST_TEXT = 100_000  # characters
MOST_WORDS = 8
KEPT_NAMES = 64  # runs, in each process
MOST_CHANCES = 10  # of labels, told with each answer

NAMES = Statement(
    "names_of_labels", "SELECT id, name FROM annotate_label WHERE id = ANY(%(labels)s::bigint[])"
)


@dataclass(frozen=True)
class Prediction:
    """What a model says of one text: the labels it gives, how sure it is, and the chances of the likeliest."""

    labels: list[str]
    confidence: float
    chances: list[tuple[str, float]]  # the likeliest first


@dataclass(frozen=True)
class Word:
    """A stretch of the text, and how much it spoke for the answer: from -1, much against it, to 1."""

    text: str
    weight: float

    @property
    def level(self) -> int:
        """0 to 4, as the page shades it."""
        return round(min(abs(self.weight), 1) * 4)


def predict(run: ModelRun, texts: Sequence[str], names: Sequence[str] = ()) -> list[Prediction]:
    """What the run's model says of these texts. Raises Invalid, or ModelGone. `names` of its labels, where known."""
    check_texts(texts)
    model = open_model(run)
    chances = model.predict(vectorise(texts))
    names = names or names_of(run)
    given = chances >= thresholds_of(run, model)
    if run.question.kind != Question.Kind.CHOICES:
        given = np.zeros_like(chances, dtype=bool)
        given[np.arange(len(chances)), chances.argmax(axis=1)] = True
    order = np.argsort(-chances, axis=1, kind="stable")
    told = zip(chances.tolist(), given.tolist(), order.tolist(), strict=True)
    return [_prediction(row, mine, places, names) for row, mine, places in told]


def check_texts(texts: Sequence[object]) -> None:
    """Raises Invalid."""
    if not 1 <= len(texts) <= MOST_TEXTS:
        raise Invalid(
            _("Send 1 to %(most)s texts at once; these are %(count)s.")
            % {"most": MOST_TEXTS, "count": len(texts)},
            field="texts",
        )
    for number, text in enumerate(texts, 1):
        if not isinstance(text, str) or len(text) > LONGEST_TEXT:
            raise Invalid(
                _("Text %(number)s is no text of at most %(most)s characters.")
                % {"number": number, "most": LONGEST_TEXT},
                field="texts",
            )


def names_of(run: ModelRun) -> list[str]:
    """The names of the run's labels, in their order; a label keeps its name when it is retired."""
    if run.question.kind == Question.Kind.RATING:
        return [str(step) for step in run.labels]
    found = dict(NAMES.rows({"labels": run.labels}))
    return [found[label] for label in run.labels]


@lru_cache(maxsize=KEPT_NAMES)
def names_under(run: ModelRun, _made_at: datetime, _schema_id: int | None) -> tuple[str, ...]:
    """The same, read once a process: a label gets another name only with another schema."""
    return tuple(names_of(run))


def thresholds_of(run: ModelRun, model: ChoiceModel) -> NDArray[np.floating]:
    return np.full(len(run.labels), 0.5) if model.thresholds is None else model.thresholds


def words_for(run: ModelRun, text: str) -> list[Word]:
    """The text in words and what stands between, with what each said for the label that is given: 1 or -1 the most."""
    model = open_model(run)
    top = int(model.predict(vectorise([text]).rows())[0].argmax())
    said = explain(model, text, min(top, len(model.labels) - 2) if model.links == ORDERED else top)
    if not said:
        return [Word(text, 0.0)]
    most = max(abs(word.weight) for word in said) or 1.0
    pieces, end = [], 0
    for word in said:
        pieces += [Word(text[end : word.start], 0.0), Word(text[word.start : word.end], word.weight / most)]
        end = word.end
    return [*pieces, Word(text[end:], 0.0)]


def strongest(words: Sequence[Word]) -> list[str]:
    """The words that spoke most for the answer; nobody can read a list of commas and full stops."""
    for_it = {
        word.text: word.weight for word in words if word.weight > 0 and any(map(str.isalnum, word.text))
    }
    return sorted(for_it, key=lambda word: -for_it[word])[:MOST_WORDS]


def _prediction(row: list[float], given: list[bool], places: list[int], names: Sequence[str]) -> Prediction:
    """In plain numbers: of a thousand texts, asking arrays one by one would take longer than the model."""
    mine = [place for place in places if given[place]]
    sure = row[mine[-1]] if mine else 1 - max(row, default=0.0)
    chances = [(names[place], round(row[place], 4)) for place in places[:MOST_CHANCES]]
    return Prediction([names[place] for place in mine], round(sure, 4), chances)
