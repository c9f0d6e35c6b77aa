"""What is sent for a document, and what an answer means. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Self

PLACE = "{text}"
TOKENS_OF_A_WORD, TOKENS_OF_MARKS = 16, 512  # the most we ask for
TRIMMED = " \t\r\n.!\"'`*“”„‘’«»"


@dataclass(frozen=True)
class Prompt:
    """A rule asked of a language model: `answers` are what it may say, and the label of each; None is silence.

    Where it `marks_words`, it gives an answer and the words it is about, line by line (`quoting`).
    """

    template: str
    model: str
    answers: Mapping[str, int | None]
    longest: int  # characters of a text that are sent
    marks_words: bool = False

    @classmethod
    def read(cls, definition: Mapping[str, Any]) -> Self:
        return cls(
            definition["prompt"],
            definition["model"],
            definition["answers"],
            definition["longest"],
            definition.get("marks_words", False),
        )

    @property
    def most_tokens(self) -> int:
        """Of an answer."""
        return TOKENS_OF_MARKS if self.marks_words else TOKENS_OF_A_WORD

    def sent_of(self, text: str) -> str:
        return text[: self.longest]

    def about(self, text: str) -> str:
        return self.template.replace(PLACE, self.sent_of(text))

    def key(self, text: str) -> bytes:
        """The same for the same question: whoever asked it, it need not be asked again."""
        parts = [
            self.model,
            self.template,
            "\n".join(sorted(map(folded, self.answers))),
            self.sent_of(text),
            *(["words"] if self.marks_words else []),
        ]
        return sha256(b"\0".join(sha256(part.encode()).digest() for part in parts)).digest()

    def answer_in(self, said: str) -> str:
        """Which of the answers it is, whatever its case and the marks around it; "" for none of them.

        >>> Prompt("", "m", {"Complaint": 1, "other": None}, 10).answer_in(' "complaint". ')
        'Complaint'
        """
        return {folded(answer): answer for answer in self.answers}.get(folded(said), "")

    def label_of(self, answer: str) -> int | None:
        """What an answer means, in whatever case another rule wrote it that asked the same.

        >>> Prompt("", "m", {"Complaint": 1}, 10).label_of("complaint")
        1
        """
        return {folded(name): label for name, label in self.answers.items()}.get(folded(answer))


def folded(answer: str) -> str:
    return " ".join(answer.strip(TRIMMED).casefold().split())
