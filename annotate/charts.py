"""Where do the bars of a chart stand? Pure: numbers in, coordinates of an SVG out."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count


@dataclass(frozen=True)
class Bar:
    """One bar: what it is called, its value, and its rectangle."""

    name: str
    value: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)


@dataclass(frozen=True)
class Line:
    """A line of the scale and the value it stands for."""

    y: float
    value: int


@dataclass(frozen=True)
class BarChart:
    width: int
    height: int
    bars: list[Bar]
    lines: list[Line]


WIDTH, HEIGHT = 720, 180
LEFT, TOP, RIGHT, BOTTOM = 44, 8, 16, 22  # room for the scale and for the names below
GAP = 0.25  # of a bar's place
LINES = 4


def bar_chart(values: Sequence[tuple[str, int]]) -> BarChart:
    """A bar for each (name, value), on a scale that ends at a round number."""
    step = round_step(max((value for _name, value in values), default=0))
    top = step * LINES
    floor = HEIGHT - BOTTOM
    place = (WIDTH - LEFT - RIGHT) / max(len(values), 1)

    def height_of(value: int) -> float:
        return round((floor - TOP) * value / top, 2)

    bars = [
        Bar(
            name=name,
            value=value,
            x=round(LEFT + place * (number + GAP / 2), 2),
            y=round(floor - height_of(max(value, 0)), 2),
            width=round(place * (1 - GAP), 2),
            height=height_of(max(value, 0)),
        )
        for number, (name, value) in enumerate(values)
    ]
    lines = [Line(y=round(floor - height_of(value), 2), value=value) for value in range(0, top + 1, step)]
    return BarChart(WIDTH, HEIGHT, bars, lines)


def round_step(most: int) -> int:
    """The smallest 1, 2 or 5 times a power of ten of which LINES reach `most`.

    >>> [round_step(most) for most in (0, 4, 5, 36, 900)]
    [1, 1, 2, 10, 500]
    """
    for power in count():
        for digit in (1, 2, 5):
            step = digit * 10**power
            if step * LINES >= most:
                return step
    raise AssertionError
