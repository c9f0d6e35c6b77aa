"""Where does a measure stand, and where its target? Pure: numbers in, coordinates of an SVG out."""

from dataclasses import dataclass

WIDTH, HEIGHT, EDGE = 240, 24, 6


@dataclass(frozen=True)
class Track:
    """A line from nothing to `end`, filled up to the value, with its interval and a mark at the target."""

    width: int
    height: int
    start: float
    end: float
    value: float | None
    low: float | None
    high: float | None
    target: float | None

    @property
    def middle(self) -> float:
        return self.height / 2


def track(
    value: float | None,
    target: float | None,
    interval: tuple[float, float] | None = None,
    end: float = 1.0,
) -> Track:
    """All of it between the edges; a value beyond the end stands there.

    >>> found = track(0.5, 0.75, (0.4, 0.6))
    >>> found.value, found.low, found.high, found.target
    (120.0, 97.2, 142.8, 177.0)
    """

    def place(number: float) -> float:
        share = min(max(number / end, 0.0), 1.0) if end else 0.0
        return round(EDGE + (WIDTH - 2 * EDGE) * share, 1)

    low, high = (place(interval[0]), place(interval[1])) if interval else (None, None)
    return Track(
        WIDTH,
        HEIGHT,
        EDGE,
        WIDTH - EDGE,
        None if value is None else place(value),
        low,
        high,
        None if target is None else place(target),
    )
