"""What is said to people, before it is translated: a message and its values. Pure, so Django comes later.

`gettext_noop` and `ngettext` mark messages for `makemessages`; whoever shows the sentence passes the gettext and
the ngettext of its reader.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Gettext = Callable[[str], str]
Ngettext = Callable[[str, str, int], str]


class Forms(NamedTuple):
    """A message for one and for many."""

    singular: str
    plural: str


def gettext_noop(message: str) -> str:
    return message


def ngettext(singular: str, plural: str) -> Forms:
    """Which of the two is said when the number is known; other languages have more than two."""
    return Forms(singular, plural)


def in_english(singular: str, plural: str, count: int) -> str:
    return singular if count == 1 else plural


@dataclass(frozen=True)
class Sentence:
    """A message with named places and what stands there: words, numbers, or further sentences.

    A message in several forms goes by the value called `count`.

    >>> text = Sentence("the text has %(words)s", {"words": Sentence("‘%(word)s’", {"word": "refund"})})
    >>> str(text)
    'the text has ‘refund’'
    """

    message: str | Forms
    values: dict[str, Any] = field(default_factory=dict)

    def said(self, gettext: Gettext, ngettext: Ngettext = in_english) -> str:
        """In the reader's language, parts included."""
        spoken = {name: _said(value, gettext, ngettext) for name, value in self.values.items()}
        if isinstance(self.message, Forms):
            return ngettext(*self.message, self.values["count"]) % spoken
        return gettext(self.message) % spoken

    def __str__(self) -> str:
        return self.said(gettext_noop)


def _said(value: Any, gettext: Gettext, ngettext: Ngettext) -> Any:
    return value.said(gettext, ngettext) if isinstance(value, Sentence | Listed) else value


@dataclass(frozen=True)
class Listed:
    """Several sentences or words in a row: "a, b or c"."""

    parts: tuple[Any, ...]
    last: str  # the message that joins the last two: "%(before)s or %(after)s"

    def said(self, gettext: Gettext, ngettext: Ngettext = in_english) -> str:
        *before, after = [str(_said(part, gettext, ngettext)) for part in self.parts]
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
