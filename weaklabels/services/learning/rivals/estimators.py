"""Classes of the operator's own, with fit and predict as in scikit-learn, trained on the answers beside our model.

MODEL_CLASSES names them: "house.models:Embedded". They get lists of texts and of labels' names. What one raises stands
on the model page; nothing else is disturbed by it.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import transaction

from weaklabels.models import Rival
from weaklabels.services.learning.answers import Lesson, lesson_of, said_about
from weaklabels.services.learning.pools import audited
from weaklabels.services.learning.rivals.keeping import keep_rival
from weaklabels.services.learning.spans.lessons import texts_within
from weaklabels.services.learning.subjects import Subject

CHARACTERS = 50_000_000  # of texts that are handed over at most, to learn from and to predict


def named() -> list[str]:
    return list(settings.MODEL_CLASSES)


def load(name: str) -> Callable[[], Any]:
    """The class of "module:Class"; whatever goes wrong on the way is the caller's to tell."""
    module, _colon, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


def try_estimators(subject: Subject) -> list[Rival]:
    """Train each, and keep what it says of the audit documents, or what went wrong."""
    lesson = lesson_of(said_about(subject).open())
    texts = texts_within(subject.project, lesson.documents.tolist(), CHARACTERS)
    audit = texts_within(subject.project, audited(subject.project).tolist(), CHARACTERS)
    if not texts or not audit:
        return []
    return [_tried(subject, name, lesson, texts, audit) for name in named()]


def _tried(
    subject: Subject, name: str, lesson: Lesson, texts: dict[int, str], audit: dict[int, str]
) -> Rival:
    said: dict[int, list[int]] = {}
    problem = ""
    try:
        said = _predicted(subject, name, lesson, texts, audit)
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
    with transaction.atomic():
        return keep_rival(subject.question, name, Rival.Kind.ESTIMATOR, said, None, problem)


def _predicted(
    subject: Subject, name: str, lesson: Lesson, texts: dict[int, str], audit: dict[int, str]
) -> dict[int, list[int]]:
    known = zip(lesson.documents.tolist(), lesson.targets.argmax(axis=1).tolist(), strict=True)
    rows = [(texts[document], subject.names[place]) for document, place in known if document in texts]
    estimator = load(name)()
    estimator.fit([text for text, _label in rows], [label for _text, label in rows])
    given = list(estimator.predict(list(audit.values())))
    number_of = dict(zip(subject.names, subject.labels, strict=True))
    if len(given) != len(audit) or not {str(one) for one in given} <= set(number_of):
        msg = f"predict() must give one of {', '.join(number_of)} for each of {len(audit)} texts."
        raise ValueError(msg)
    return {document: [number_of[str(one)]] for document, one in zip(audit, given, strict=True)}
