"""What the current models suggest for documents that are being lent: read by key, once."""

from collections.abc import Sequence

from annotate.models import Project, Question
from annotate.ports import Proposal
from weaklabels.services.learning.pieces import predicted

SOURCE = "model"


def proposals_for(project: Project, questions: Sequence[int], documents: Sequence[int]) -> list[Proposal]:
    """One proposal a document and question, by the run that made it. A model never speaks of what it learned from."""
    kinds = {one["id"]: one["kind"] for one in project.schema.questions} if project.schema else {}
    return [
        Proposal(document, question, SOURCE, run, score, _content(kinds.get(question, ""), labels))
        for document, question, run, labels, score in predicted(questions, documents)
    ]


def _content(kind: str, labels: list[int]) -> dict[str, object]:
    return {"rating": labels[0]} if kind == Question.Kind.RATING else {"labels": labels}
