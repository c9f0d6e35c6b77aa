"""Where do the points of a learning curve stand? Numbers in, coordinates of an SVG out."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 240
LEFT, TOP, RIGHT, BOTTOM = 44, 12, 20, 34
STEPS = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Point:
    """A run on the curve: answers it learned from, its figure and the ends of its interval."""

    x: float
    y: float
    low: float
    high: float
    answers: int
    figure: float
    between: tuple[float, float]


@dataclass(frozen=True)
class Curve:
    """The drawing: points from left to right, the line through them, the band around it, and two scales."""

    width: int
    height: int
    points: list[Point]
    line: str
    band: str
    scale: list[tuple[float, float]]  # y, value
    answers: list[tuple[float, int]]  # x, value
    goal: float | None
    ceiling: float | None
    to_come: str  # the fitted curve from the last point on, "" where it is withheld
    to_come_band: str


Figure = tuple[int, float, tuple[float, float]]  # answers, figure, interval


def learning_curve(
    runs: Sequence[Figure],
    goal: float | None = None,
    ceiling: float | None = None,
    ahead: Sequence[Figure] = (),
) -> Curve | None:
    """Of runs, and of what is foretold; None while there are fewer than two points to draw."""
    if len({answers for answers, _figure, _between in runs}) < 2:
        return None
    most = max(answers for answers, _figure, _between in (*runs, *ahead))

    def across(answers: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * answers / most, 2)

    def placed(figures: Sequence[Figure]) -> list[Point]:
        return [
            Point(across(answers), up(figure), up(between[0]), up(between[1]), answers, figure, between)
            for answers, figure, between in sorted(figures)
        ]

    points, foretold = placed(runs), placed(ahead)
    return Curve(
        WIDTH,
        HEIGHT,
        points,
        _line(points),
        _band(points),
        [(up(value), value) for value in STEPS],
        [(across(value), value) for value in (0, round(most / 2), most)],
        None if goal is None else up(goal),
        None if ceiling is None else up(ceiling),
        _line(foretold),
        _band(foretold),
    )


def _line(points: Sequence[Point]) -> str:
    return " ".join(f"{point.x},{point.y}" for point in points)


def _band(points: Sequence[Point]) -> str:
    """There along the upper ends, and back along the lower ones."""
    there = " ".join(f"{point.x},{point.high}" for point in points)
    back = " ".join(f"{point.x},{point.low}" for point in reversed(points))
    return f"{there} {back}".strip()


def up(value: float) -> float:
    """The height of a figure between 0 and 1.

    >>> up(0.0), up(1.0)
    (206.0, 12.0)
    """
    return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * min(max(value, 0.0), 1.0), 2)
