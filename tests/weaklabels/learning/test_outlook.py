"""Where does the learning curve go, what would more answers bring, and when is nothing foretold?"""

import numpy as np
import pytest

from weaklabels.active.curve import Forecast, Withheld, fit_curve, forecast
from weaklabels.services.learning.charts import learning_curve
from weaklabels.services.learning.measuring import Outlook
from weaklabels.services.learning.wording import where_it_goes, worth_of_more

SIZES = [50, 100, 150, 200, 300, 400]


@pytest.fixture
def outlook():
    figures = 0.9 - 2 * np.array(SIZES) ** -0.5
    draws = figures + np.random.default_rng(1).normal(0, 0.002, (200, len(SIZES)))
    curve = fit_curve(SIZES, figures, draws)
    return Outlook(forecast(curve, SIZES, 0.82), curve)


def test_the_curve_is_drawn_on_to_half_as_many_answers_again(outlook):
    ahead = outlook.ahead()
    assert [ahead[0][0], ahead[-1][0]] == [400, 600]
    assert all(low <= middle <= high for _answers, middle, (low, high) in ahead)
    runs = [(size, 0.5, (0.4, 0.6)) for size in SIZES]
    drawn, bare = learning_curve(runs, ahead=ahead), learning_curve(runs)
    last = drawn.points[-1]
    assert drawn.to_come.startswith(f"{last.x},")
    assert float(drawn.to_come.split()[-1].split(",")[0]) == pytest.approx(bare.points[-1].x)
    assert (bare.to_come, bare.to_come_band) == ("", "")


def test_a_hundred_more_answers_are_told_with_what_they_cost(outlook):
    said = worth_of_more(outlook.curve, seconds_per_answer=18)
    assert said.startswith("100 more answers would add +")
    assert "for 0.5 hours" in said
    assert where_it_goes(outlook.forecast) == ""


@pytest.mark.parametrize("withheld", [Withheld.FEW_RUNS, Withheld.NEARBY_RUNS, Withheld.WIDE])
def test_where_nothing_is_foretold_it_says_what_is_missing(withheld):
    outlook = Outlook(Forecast(0.8, None, None, withheld))
    assert outlook.ahead() == []
    assert worth_of_more(outlook.curve, 18) == ""
    assert where_it_goes(outlook.forecast).startswith("Where it will go can")
