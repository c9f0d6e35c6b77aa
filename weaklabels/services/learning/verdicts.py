"""Is the ranked order worth it here? What the duels say, and the mix that follows."""

from bisect import bisect_right
from dataclasses import dataclass
from statistics import median

from annotate.models import Ranking, Stream
from annotate.services.mixing import follow
from weaklabels.active.evidence import MIXES as OF_VERDICT
from weaklabels.active.evidence import Duel, Judgement, Verdict, judge, score
from weaklabels.models import Duel as Drawn
from weaklabels.services.learning.answers import Answer, Said
from weaklabels.services.learning.duelling import seconds_are_known

# What one click sets: the mix of the verdict in whose words it is offered.
MIXES: dict[str, dict[str, int]] = {
    name: {stream: round(share) for stream, share in OF_VERDICT[verdict].items()}
    for name, verdict in [
        ("ranked", Verdict.HELPS),
        ("equal", Verdict.TOO_EARLY),
        ("random", Verdict.HURTS),
    ]
}


ENOUGH_SECONDS = 10  # answers of each order
COLUMNS = (
    "document",
    "ranked_said",
    "control_said",
    "timed_ranked_said",
    "timed_control_said",
    "disagreement",
)


def duels_of(said: Said, *, timed: bool = False) -> list[Duel]:
    """Every answered duel once, in the order of the answers, with the two predictions stored at its draw.

    Those of arms with equal numbers of answers; `timed`, of arms with equal seconds.
    """
    fought, seen = [], set()
    drawn = _Drawn(said)
    for answer in said.answers:
        duel = drawn.duel_of(answer) if answer.stream == Stream.DUEL else None
        if duel is not None and answer.document not in seen and answer.labels:
            seen.add(answer.document)
            points = score(*_said(duel, timed=timed), answer.labels[0])
            fought.append(Duel(points, duel.disagreement))
    return fought


def _said(duel: Drawn, *, timed: bool) -> tuple[int, int]:
    ranked, control = duel.timed_ranked_said, duel.timed_control_said
    if not timed or ranked is None or control is None:
        return duel.ranked_said, duel.control_said
    return ranked, control


def judged(said: Said, *, timed: bool = False) -> Judgement:
    """What the duels of a question say so far, at equal numbers of answers or at equal seconds."""
    return judge(duels_of(said, timed=timed), len(said.answers))


@dataclass(frozen=True)
class Pace:
    """Seconds that the middle answer of each order took."""

    ranked: float
    control: float


def pace_of_orders(said: Said) -> Pace | None:
    """What an answer of each order takes; None while few are known, or some are not: no arms had equal seconds."""
    taken: dict[str, list[int]] = {Stream.RANKED: [], Stream.CONTROL: []}
    if not seconds_are_known(said.open()):
        return None
    for answer in said.open().answers:
        if answer.stream in taken and answer.generation and answer.active_ms:
            taken[answer.stream].append(answer.active_ms)
    if min(map(len, taken.values())) < ENOUGH_SECONDS:
        return None
    ranked, control = (median(taken[stream]) / 1000 for stream in (Stream.RANKED, Stream.CONTROL))
    return Pace(ranked, control)


def follow_verdict(said: Said) -> Judgement:
    """Judge, and let the project's mix be that of the verdict, unless a person has set it."""
    judgement = judged(said)
    mix = {stream: round(share) for stream, share in OF_VERDICT[judgement.verdict].items()}
    follow(said.subject.project, mix, str(judgement.verdict))
    return judgement


class _Drawn:
    """Which run's duel was it that a generation served? That of the newest run before the generation was made."""

    def __init__(self, said: Said) -> None:
        project, question = said.subject.project, said.subject.question
        self._made_at = dict(Ranking.objects.filter(project=project).values_list("id", "made_at"))
        self._duels: dict[int, list[Drawn]] = {}
        rows = Drawn.objects.filter(run__question=question).select_related("run").order_by("run__made_at")
        for duel in rows.only(*COLUMNS, "run__made_at"):
            self._duels.setdefault(duel.document, []).append(duel)

    def duel_of(self, answer: Answer) -> Drawn | None:
        made_at = self._made_at.get(answer.generation or 0)
        duels = self._duels.get(answer.document, [])
        if made_at is None:
            return None
        place = bisect_right([duel.run.made_at for duel in duels], made_at)
        return duels[place - 1] if place else None
