"""The words of rules and dictionaries, as a model of words takes them: where one of them stands is a cue.

They go into the model's files, so that whoever asks it, here or of a download, sees the same cues.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from annotate.models import Question
from weaklabels.matching import forms
from weaklabels.matching.definitions import Dictionary, Keywords
from weaklabels.models import FunctionVersion, LabelingFunction
from weaklabels.services.dictionaries import dictionaries_of

MOST_PHRASES = 20_000  # of a list


def lists_of(question: Question) -> dict[str, tuple[str, ...]]:
    """By a name for each: a rule's own words, and the dictionaries that rules name."""
    written = LabelingFunction.objects.living().filter(
        question=question, kind=LabelingFunction.Kind.DECLARATIVE
    )
    versions = FunctionVersion.objects.filter(id__in=written.with_newest().values("newest_id"))
    found: dict[str, tuple[str, ...]] = {}
    named: set[str] = set()
    for version in versions.order_by("function"):
        parts = list(_parts(forms.read(version.definition)))
        named |= {part.name for part in parts if isinstance(part, Dictionary)}
        words = [word for part in parts if isinstance(part, Keywords) for word in part.words]
        if words:
            found[f"rule {version.function_id}"] = tuple(words[:MOST_PHRASES])
    for name, entries in dictionaries_of(question.project, sorted(named)).items():
        found[f"dictionary {name}"] = entries.lines[:MOST_PHRASES]
    return found


def _parts(value: Any) -> Iterator[Any]:
    """A rule's condition and all conditions inside it."""
    if isinstance(value, tuple):
        for one in value:
            yield from _parts(one)
    elif is_dataclass(value):
        yield value
        for field in fields(value):
            yield from _parts(getattr(value, field.name))
