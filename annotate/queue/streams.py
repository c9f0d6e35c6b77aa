"""The project's mix: which share of the served documents each stream is meant to have."""

from collections.abc import Iterable

from annotate.models import Project, Stream
from annotate.models.queueing import Pool

# Percent of the work, until a verdict on active learning or 600 answers: gold checks and repeats have their own shares.
DEFAULT_MIX = {Stream.RANKED: 36, Stream.CONTROL: 36, Stream.DUEL: 18, Stream.AUDIT: 10}

POOL_OF = {
    Stream.RANKED: Pool.OPEN,
    Stream.DUEL: Pool.OPEN,
    Stream.CONTROL: Pool.OPEN,
    Stream.AUDIT: Pool.AUDIT,
}


def streams_of(project: Project) -> list[Stream]:
    """The streams this project can serve now: without a ranking, control and audit alone."""
    streams = [Stream.CONTROL, Stream.AUDIT]
    return [Stream.RANKED, Stream.DUEL, *streams] if project.ranking_id else streams


def shares(project: Project, streams: Iterable[Stream]) -> dict[Stream, float]:
    """The share of each of these streams, adding up to 1."""
    weights = {stream: float(project.mix.get(stream, DEFAULT_MIX[stream])) for stream in streams}
    total = sum(weights.values())
    if total <= 0:
        return {stream: 1 / len(weights) for stream in weights}
    return {stream: weight / total for stream, weight in weights.items()}


def shows_suggestions(project: Project, stream: Stream) -> float:
    """On which share of the stream's documents suggestions are shown, of those that have any (0 to 1).

    Audit, control and duel compare what people say by themselves. Without a ranking there are no arms to compare:
    documents in random order then show what came with them.
    """
    if stream == Stream.RANKED or (stream == Stream.CONTROL and not project.ranking_id):
        return project.suggestions_shown_share
    return 0.0
