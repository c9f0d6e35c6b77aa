"""Where do the points of curves stand that fall from 1 to 0? Pure: numbers in, coordinates of an SVG out."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 280
LEFT, TOP, RIGHT, BOTTOM = 48, 10, 16, 40
LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
STEPS = 6  # of the scale below


@dataclass(frozen=True)
class Curve:
    name: str
    points: str  # of a polyline
    style: int  # its colour and dashes, from 1 on


@dataclass(frozen=True)
class CurveChart:
    width: int
    height: int
    left: int
    right: int
    floor: int
    curves: list[Curve]
    levels: list[tuple[float, float]]  # y, value
    scale: list[tuple[float, float]]  # x, value
    limit: float  # x of the excluded rate


def curve_chart(
    curves: Sequence[tuple[str, Sequence[tuple[float, float]]]], limit: float, end: float
) -> CurveChart:
    """A line for each (name, points), over values from 0 to `end`; a mark at `limit`.

    >>> chart = curve_chart([("one", [(0.0, 1.0), (0.03, 0.05)])], 0.03, 0.045)
    >>> chart.curves[0].points, chart.limit
    ('48.0,10.0 485.3,228.5', 485.3)
    """
    floor = HEIGHT - BOTTOM

    def x(value: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * value / end, 1)

    def y(value: float) -> float:
        return round(floor - (floor - TOP) * value, 1)

    lines = [
        Curve(name, " ".join(f"{x(at)},{y(value)}" for at, value in points if at <= end), number)
        for number, (name, points) in enumerate(curves, 1)
    ]
    levels = [(y(value), value) for value in LEVELS]
    scale = [(x(end * step / STEPS), end * step / STEPS) for step in range(STEPS + 1)]
    return CurveChart(WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, floor, lines, levels, scale, x(limit))
