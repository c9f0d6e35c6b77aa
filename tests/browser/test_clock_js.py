"""Active time: what counts as working on a document, by a clock that the test turns."""

import pytest

pytestmark = pytest.mark.browser

SECOND = 1000


@pytest.fixture
def measure(scripts):
    """measure(steps) -> (active, quiet) after steps of ("touch" | "stop" | "wait", seconds)."""

    def measure(*steps):
        return tuple(
            scripts.evaluate(
                """async (steps) => {
                  const { ActiveClock } = await import("/static/js/clock.js")
                  let now = 0
                  const clock = new ActiveClock(() => now)
                  for (const [name, seconds] of steps) name === "wait" ? (now += seconds * 1000) : clock[name]()
                  return [clock.read(), clock.quiet()]
                }""",
                [step if isinstance(step, tuple) else (step, 0) for step in steps],
            )
        )

    return measure


def test_time_between_signs_of_life_counts(measure):
    assert measure("touch", ("wait", 20), "touch", ("wait", 5)) == (25 * SECOND, 5 * SECOND)


def test_a_pause_counts_up_to_a_minute(measure):
    assert measure("touch", ("wait", 600), "touch", ("wait", 5)) == (65 * SECOND, 5 * SECOND)
    assert measure("touch", ("wait", 600)) == (60 * SECOND, 600 * SECOND)


def test_a_hidden_tab_does_not_count_but_is_quiet(measure):
    assert measure("touch", ("wait", 10), "stop", ("wait", 30)) == (10 * SECOND, 40 * SECOND)
    assert measure("touch", ("wait", 10), "stop", ("wait", 30), "touch", ("wait", 1)) == (
        11 * SECOND,
        1 * SECOND,
    )


def test_reading_the_clock_changes_nothing(measure):
    assert measure("touch", ("wait", 50), "read", ("wait", 50), "read", ("wait", 50)) == (
        60 * SECOND,
        150 * SECOND,
    )


def test_a_pause_of_ones_own_counts_nothing_whatever_one_does(measure):
    assert measure("touch", ("wait", 10), "pause", ("wait", 30), "touch", ("wait", 5)) == (
        10 * SECOND,
        45 * SECOND,
    )
    assert measure("touch", ("wait", 10), "pause", ("wait", 30), "resume", ("wait", 1)) == (
        11 * SECOND,
        1 * SECOND,
    )
