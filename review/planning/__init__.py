"""What is still to come, what another plan would cost, what suggestions do to answers; arithmetic only."""

from review.planning.forecasting import ENOUGH_DAYS, Band, Day, Forecast, Withheld, forecast
from review.planning.influence import ENOUGH_ANSWERS, Compared, Influence, Seen, influence
from review.planning.overlap import Group, Outcome, Plan, cheapest, simulate

__all__ = [
    "ENOUGH_ANSWERS",
    "ENOUGH_DAYS",
    "Band",
    "Compared",
    "Day",
    "Forecast",
    "Group",
    "Influence",
    "Outcome",
    "Plan",
    "Seen",
    "Withheld",
    "cheapest",
    "forecast",
    "influence",
    "simulate",
]
