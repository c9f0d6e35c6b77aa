"""How torn is the current model about some documents? From its features on disk, fast enough for a page."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from annotate.models import Question
from weaklabels.active.linear import EACH
from weaklabels.active.uncertainty import margin
from weaklabels.active.vectors import VectorsStale, open_vectors
from weaklabels.models import ModelRun
from weaklabels.services.learning.fitting import ModelGone, open_model
from weaklabels.services.learning.subjects import LEARNED
from weaklabels.services.learning.vectors import folder_of


def doubts_about(question: Question, documents: Collection[int]) -> dict[int, float]:
    """By document, from 0, sure, to 1, torn between two answers; what the newest run cannot speak of is not in it.

    It may have learned from answers to these very documents, and is then a little surer than it would be else. Of
    marked words there is nothing: to read a page's documents anew takes a model of words seconds.
    """
    if question.kind not in LEARNED or not documents:
        return {}
    run = ModelRun.objects.filter(question=question).only("number", "file").order_by("-number").first()
    if run is None:
        return {}
    try:
        model, store = open_model(run), open_vectors(folder_of(question.project))
        ids = store.ids
        places = np.flatnonzero(np.isin(ids, np.fromiter(documents, np.int64, len(documents))))
        chances = store.score(model.predict, places)
    except (ModelGone, VectorsStale):
        return {}
    return dict(zip(ids[places].tolist(), torn(chances, model.links).tolist(), strict=True))


def torn(chances: NDArray[np.floating], links: str) -> NDArray[np.floating]:
    """1 less the lead of the first label over the second; where each label is yes or no, that of the least sure one.

    Examples
    --------
    >>> chances = np.array([[0.5, 0.5, 0.0], [0.0, 1.0, 0.0]])
    >>> torn(chances, "one").tolist(), torn(chances, EACH).tolist()
    ([1.0, 0.0], [1.0, 0.0])
    """
    if not len(chances):
        return np.empty(0)
    if links == EACH:
        return (1 - np.abs(2 * chances - 1)).max(axis=1)
    return margin(chances)
