"""Two arms share the answers: what was drawn by the order, and what was drawn at random. Where do they disagree?

Each arm is two halves, drawn anew by each training, with a model each. Answers from before the order meant anything are
those of both arms; the answer to a duel is that of neither until the random order comes to its document.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotate.models import Question, Ranking, Stream
from annotate.services.rankings import Listed
from weaklabels.active.arms import REPLICATES, Says, Sides, duelling_grounds, equal_parts, replicate_of
from weaklabels.active.background import Background
from weaklabels.active.choosing import Blend
from weaklabels.active.classifiers import ChoiceModel
from weaklabels.active.pools import Pool
from weaklabels.active.strategies import is_cold
from weaklabels.active.vectors import VectorStore
from weaklabels.models import Duel, ModelRun
from weaklabels.services.learning.answers import Answer, Said, lesson_of
from weaklabels.services.learning.fitting import fit
from weaklabels.services.learning.ordering import Asked
from weaklabels.services.learning.pools import walked
from weaklabels.services.learning.subjects import Subject
from weaklabels.services.learning.vectors import Places

FEWEST = 3  # answers that each half of an arm has for itself, beside those both know
SAMPLE = 2_000  # open documents on which all are asked
MOST_DUELS = 200
KEPT_RUNS = 3  # whose duels may still be lent
DRAWN = (Stream.RANKED, Stream.CONTROL, Stream.DUEL)
LONGEST_MS = 10 * 60 * 1000  # an answer counts no longer: somebody fell asleep over it


@dataclass(frozen=True)
class Ground:
    """The duels there are now, as they may be lent: documents, and the label that each arm's models agree on."""

    documents: NDArray[np.int64]
    ranked_said: NDArray[np.int64]
    control_said: NDArray[np.int64]
    disagreement: float
    timed: Sides | None = None

    def listed(self) -> Listed:
        """In random order, each with the share of documents on which the arms disagree."""
        documents = self.documents.tolist()
        scores = [round(self.disagreement, 6)] * len(documents)
        return Listed(documents, scores, [""] * len(documents))


NOWHERE = Ground(*(np.empty(0, np.int64) for _part in range(3)), 0.0)


def ground_of(
    subject: Subject,
    said: Said,
    asked: Asked,
    store: VectorStore,
    background: Background,
    model: ChoiceModel,
    *,
    seed: int,
) -> Ground:
    """The duels: none while an arm is small, and none for questions without one label an answer.

    The arms learn in the mix of ways that `model` has found with all answers: on the few of an arm it would be thrown.
    """
    halves, timed = halves_of(said, seed), timed_halves_of(said, seed)
    if subject.kind != Question.Kind.CHOICE or fewest(halves) < FEWEST or not len(asked.documents):
        return NOWHERE
    rng = np.random.default_rng(seed)
    sample = np.sort(rng.permutation(len(asked.documents))[:SAMPLE])
    rows = store.rows(Places(store).of(asked.documents[sample]))

    blend = Blend.of(model.about)

    def say(halves: Sequence[Half]) -> tuple[Says, Says]:
        pairs = [models_of(said, half, store, background, blend, seed=seed) for half in halves]
        ours, theirs = ([pair[side].predict(rows).argmax(axis=1) for pair in pairs] for side in (0, 1))
        return ours, theirs

    differ_in_time = timed != halves and fewest(timed) >= FEWEST
    found = duelling_grounds(sample, *say(halves), rng, say(timed) if differ_in_time else None)
    labels = np.array(subject.labels, np.int64)
    return Ground(
        asked.documents[found.rows][:MOST_DUELS],
        labels[found.ranked_said][:MOST_DUELS],
        labels[found.control_said][:MOST_DUELS],
        found.disagreement,
        found.timed and (labels[found.timed[0]][:MOST_DUELS], labels[found.timed[1]][:MOST_DUELS]),
    )


