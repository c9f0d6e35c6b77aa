"""Where do lying bars with their names stand? Pure: numbers in, coordinates of an SVG out."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, ROW, TOP, BOTTOM = 720, 30, 4, 4
LEFT, RIGHT = 260, 110  # room for the names, and for what is written behind a bar
THICK = 16
LONGEST = 34  # characters of a name that fit


@dataclass(frozen=True)
class LyingBar:
    name: str
    short: str
    text: str
    middle: float
    y: float
    width: float
    end: float


@dataclass(frozen=True)
class LyingBars:
    width: int
    height: int
    left: int
    names: int  # where the names end
    thick: int
    bars: list[LyingBar]


def lying_bars(rows: Sequence[tuple[str, float, str]]) -> LyingBars:
    """A bar for each (name, value, what is written behind it), the longest as long as there is room.

    >>> [bar.width for bar in lying_bars([("one", 2.0, "2"), ("two", 1.0, "1"), ("three", 0.0, "0")]).bars]
    [350.0, 175.0, 0.0]
    """
    most = max((value for _name, value, _text in rows), default=0) or 1
    bars = []
    for number, (name, value, text) in enumerate(rows):
        middle = TOP + ROW * number + ROW / 2
        width = round((WIDTH - LEFT - RIGHT) * max(value, 0) / most, 1)
        short = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
        bars.append(LyingBar(name, short, text, middle, middle - THICK / 2, width, LEFT + width + 8))
    return LyingBars(WIDTH, TOP + ROW * len(rows) + BOTTOM, LEFT, LEFT - 12, THICK, bars)
