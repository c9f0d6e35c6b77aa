"""Two arms share the answers: what was drawn by the order, and what was drawn at random. Where do they disagree?

Each arm is two halves by a hash of the document. Answers from before there was an order, gold and what rules say are
those of both; the answer to a duel is that of neither, so that models score a duel that have learned none.
"""

from collections.abc import Iterable
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

FEWEST = 10  # answers of an arm's half: with fewer its model says nothing worth a duel
SAMPLE = 2_000  # open documents on which both are asked
MOST_DUELS = 100  # of a half
KEPT_RUNS = 3  # whose duels may still be lent


@dataclass(frozen=True)
class Ground:
    """The duels of one half, as they may be lent."""

    replicate: int
    documents: NDArray[np.int64]
    ranked_said: NDArray[np.int64]
    control_said: NDArray[np.int64]
    disagreement: float


def grounds(
    subject: Subject, said: Said, asked: Asked, store: VectorStore, background: Background, *, seed: int
) -> list[Ground]:
    """The duels there are now: none while an arm is small, and none for questions without one label an answer."""
    if subject.kind != Question.Kind.CHOICE or not len(asked.documents):
        return []
    found = (_ground(number, subject, said, asked, store, background, seed) for number in range(REPLICATES))
    return [ground for ground in found if ground]


def listed(found: Iterable[Ground]) -> Listed:
    """All duels, the halves in turn, each with the share of documents that its models disagree on."""
    found = list(found)
    documents: list[int] = []
    scores: list[float] = []
    for place in range(MOST_DUELS):
        for ground in found:
            if place < len(ground.documents):
                documents.append(int(ground.documents[place]))
                scores.append(round(ground.disagreement, 6))
    return Listed(documents, scores, [""] * len(documents))


def keep_duels(run: ModelRun, found: Iterable[Ground]) -> None:
    """Write down what both models said. Duels of old runs that nobody was lent go."""
    Duel.objects.bulk_create(
        Duel(
            run=run,
            document=document,
            replicate=ground.replicate,
            ranked_said=ranked,
            control_said=control,
            disagreement=ground.disagreement,
        )
        for ground in found
        for document, ranked, control in zip(
            ground.documents.tolist(),
            ground.ranked_said.tolist(),
            ground.control_said.tolist(),
            strict=True,
        )
    )
    lent = run.project.standings.filter(stream=Stream.DUEL).values("document_id")
    old = Duel.objects.filter(run__question=run.question_id, run__number__lte=run.number - KEPT_RUNS)
    old.exclude(document__in=lent).delete()


def arms_of(said: Said, replicate: int) -> tuple[list[Answer], list[Answer], list[Answer]]:
    """What both arms of a half know, then what each has beside it, as many answers in one as in the other."""
    seed = said.subject.project.seed
    ordered, random = _drawn(said, Stream.RANKED), _drawn(said, Stream.CONTROL)
    began = min((one.annotation for one in ordered), default=None)
    shared = [one for one in random if began is None or one.annotation < began]
    random = random[len(shared) :]
    mine = [
        [one for one in arm if replicate_of(one.document, seed) == replicate] for arm in (ordered, random)
    ]
    parts = equal_parts(*(np.ones(len(arm)) for arm in mine))
    return shared, [*mine[0][: parts.ranked], *mine[1][: parts.beside]], mine[1][: parts.control]


def _drawn(said: Said, stream: str) -> list[Answer]:
    return [one for one in said.answers if one.stream == stream]


def _ground(
    replicate: int,
    subject: Subject,
    said: Said,
    asked: Asked,
    store: VectorStore,
    background: Background,
    seed: int,
) -> Ground | None:
    shared, ordered, random = arms_of(said, replicate)
    if min(len(ordered), len(random)) < FEWEST:
        return None
    rng = np.random.default_rng([seed, replicate])
    sample = np.sort(rng.permutation(len(asked.documents))[:SAMPLE])
    rows = store.rows(Places(store).of(asked.documents[sample]))
    says = [
        fit(subject, lesson_of(said.only([*shared, *arm])), store, background, seed=seed, kind=WORDS)
        .predict(rows)
        .argmax(axis=1)
        for arm in (ordered, random)
    ]
    found = duelling_grounds(sample, *says, rng)
    labels = np.array(subject.labels, np.int64)
    return Ground(
        replicate,
        asked.documents[found.rows][:MOST_DUELS],
        labels[found.ranked_said][:MOST_DUELS],
        labels[found.control_said][:MOST_DUELS],
        found.disagreement,
    )
