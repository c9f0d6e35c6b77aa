"""Where do the bars stand?"""

from hypothesis import given
from hypothesis import strategies as st

from annotate.charts import BOTTOM, HEIGHT, LEFT, TOP, WIDTH, bar_chart

VALUES = st.lists(st.tuples(st.text(max_size=5), st.integers(-3, 10**6)), max_size=40)


@given(VALUES)
def test_every_bar_lies_within_the_picture_and_beside_the_next(values):
    chart = bar_chart(values)
    edge = LEFT
    for bar in chart.bars:
        assert bar.x >= edge - 0.02
        edge = bar.x + bar.width
        assert TOP - 0.01 <= bar.y <= HEIGHT - BOTTOM
        assert abs(bar.y + bar.height - (HEIGHT - BOTTOM)) < 0.02
    assert edge <= WIDTH


@given(VALUES)
def test_a_bar_is_as_high_as_its_value(values):
    chart = bar_chart(values)
    scale = chart.lines[-1]
    for bar in chart.bars:
        expected = (HEIGHT - BOTTOM - TOP) * max(bar.value, 0) / scale.value
        assert abs(bar.height - expected) < 0.02


def test_the_scale_ends_at_a_round_number_above_the_highest_bar():
    assert [line.value for line in bar_chart([("Monday", 36)]).lines] == [0, 10, 20, 30, 40]


def test_no_values_still_make_a_scale():
    assert bar_chart([]).bars == []
    assert len(bar_chart([]).lines) == 5
