"""Relations join marks, so only those can hold whose marks do: by gold, for nobody decides on both at once in bulk."""

from collections.abc import Sequence
from dataclasses import replace

from annotate.models import Gold, Question
from review.services.acceptance.ways import UNSURE, Column, Parts
from review.services.adjudication.parts import parts_of_content
from review.services.answers import asked_as
from review.services.disagreements.ranking import these


def joining_gold(question: Question, documents: Sequence[int], columns: Sequence[Column]) -> list[Column]:
    """The same, undecided where the document has no gold marks, or a relation would join another mark."""
    rows = Gold.objects.filter(
        project=question.project_id, question=asked_as(question)["between"], document__in=these(documents)
    )
    marks = {row.document_id: parts_of_content(row.content) for row in rows.holding()}

    def holds(document: int, parts: Parts) -> bool:
        ends = {end for relation in parts or () for end in relation[:2]}
        return document in marks and ends <= marks[document]

    return [
        _only(column, [holds(*pair) for pair in zip(documents, column.parts, strict=True)])
        for column in columns
    ]


def _only(column: Column, held: Sequence[bool]) -> Column:
    return replace(
        column,
        parts=[one if can else None for one, can in zip(column.parts, held, strict=True)],
        percents=[one if can else UNSURE for one, can in zip(column.percents, held, strict=True)],
    )
