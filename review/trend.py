"""Where do the points of a share stand week by week, with intervals? Pure: numbers in, coordinates of an SVG out."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 200
LEFT, TOP, RIGHT, BOTTOM = 56, 10, 40, 26
LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
MOST_NAMES = 8  # along the scale of time


@dataclass(frozen=True)
class Point:
    name: str
    value: float
    x: float
    y: float
    low: float  # where the interval ends, downwards
    high: float
    is_named: bool


@dataclass(frozen=True)
class TrendChart:
    width: int
    height: int
    left: int
    right: int
    line: str  # the points of a polyline
    points: list[Point]
    levels: list[tuple[float, float]]  # y, value


def trend_chart(rows: Sequence[tuple[str, int, float, float, float]]) -> TrendChart:
    """A point for each (name, place in time, share, low, high), in the order of time.

    >>> chart = trend_chart([("one", 0, 0.5, 0.25, 0.75), ("two", 2, 1.0, 0.9, 1.0)])
    >>> chart.line, chart.points[0].low
    ('56.0,92.0 680.0,10.0', 133.0)
    """
    floor = HEIGHT - BOTTOM
    last = max((place for _name, place, *_rest in rows), default=0) or 1
    every = -(-len(rows) // MOST_NAMES) or 1

    def x(place: int) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * place / last, 1)

    def y(share: float) -> float:
        return round(floor - (floor - TOP) * share, 1)

    points = [
        Point(name, value, x(place), y(value), y(low), y(high), number % every == 0)
        for number, (name, place, value, low, high) in enumerate(rows)
    ]
    line = " ".join(f"{point.x},{point.y}" for point in points)
    levels = [(y(level), level) for level in LEVELS]
    return TrendChart(WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, line, points, levels)
