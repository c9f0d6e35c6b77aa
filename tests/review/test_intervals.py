"""Where the figures and their intervals stand in the picture of agreement."""

from review.intervals import LEFT, RIGHT, WIDTH, interval_chart


def test_values_stand_in_order_between_the_ends_of_the_scale():
    [one] = interval_chart([("alpha", "0.7", 0.7, 0.6, 0.8)]).whiskers
    assert LEFT < one.low < one.x < one.high < WIDTH - RIGHT


def test_the_scale_goes_from_nothing_to_one():
    scale = interval_chart([("alpha", "", 0.7, 0.6, 0.8)]).scale
    assert (scale[0].value, scale[0].x) == (0.0, LEFT)
    assert (scale[-1].value, scale[-1].x) == (1.0, WIDTH - RIGHT)


def test_below_chance_the_scale_begins_lower():
    chart = interval_chart([("alpha", "", -0.2, -0.5, 0.1)], thresholds=[0.8])
    assert chart.scale[0].value == -0.5
    assert chart.whiskers[0].low == LEFT
    assert LEFT < chart.thresholds[0].x < WIDTH - RIGHT


def test_each_figure_has_a_line_of_its_own():
    chart = interval_chart([("one", "", 0.5, 0.4, 0.6), ("other", "", 0.5, 0.4, 0.6)])
    one, other = chart.whiskers
    assert one.middle < other.middle < chart.floor < chart.height
