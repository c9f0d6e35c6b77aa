"""Would the checker notice? Small histories with one thing wrong each, against what the database would say."""

from dataclasses import replace

import pytest

from tests.faults import checker
from tests.faults.history import Call, History, content_hash

ANSWER = [[1, "answered", [7], []], [2, "answered", [], [[0, 3, 9]]]]
OTHER = [[1, "answered", [8], []], [2, "answered", [], []]]
HASH = content_hash(ANSWER)


def save(key, outcome, *, user=1, document=10, at=1.0, **more):
    return Call(at, outcome, "save", user, key=key, document=document, body_hash=HASH, **more)


class Tables:
    """What the database would answer: one saved answer to a document that wants one."""

    def __init__(self):
        self.rows = [(100, "a", 10, 1, "answer", False, None, ANSWER)]
        self.slots = [(10, 1, 1, False, 1)]  # document, wants, claimed, is_held, really held
        self.standings = [(1, 10, "answered", 100)]

    def query(self, statement, values=None):
        if statement == checker.ROWS:
            return self.rows
        return self.slots if statement == checker.SLOTS else self.standings


@pytest.fixture
def tables():
    return Tables()


@pytest.fixture
def history():
    return History(
        calls=[
            Call(0.5, "ok", "lease", 1, lent=(10,)),
            save("a", "invoke"),
            save("a", "ok", at=2.0, annotation=100),
        ]
    )


def found(tables, history, **options):
    return [
        sentence.partition(":")[0].partition(" with")[0]
        for sentence in checker.check(tables.query, 1, history, **options)
    ]


def test_a_good_history_is_good(tables, history):
    assert found(tables, history) == []


def test_it_notices_a_lost_answer(tables, history):
    tables.rows, tables.standings = [], []
    assert found(tables, history) == ["lost", "starved"]


def test_it_notices_a_doubled_answer(tables, history):
    tables.rows.append((101, "a", 10, 1, "answer", False, 100, ANSWER))
    tables.standings = [(1, 10, "answered", 101)]
    assert found(tables, history) == ["doubled"]


def test_it_notices_an_answer_nobody_gave(tables, history):
    tables.rows.append((101, "b", 11, 2, "answer", False, None, ANSWER))
    tables.standings.append((2, 11, "answered", 101))
    assert found(tables, history) == ["invented"]


def test_it_notices_other_content_than_was_sent(tables, history):
    tables.rows = [(100, "a", 10, 1, "answer", False, None, OTHER)]
    assert found(tables, history) == ["changed"]


def test_it_notices_an_answer_on_another_document(tables, history):
    tables.rows = [(100, "a", 11, 1, "answer", False, None, ANSWER)]
    tables.standings = [(1, 11, "answered", 100)]
    assert "astray" in found(tables, history)


def test_it_notices_what_was_refused_and_is_there_all_the_same(tables, history):
    history.calls[-1] = save("a", "fail", at=2.0, status=409, why="stale")
    assert found(tables, history) == ["refused"]


def test_it_notices_a_receipt_that_names_another_row(tables, history):
    history.calls[-1] = replace(history.calls[-1], annotation=99)
    assert found(tables, history) == ["misreported"]


def test_what_nobody_knows_may_be_there_or_not(tables, history):
    history.calls[-1] = save("a", "info", at=2.0)
    assert found(tables, history) == []
    tables.rows, tables.standings, tables.slots = [], [], [(10, 1, 0, False, 0)]
    assert found(tables, history, must_be_finished=False) == []


def test_it_notices_a_document_given_to_too_many(tables, history):
    tables.rows.append((101, "b", 10, 2, "answer", False, None, ANSWER))
    tables.standings.append((2, 10, "answered", 101))
    tables.slots = [(10, 1, 2, False, 2)]
    history.calls += [save("b", "invoke", user=2), save("b", "ok", user=2, annotation=101)]
    assert "over-assigned" in found(tables, history)


def test_an_extra_answer_does_not_count(tables, history):
    tables.rows.append((101, "b", 10, 2, "answer", True, None, ANSWER))
    tables.standings.append((2, 10, "answered", 101))
    history.calls += [save("b", "invoke", user=2), save("b", "ok", user=2, annotation=101, extra=True)]
    assert found(tables, history) == []


def test_it_notices_a_miscounted_slot(tables, history):
    tables.slots = [(10, 1, 1, False, 0)]
    assert found(tables, history) == ["miscounted"]


def test_it_notices_a_document_left_behind_but_not_one_that_is_held(tables, history):
    tables.slots.append((12, 2, 1, False, 1))
    assert found(tables, history) == ["starved"]
    tables.slots[-1] = (12, 2, 0, True, 0)
    assert found(tables, history) == []


def test_it_notices_two_saves_on_top_of_the_same_one(tables, history):
    tables.rows.append((101, "b", 10, 1, "answer", False, None, ANSWER))
    tables.standings = [(1, 10, "answered", 101)]
    history.calls += [save("b", "invoke"), save("b", "ok", annotation=101)]
    assert found(tables, history) == ["overwritten"]


def test_it_notices_a_pointer_that_lags_behind(tables, history):
    tables.rows.append((101, "b", 10, 1, "answer", False, 100, ANSWER))
    history.calls += [save("b", "invoke"), save("b", "ok", annotation=101)]
    assert found(tables, history) == ["out of sight"]


@pytest.mark.parametrize("kind", ["save", "skip"])
def test_it_notices_a_document_handed_out_again(tables, history, kind):
    history.calls[1:1] = [Call(2.5, "ok", kind, 1, key="a", document=10, annotation=100)]
    history.calls.append(Call(4.0, "ok", "lease", 1, seconds=0.1, lent=(10,)))
    assert "handed out again" in found(tables, history)


def test_the_order_of_labels_and_spans_does_not_matter():
    one = [[1, "answered", [1, 2], [[0, 1, 5], [4, 6, 5]]]]
    other = [[1, "answered", [2, 1], [[4, 6, 5], [0, 1, 5]]]]
    assert content_hash(one) == content_hash(other)
