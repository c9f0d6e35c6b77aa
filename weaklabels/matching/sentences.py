"""What is said to people, before it is translated: a message and its values. Pure, so Django comes later.

`gettext_noop` marks a message for `makemessages`; whoever shows the sentence passes the gettext of its reader.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


def gettext_noop(message: str) -> str:
    return message


@dataclass(frozen=True)
class Sentence:
    """A message with named places and what stands there: words, numbers, or further sentences.

    >>> text = Sentence("the text has %(words)s", {"words": Sentence("‘%(word)s’", {"word": "refund"})})
    >>> str(text)
    'the text has ‘refund’'
    """

    message: str
    values: dict[str, Any] = field(default_factory=dict)

    def said(self, gettext: Callable[[str], str]) -> str:
        """In the reader's language, parts included."""
        spoken = {name: _said(value, gettext) for name, value in self.values.items()}
        return gettext(self.message) % spoken

    def __str__(self) -> str:
        return self.said(gettext_noop)


def _said(value: Any, gettext: Callable[[str], str]) -> Any:
    if isinstance(value, Sentence):
        return value.said(gettext)
    if isinstance(value, Listed):
        return value.said(gettext)
    return value


@dataclass(frozen=True)
class Listed:
    """Several sentences or words in a row: "a, b or c"."""

    parts: tuple[Any, ...]
    last: str  # the message that joins the last two: "%(before)s or %(after)s"

    def said(self, gettext: Callable[[str], str]) -> str:
        *before, after = [str(_said(part, gettext)) for part in self.parts]
        if not before:
            return after
        return gettext(self.last) % {"before": ", ".join(before), "after": after}

    def __str__(self) -> str:
        return self.said(gettext_noop)


class Refused(ValueError):
    """A rule cannot be as it is written: which part, why, and what is possible instead."""

    def __init__(self, message: str, *, place: int | None = None, **values: Any) -> None:
        self.sentence = Sentence(message, values)
        self.place = place  # in the pattern, in code points from 0
        super().__init__(str(self.sentence))
