"""Where do a growing count and the band of its forecast stand? Pure: numbers in, coordinates of an SVG out."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.charts import round_step
from review.planning import Band

WIDTH, HEIGHT = 720, 260
LEFT, TOP, RIGHT, BOTTOM = 56, 10, 16, 40
LINES = 4
STEPS = 6


@dataclass(frozen=True)
class FanChart:
    width: int
    height: int
    left: int
    right: int
    floor: int
    past: str  # points of a polyline
    middle: str
    band: str  # points of a polygon
    goal: float  # y
    today: float  # x
    now: float  # y
    levels: list[tuple[float, int]]  # y, value
    scale: list[tuple[float, int]]  # x, day of work


def fan_chart(counts: Sequence[float], goal: int, way: Sequence[Band]) -> FanChart:
    """The count after each day of work so far, and the days to each equal part of the way to the goal.

    >>> chart = fan_chart([5, 10], 20, [Band(1, 1, 2), Band(2, 2, 4)])
    >>> chart.past.split()[-1], chart.middle.split()[0], chart.goal
    ('272.0,115.0', '272.0,115.0', 10.0)
    """
    floor = HEIGHT - BOTTOM
    now, seen = (counts[-1] if counts else 0.0), len(counts)
    step = round_step(round(max(goal, now)))
    top, last = step * LINES, max(seen + max((band.high for band in way), default=0), 1)

    def x(day: float) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * day / last, 1)

    def y(count: float) -> float:
        return round(floor - (floor - TOP) * count / top, 1)

    def points(days: Sequence[float]) -> list[str]:
        heights = [now + max(goal - now, 0) * part / max(len(way), 1) for part in range(len(days))]
        return [f"{x(seen + day)},{y(height)}" for day, height in zip(days, heights, strict=True)]

    early = points([0, *(band.low for band in way)])
    late = points([0, *(band.high for band in way)])
    every = max(1, round(last / STEPS))
    return FanChart(
        WIDTH,
        HEIGHT,
        LEFT,
        WIDTH - RIGHT,
        floor,
        " ".join(f"{x(day)},{y(count)}" for day, count in enumerate([0, *counts])),
        " ".join(points([0, *(band.middle for band in way)])),
        " ".join([*early, *reversed(late)]),
        y(goal),
        x(seen),
        y(now),
        [(y(value), value) for value in range(0, top + 1, step)],
        [(x(day), day) for day in range(0, int(last) + 1, every)],
    )
