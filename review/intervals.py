"""Where do a figure and its interval stand on a scale? Pure: numbers in, coordinates of an SVG out."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, ROW, TOP, BOTTOM = 720, 30, 8, 24
LEFT, RIGHT = 300, 24  # room for the names, and for half a number
STEPS = 5


@dataclass(frozen=True)
class Whisker:
    name: str
    text: str
    middle: float
    x: float
    low: float
    high: float


@dataclass(frozen=True)
class Mark:
    x: float
    value: float


@dataclass(frozen=True)
class IntervalChart:
    width: int
    height: int
    floor: int
    whiskers: list[Whisker]
    scale: list[Mark]
    thresholds: list[Mark]


def interval_chart(
    rows: Sequence[tuple[str, str, float, float, float]], thresholds: Sequence[float] = ()
) -> IntervalChart:
    """A line for each (name, what a pointer reads, value, low, high), on a scale from 0, or the lowest end, to 1."""
    least = min([0.0, *(low for _name, _text, _value, low, _high in rows)])
    floor = TOP + ROW * len(rows)

    def place(value: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (value - least) / (1 - least), 1)

    whiskers = [
        Whisker(name, text, TOP + ROW * number + ROW / 2, place(value), place(low), place(high))
        for number, (name, text, value, low, high) in enumerate(rows)
    ]
    values = [least + (1 - least) * step / STEPS for step in range(STEPS + 1)]
    scale = [Mark(place(value), round(value, 2)) for value in values]
    return IntervalChart(
        WIDTH, floor + BOTTOM, floor, whiskers, scale, [Mark(place(value), value) for value in thresholds]
    )
