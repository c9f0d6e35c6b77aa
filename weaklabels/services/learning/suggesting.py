"""What the current models suggest for documents that are being lent: read by key, once."""

from collections.abc import Sequence

from annotate.models import Project, Question
from annotate.ports import Proposal
from weaklabels.services.learning.pieces import predicted
from weaklabels.services.suggesting import Picked

SOURCE = "model"


def proposals_for(project: Project, questions: Sequence[int], documents: Sequence[int]) -> list[Proposal]:
    """One proposal a document and question, by the run that made it. A model never speaks of what it learned from."""
    kinds = {one["id"]: one["kind"] for one in project.schema.questions} if project.schema else {}
    return [
        Proposal(
            one.document,
            one.question,
            one.server or SOURCE,
            one.version,
            one.score,
            _content(kinds.get(one.question, ""), one.picked),
        )
        for one in predicted(questions, documents)
    ]


def _content(kind: str, picked: Picked) -> dict[str, object]:
    return {"rating": int(picked.labels[0])} if kind == Question.Kind.RATING else picked.content
