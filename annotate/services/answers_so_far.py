"""What an asker had answered when they asked, in words: as the client sent it, read as far as it makes sense."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from annotate.documents.history import Said, scales_of
from annotate.models import Inquiry, Label, Project, Question, Response

Row = TypeVar("Row")


def answers_so_far(inquiries: Iterable[Inquiry], project: Project) -> dict[int, list[Said]]:
    """What each asker had answered by then; by inquiry. What makes no sense is left out."""
    questions = {question.id: question for question in project.questions.all()}
    labels = {label.id: label for label in Label.objects.filter(question__project=project)}
    scales = scales_of(project)
    said = {}
    for inquiry in inquiries:
        reading = _Reading(inquiry.document.text, questions, labels, scales)
        read = (reading.response(one) for one in inquiry.responses if isinstance(one, dict))
        said[inquiry.id] = [one for one in read if one]
    return said


@dataclass(frozen=True)
class _Reading:
    """Puts names and quotes for the ids and offsets of a client, and believes none of them."""

    text: str
    questions: Mapping[int, Question]
    labels: Mapping[int, Label]
    scales: Mapping[int, dict[str, Any]]

    def response(self, response: Mapping[str, Any]) -> Said | None:
        question = _known(response.get("question"), self.questions)
        if question is None:
            return None
        cannot_tell = response.get("state") == Response.State.CANNOT_TELL
        text, rating = response.get("text"), response.get("rating")
        said = Said(
            question.name,
            Response.State.CANNOT_TELL if cannot_tell else Response.State.ANSWERED,
            _sound(_known(label, self.labels) for label in _list(response, "labels")),
            _sound(self._span(span) for span in _list(response, "spans")),
            _sound(self._relation(relation) for relation in _list(response, "relations")),
            text.strip() if isinstance(text, str) else "",
            rating if type(rating) is int else None,
            self.scales.get(question.id, {}),
        )
        return said if cannot_tell or not said.is_none else None

    def _relation(self, relation: object) -> dict[str, Any] | None:
        if not isinstance(relation, dict):
            return None
        head, tail = self._span(relation.get("from")), self._span(relation.get("to"))
        label = _known(relation.get("label"), self.labels)
        return {"from": head, "to": tail, "label": label} if head and tail and label else None

    def _span(self, span: object) -> dict[str, Any] | None:
        if not isinstance(span, dict):
            return None
        start, end, label = span.get("start"), span.get("end"), _known(span.get("label"), self.labels)
        is_inside = type(start) is int and type(end) is int and 0 <= start < end <= len(self.text)
        if label is None or not is_inside:
            return None
        return {"start": start, "end": end, "label": label, "quote": self.text[start:end]}


def _sound(read: Iterable[Row | None]) -> list[Row]:
    return [one for one in read if one is not None]


def _list(response: Mapping[str, Any], name: str) -> list[Any]:
    value = response.get(name)
    return value if isinstance(value, list) else []


def _known(key: object, rows: Mapping[int, Row]) -> Row | None:
    return rows.get(key) if type(key) is int else None
