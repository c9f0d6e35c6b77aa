"""Two arms share the answers: what was drawn by the order, and what was drawn at random. Where do they disagree?

Each arm is two halves by a hash of the document, with a model each. Answers from before there was an order are those of
both arms; the answer to a duel is that of neither, so that every duel is scored by models that have learned none.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotate.models import Question, Stream
from annotate.services.rankings import Listed
from weaklabels.active.arms import REPLICATES, duelling_grounds, equal_parts, replicate_of
from weaklabels.active.background import Background
from weaklabels.active.learners import WORDS
from weaklabels.active.vectors import VectorStore
from weaklabels.models import Duel, ModelRun
from weaklabels.services.learning.answers import Answer, Said, lesson_of
from weaklabels.services.learning.fitting import fit
from weaklabels.services.learning.ordering import Asked
from weaklabels.services.learning.subjects import Subject
from weaklabels.services.learning.vectors import Places

FEWEST = 10  # answers of each half of an arm: with fewer its model says nothing worth a duel
SAMPLE = 2_000  # open documents on which all are asked
MOST_DUELS = 200
KEPT_RUNS = 3  # whose duels may still be lent


@dataclass(frozen=True)
class Ground:
    """The duels there are now, as they may be lent: documents, and the label that each arm's models agree on."""

    documents: NDArray[np.int64]
    ranked_said: NDArray[np.int64]
    control_said: NDArray[np.int64]
    disagreement: float

    def listed(self) -> Listed:
        """In random order, each with the share of documents on which the arms disagree."""
        documents = self.documents.tolist()
        scores = [round(self.disagreement, 6)] * len(documents)
        return Listed(documents, scores, [""] * len(documents))


NOWHERE = Ground(*(np.empty(0, np.int64) for _part in range(3)), 0.0)


def ground_of(
    subject: Subject, said: Said, asked: Asked, store: VectorStore, background: Background, *, seed: int
) -> Ground:
    """The duels: none while an arm is small, and none for questions without one label an answer."""
    halves = [arms_of(said, replicate) for replicate in range(REPLICATES)]
    fewest = min(len(arm) for half in halves for arm in (half.ordered, half.random))
    if subject.kind != Question.Kind.CHOICE or fewest < FEWEST or not len(asked.documents):
        return NOWHERE
    rng = np.random.default_rng(seed)
    sample = np.sort(rng.permutation(len(asked.documents))[:SAMPLE])
    rows = store.rows(Places(store).of(asked.documents[sample]))

    def says(answers: list[Answer]) -> NDArray[np.int64]:
        lesson = lesson_of(said.only(answers))
        return fit(subject, lesson, store, background, seed=seed, kind=WORDS).predict(rows).argmax(axis=1)

    found = duelling_grounds(
        sample,
        [says([*half.shared, *half.ordered]) for half in halves],
        [says([*half.shared, *half.random]) for half in halves],
        rng,
    )
    labels = np.array(subject.labels, np.int64)
    return Ground(
        asked.documents[found.rows][:MOST_DUELS],
        labels[found.ranked_said][:MOST_DUELS],
        labels[found.control_said][:MOST_DUELS],
        found.disagreement,
    )


def keep_duels(run: ModelRun, ground: Ground) -> None:
    """Write down what both arms said. Duels of old runs that nobody was lent go."""
    Duel.objects.bulk_create(
        Duel(
            run=run,
            document=document,
            ranked_said=ranked,
            control_said=control,
            disagreement=ground.disagreement,
        )
        for document, ranked, control in zip(
            ground.documents.tolist(), ground.ranked_said.tolist(), ground.control_said.tolist(), strict=True
        )
    )
    lent = run.project.standings.filter(stream=Stream.DUEL).values("document_id")
    old = Duel.objects.filter(run__question=run.question_id, run__number__lte=run.number - KEPT_RUNS)
    old.exclude(document__in=lent).delete()


@dataclass(frozen=True)
class Half:
    """What the two models of one half learn from: what both know, and as many answers again in one as in the other."""

    shared: list[Answer]
    ordered: list[Answer]
    random: list[Answer]


def arms_of(said: Said, replicate: int) -> Half:
    seed = said.subject.project.seed
    ordered, random = _drawn(said, Stream.RANKED), _drawn(said, Stream.CONTROL)
    shared = [one for one in random if one.generation is None]
    random = [one for one in random if one.generation is not None]
    mine = [
        [one for one in arm if replicate_of(one.document, seed) == replicate] for arm in (ordered, random)
    ]
    parts = equal_parts(*(np.ones(len(arm)) for arm in mine))
    return Half(shared, [*mine[0][: parts.ranked], *mine[1][: parts.beside]], mine[1][: parts.control])


def _drawn(said: Said, stream: str) -> list[Answer]:
    return [one for one in said.answers if one.stream == stream]
