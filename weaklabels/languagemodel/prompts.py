"""What is sent for a document, and what an answer means. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Self

PLACE = "{text}"
TRIMMED = " \t\r\n.!\"'`*“”„‘’«»"


@dataclass(frozen=True)
class Prompt:
    """A rule asked of a language model: `answers` are what it may say, and the label of each; None is silence."""

    template: str
    model: str
    answers: Mapping[str, int | None]
    longest: int  # characters of a text that are sent

    @classmethod
    def read(cls, definition: Mapping[str, Any]) -> Self:
        return cls(definition["prompt"], definition["model"], definition["answers"], definition["longest"])

    def about(self, text: str) -> str:
        return self.template.replace(PLACE, text[: self.longest])

    def key(self, text: str) -> bytes:
        """The same for the same question: whoever asked it, it need not be asked again."""
        parts = [
            self.model,
            self.template,
            "\n".join(sorted(map(folded, self.answers))),
            text[: self.longest],
        ]
        return sha256(b"\0".join(sha256(part.encode()).digest() for part in parts)).digest()

    def answer_in(self, said: str) -> str:
        """Which of the answers it is, whatever its case and the marks around it; "" for none of them.

        >>> Prompt("", "m", {"Complaint": 1, "other": None}, 10).answer_in(' "complaint". ')
        'Complaint'
        """
        return {folded(answer): answer for answer in self.answers}.get(folded(said), "")


def folded(answer: str) -> str:
    return " ".join(answer.strip(TRIMMED).casefold().split())
