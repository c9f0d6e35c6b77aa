"""Is a coefficient read by the lower end of its interval, and against the project's own thresholds?"""

import pytest

from review.agreement import Figure, Reading, State, Thresholds


@pytest.mark.parametrize(
    ("low", "high", "reading"),
    [
        (0.81, 0.9, Reading.RELIABLE),
        (0.70, 0.95, Reading.TENTATIVE),
        (0.60, 0.90, Reading.UNDECIDED),
        (0.30, 0.60, Reading.UNRELIABLE),
        (-0.2, 0.1, Reading.UNRELIABLE),
        (0.8, 0.8, Reading.RELIABLE),
    ],
)
def test_it_reads_the_lower_end(low, high, reading):
    assert Thresholds().read(Figure(State.MEASURED, 99, (low + high) / 2, low, high)) is reading


def test_a_figure_that_is_none_is_not_read():
    assert Thresholds().read(Figure(State.TOO_FEW, 3)) is Reading.TOO_FEW
    assert Thresholds().read(Figure(State.ONE_LABEL, 300)) is Reading.ONE_LABEL


def test_a_project_on_taste_may_ask_for_less():
    figure = Figure(State.MEASURED, 400, 0.45, 0.41, 0.5)
    assert Thresholds().read(figure) is Reading.UNRELIABLE
    assert Thresholds(reliable=0.4, tentative=0.3).read(figure) is Reading.RELIABLE


@pytest.mark.parametrize(("reliable", "tentative"), [(0.5, 0.6), (1.2, 0.5), (0.8, 0)])
def test_thresholds_that_make_no_sense_are_refused(reliable, tentative):
    with pytest.raises(ValueError, match="tentative below reliable"):
        Thresholds(reliable, tentative)