def keep_duels(run: ModelRun, ground: Ground) -> None:
    """Write down what both arms said. Duels of old runs that nobody was lent go."""
    in_time = ground.timed or (np.full(len(ground.documents), None),) * 2
    columns = (ground.documents, ground.ranked_said, ground.control_said, *in_time)
    Duel.objects.bulk_create(
        Duel(
            run=run,
            document=document,
            ranked_said=ranked,
            control_said=control,
            timed_ranked_said=timed_ranked,
            timed_control_said=timed_control,
            disagreement=ground.disagreement,
        )
        for document, ranked, control, timed_ranked, timed_control in zip(
            *(column.tolist() for column in columns), strict=True
        )
    )
    lent = run.project.standings.filter(stream=Stream.DUEL).values("document_id")
    old = Duel.objects.filter(run__question=run.question_id, run__number__lte=run.number - KEPT_RUNS)
    old.exclude(document__in=lent).delete()


@dataclass(frozen=True)
class Half:
    """What the two models of one half learn from: what both know, and answers of their own at the same cost."""

    shared: list[Answer]
    ordered: list[Answer]
    random: list[Answer]


Cost = Callable[[Answer], float]


def one_each(_answer: Answer) -> float:
    return 1.0


def seconds(answer: Answer) -> float:
    return min(answer.active_ms, LONGEST_MS) / 1000


def timed_halves_of(said: Said, seed: int) -> list[Half]:
    """Both halves of both arms at equal seconds; none where somebody's seconds are not known."""
    return halves_of(said, seed, seconds) if seconds_are_known(said) else []


def seconds_are_known(said: Said) -> bool:
    """Of every answer that was drawn."""
    return all(one.active_ms for one in said.answers if one.stream in DRAWN)


def fewest(halves: Sequence[Half]) -> int:
    """Answers that the smaller arm of the smaller half has for itself."""
    return min((len(arm) for half in halves for arm in (half.ordered, half.random)), default=0)


def halves_of(said: Said, seed: int, cost: Cost = one_each) -> list[Half]:
    """Both halves of both arms, at equal costs. With another seed the same answers are cut otherwise.

    The random arm is what the walk in random order has passed, in its order, whichever stream was first to serve it:
    what the order took out of its way would else be missing among the random answers, and the random arm would be one
    without hard documents.
    """
    drawn = [one for one in said.answers if one.stream in DRAWN]
    first = first_order(said.subject)
    is_late = [first is not None and (one.generation or 0) >= first for one in drawn]
    shared = [one for one, late in zip(drawn, is_late, strict=True) if not late]
    compared = [one for one, late in zip(drawn, is_late, strict=True) if late]
    until = walked(said.subject.project)
    ordered = [one for one in compared if one.stream == Stream.RANKED]
    passed = [one for one in compared if one.stream == Stream.CONTROL or one.random_key < until]
    random = sorted(passed, key=lambda one: one.random_key)

    def half(number: int) -> Half:
        ours, theirs = (
            [one for one in arm if replicate_of(one.document, seed) == number] for arm in (ordered, random)
        )
        parts = equal_parts(*(np.array([cost(one) for one in arm], float) for arm in (ours, theirs)))
        return Half(shared, [*ours[: parts.ranked], *theirs[: parts.beside]], theirs[: parts.control])

    return [half(number) for number in range(REPLICATES)]


def first_order(subject: Subject) -> int | None:
    """The first generation made by a model that knew enough to order anything; None: there is none yet.

    Until then both streams are random, or what rules say: split between the arms, such few answers would only make one
    of them the luckier.
    """
    runs = ModelRun.objects.filter(question=subject.question).order_by("number")
    for made_at, counts, documents in runs.values_list("made_at", "counts", "documents"):
        if not is_cold(Pool(np.rint(counts), answers=documents)):
            orders = Ranking.objects.filter(project=subject.project, made_at__gte=made_at).order_by("id")
            return orders.values_list("id", flat=True).first()
    return None


def models_of(
    said: Said, half: Half, store: VectorStore, background: Background, blend: Blend | None, *, seed: int
) -> tuple[ChoiceModel, ChoiceModel]:
    """The ranked arm's model of this half, and the random arm's."""

    def learned(answers: list[Answer]) -> ChoiceModel:
        lesson = lesson_of(said.only([*half.shared, *answers]))
        return fit(said.subject, lesson, store, background, seed=seed, blend=blend)

    return learned(half.ordered), learned(half.random)
