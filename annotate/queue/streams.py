"""The project's mix: which share of the served documents each stream is meant to have."""

import random
from collections.abc import Iterable

from annotate.models import Project, Stream

# Until a verdict on active learning or 600 answers. Percent.
DEFAULT_MIX = {
    Stream.RANKED: 32,
    Stream.CONTROL: 32,
    Stream.DUEL: 16,
    Stream.AUDIT: 10,
    Stream.REPEAT: 5,
    Stream.GOLD_CHECK: 5,
}


def streams_of(project: Project) -> list[Stream]:
    """The streams this project can serve now: without a ranking, control and audit alone."""
    streams = [Stream.CONTROL, Stream.AUDIT]
    return [Stream.RANKED, *streams] if project.ranking_id else streams


def shares(project: Project, streams: Iterable[Stream]) -> dict[Stream, float]:
    """The share of each of these streams, adding up to 1."""
    weights = {stream: float(project.mix.get(stream, DEFAULT_MIX[stream])) for stream in streams}
    total = sum(weights.values())
    if total <= 0:
        return {stream: 1 / len(weights) for stream in weights}
    return {stream: weight / total for stream, weight in weights.items()}


def drawn_order(shares_by_stream: dict[Stream, float], rng: random.Random) -> list[Stream]:
    """All streams, the drawn one first; each next is drawn from what is left, for when one is dry."""
    left = dict(shares_by_stream)
    order = []
    while left:
        weights = list(left.values()) if sum(left.values()) > 0 else None
        stream = rng.choices(list(left), weights=weights)[0]
        order.append(stream)
        del left[stream]
    return order
