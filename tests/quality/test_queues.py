"""The simulated queue lends as the product's does: shares, documents kept ahead, the walk, nothing twice."""

from collections import Counter

import numpy as np
import pytest

from tests.quality.queues import AHEAD, MIX, PEOPLE, Order, SimulatedQueue
from weaklabels.active.arms import Grounds
from weaklabels.active.drawing import DrawRule
from weaklabels.active.scoring import Strategy
from weaklabels.active.strategies import Because, Ranked

DOCUMENTS = 4_000


def listed(rows):
    rows = np.asarray(rows)
    nothing = np.zeros(len(rows), np.int8)
    return Ranked(
        rows, nothing, nothing, np.zeros((len(rows), 2)), DrawRule(10), Strategy.MARGIN, Because.CHOSEN
    )


def order(queue):
    rows = queue.open_rows()
    grounds = Grounds(rows, np.zeros(len(rows), int), np.ones(len(rows), int), 0.3)
    return Order(listed(np.arange(len(rows))), rows, grounds)


def served(queue, count, every=50):
    lent = []
    for number in range(count):
        if number % every == 0:
            queue.publish(order(queue))
        lent.append(queue.serve(number % PEOPLE))
    return lent


def test_streams_have_the_shares_of_the_mix():
    counts = Counter(lent.stream for lent in served(SimulatedQueue(DOCUMENTS, 1), 1_200))
    for stream, weight in MIX.items():
        expected = 1_200 * weight / sum(MIX.values())
        assert counts[stream] == pytest.approx(expected, abs=4 * np.sqrt(expected))


def test_before_the_first_order_all_but_audit_is_control():
    queue = SimulatedQueue(DOCUMENTS, 2)
    assert {queue.serve(0).stream for _ in range(200)} == {"control", "audit"}


def test_no_document_is_lent_twice_and_audit_is_never_open():
    queue = SimulatedQueue(DOCUMENTS, 3)
    audit = set(queue.audit)
    lent = served(queue, 600)
    assert len({one.row for one in lent}) == 600
    assert {one.row for one in lent if one.stream == "audit"} <= audit
    assert not audit & {one.row for one in lent if one.stream != "audit"}


def test_what_people_keep_ahead_was_drawn_by_an_older_order():
    queue = SimulatedQueue(DOCUMENTS, 4)
    queue.publish(order(queue))
    first = [queue.serve(0) for _ in range(3)]
    queue.publish(order(queue))
    later = [queue.serve(0) for _ in range(AHEAD)]
    assert {lent.generation for lent in first} == {1}
    assert [lent.generation for lent in later] == [1] * (AHEAD - 1) + [2]


def test_control_and_what_joins_it_are_the_first_of_the_random_order():
    queue = SimulatedQueue(DOCUMENTS, 5)
    walk = list(queue.walk)
    joined, control = [], []
    for lent in served(queue, 600):
        joined += queue.joined()
        if lent.stream == "control":
            control.append(lent.row)
    kept = [lent.row for held in queue.ahead.values() for lent in held if lent.stream == "control"]
    assert sorted([*control, *kept, *joined]) == sorted(walk[: len(control) + len(kept) + len(joined)])
    assert joined


def test_a_duel_comes_with_what_both_arms_said_at_its_draw():
    duels = [lent for lent in served(SimulatedQueue(DOCUMENTS, 6), 200) if lent.stream == "duel"]
    assert {(d.duel.ranked_said, d.duel.control_said, d.duel.disagreement) for d in duels} == {(0, 1, 0.3)}


def test_it_ends_when_nothing_is_left():
    queue = SimulatedQueue(60, 7)
    lent = [queue.serve(0) for _ in range(61)]
    assert lent[-1] is None
    assert None not in lent[:60]
