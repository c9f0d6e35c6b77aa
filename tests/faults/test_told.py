"""Would it be noticed? What two tabs told, with one thing wrong each, against what the database would say."""

import pytest

from tests.faults import told
from tests.faults.told import Page

TEXTS = {"text-1": "1 Ann went to Rome.", "text-2": "2 Bob hates rain."}


def row(at, name, *labels, user=1):
    return (round(100 * at), user, name, TEXTS[name], at, sorted(labels))


def page(*entries, user=1):
    """What the witness in a tab saw: ("text-1", "glad") was pressed, or "saved" was shown, a second apart."""
    made = Page(user)
    for at, entry in enumerate(entries):
        if isinstance(entry, str):
            made.record({"kind": "status", "at": at, "state": entry})
        else:
            name, *labels = entry
            made.record({"kind": "pressed", "at": at, "name": name, "text": TEXTS[name], "labels": labels})
    return made


@pytest.fixture
def pages():
    return [
        page(("text-1", "glad"), "waiting", ("text-2", "cross"), "saved"),
        page(("text-1", "odd"), user=2),
    ]


@pytest.fixture
def rows():
    return [row(0.5, "text-1", "glad"), row(1, "text-1", "odd", user=2), row(2.5, "text-2", "cross")]


def found(pages, rows):
    return sorted(sentence.partition(":")[0] for sentence in told.check(lambda *_: rows, 1, pages))


def test_a_good_day_is_good(pages, rows):
    assert found(pages, rows) == []


def test_a_lost_answer_is_noticed_and_that_it_was_called_saved(pages, rows):
    assert found(pages, rows[:2]) == ["false word", "lost"]
    assert found(pages, [rows[0], rows[2]]) == ["lost"]


def test_a_doubled_answer_is_noticed(pages, rows):
    assert found(pages, [*rows, row(3, "text-1", "glad")]) == ["doubled"]


def test_an_answer_on_another_document_is_noticed(pages, rows):
    rows[2] = row(2.5, "text-1", "cross")
    assert found(pages, rows) == ["crossed", "false word", "lost"]


def test_an_answer_under_another_name_is_noticed(pages, rows):
    rows[1] = row(1, "text-1", "odd", user=1)
    assert found(pages, rows) == ["crossed", "lost"]


def test_other_labels_than_were_pressed_are_noticed(pages, rows):
    rows[1] = row(1, "text-1", "odd", "glad", user=2)
    assert found(pages, rows) == ["crossed", "lost"]


def test_another_text_than_was_on_the_screen_is_noticed(pages, rows):
    rows[1] = (100, 2, "text-1", TEXTS["text-2"], 1, ["odd"])
    assert found(pages, rows) == ["crossed", "lost"]


def test_saved_before_it_was_there_is_noticed(pages, rows):
    rows[2] = row(3.5, "text-2", "cross")
    assert found(pages, rows) == ["false word"]


def test_what_is_shown_as_refused_is_not_lost_but_only_once(pages, rows):
    pages[0].refused["a-key"] = "2 Bob"
    assert found(pages, rows[:2]) == []
    pages[0].pressed.append((5, pages[0].pressed[-1][1]))
    assert found(pages, rows[:2]) == ["lost", "lost"]


def test_a_refusal_that_two_tabs_show_is_one(pages, rows):
    other = page()
    pages[0].refused["a-key"] = other.refused["a-key"] = "2 Bob"
    pages[0].pressed.append((5, pages[0].pressed[-1][1]))
    assert found([*pages, other], rows[:2]) == ["lost", "lost"]


def test_changes_are_kept_in_their_order(rows):
    changed = [page(("text-1", "glad"), ("text-1", "odd"))]
    assert found(changed, [row(0.5, "text-1", "glad"), row(1.5, "text-1", "odd")]) == []
    assert found(changed, [row(0.5, "text-1", "odd"), row(1.5, "text-1", "glad")]) == ["out of order"]
