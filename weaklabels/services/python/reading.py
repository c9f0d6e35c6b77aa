"""What a rule in Python returned, read as votes: anything that is none is refused, with what is allowed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from django.utils.translation import gettext as _

from annotate.models import Question
from weaklabels.services.votes import Votes

MOST_NAMED = 20  # labels in a sentence


class WrongVote(ValueError):
    """Something that is no vote, as a sentence for the author."""


class Vote(NamedTuple):
    document_id: int
    label_id: int
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Reader:
    """Reads what a rule with this source says to a question with these labels (by name, those in use)."""

    source: str
    labels: Mapping[str, int]
    says_spans: bool

    @classmethod
    def of(cls, question: Question, source: str) -> "Reader":
        labels = question.labels.filter(retired_at=None).order_by("id").values_list("name", "id")
        return cls(source, dict(labels), question.kind == Question.Kind.SPANS)

    def read(self, document_id: int, text: bytes, said: Any) -> list[Vote]:
        """The votes on one document. Raises WrongVote."""
        if said is None:
            return []
        if self.says_spans:
            return sorted(set(self._spans(document_id, len(text.decode()), said)), key=lambda vote: vote[2:])
        if isinstance(said, str) and said in self.labels:
            return [Vote(document_id, self.labels[said])]
        raise WrongVote(
            _("Of document #%(document)s it said %(said)s. It may say None or one of the labels %(labels)s.")
            % self._named(document_id, said)
        )

    def _spans(self, document_id: int, length: int, said: Any) -> Iterator[Vote]:
        for span in said if isinstance(said, list) else [said]:
            if not self._is_span(span):
                raise WrongVote(
                    _(
                        "Of document #%(document)s it said %(said)s. It may say None or a list of "
                        "(start, end, label), where start and end are whole numbers and label is one of %(labels)s."
                    )
                    % self._named(document_id, span)
                )
            start, end, label = span
            if not 0 <= start < end <= length:
                raise WrongVote(
                    _(
                        "It marked what is empty or outside of document #%(document)s. Its text goes from 0 to "
                        "%(length)s; a span ends before its end, and behind where it starts."
                    )
                    % {"document": document_id, "length": length}
                )
            yield Vote(document_id, self.labels[label], start, end)

    def _is_span(self, span: Any) -> bool:
        return (
            isinstance(span, list)
            and len(span) == 3
            and all(type(place) is int for place in span[:2])
            and isinstance(span[2], str)
            and span[2] in self.labels
        )

    def _named(self, document_id: int, said: Any) -> dict[str, Any]:
        names = [f"“{name}”" for name in self.labels]
        labels = ", ".join(names[:MOST_NAMED]) + (" …" if len(names) > MOST_NAMED else "")
        return {"document": document_id, "said": self._shown(said), "labels": labels}

    def _shown(self, said: Any) -> str:
        """A word is shown where it stands in the source: else it may be a piece of a document nobody is to see."""
        if isinstance(said, list) and len(said) == 3 and isinstance(said[2], str):
            said = said[2]  # of a span, most likely the label is misspelt
        if isinstance(said, str):
            return f"“{said}”" if said in self.source else _("a text that is no label")
        kinds = {bool: _("True or False"), int: _("a number"), float: _("a number"), list: _("a list")}
        return kinds.get(type(said), _("something else"))


def as_votes(votes: Sequence[Vote], *, spans: bool) -> Votes:
    """In the form they are kept in; the documents come in the order of their ids."""
    table = np.array(votes, dtype=np.int64).reshape(-1, 4)
    starts, ends = table[:, 2].astype(np.int32), table[:, 3].astype(np.int32)
    return Votes(
        table[:, 0], table[:, 1].astype(np.int32), starts if spans else None, ends if spans else None
    )
