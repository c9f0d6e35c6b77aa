"""The lexemes of a document, in PostgreSQL's own hands: nothing a text or a filter holds has a meaning there."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from annotate.documents.lexemes import MOST_BYTES, lexemes, tsquery
from annotate.documents.words import Term, terms

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
TRICKY = st.sampled_from(["'", "\\", "' | '", "':*", "a\\'b", " & ", "!", "\x1f", "="])


def matches(stored, query):
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_to_tsvector(%s::text[]) @@ %s::tsquery", [stored, query])
        return cursor.fetchone()[0]


@pytest.mark.django_db
@example("\u0345", "a", "b")  # a mark that folding case makes a letter of
@example("\u2103", "a", "b")  # a sign that holds a letter, and is none
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(TEXTS | TRICKY).map("".join), TEXTS.filter(bool) | TRICKY, TEXTS | TRICKY)
def test_a_document_is_found_by_its_text_and_metadata(text, key, value):
    stored = lexemes(7, None, text, {key: value})
    assert matches(stored, tsquery(7, [], [(key, value)]))
    assert not matches(stored, tsquery(7, [], [(key, f"{value}x")]))
    assert not matches(stored, tsquery(8, [], [(key, value)])), "another project's is another lexeme"
    for piece in text.split():
        if asked := terms(piece):
            assert matches(stored, tsquery(7, asked, [(key, value)]))


def test_numbers_lists_and_truth_are_found_as_they_are_written():
    stored = lexemes(
        1, "call-17", "", {"minute": 5, "tags": ["a", "b"], "new": True, "no": None, "deep": {"x": 1}}
    )
    assert stored == [
        "1=minute\x1f5",
        "1=tags\x1fa",
        "1=tags\x1fb",
        "1=new\x1ftrue",
        "1=no\x1fnull",
        "1:call",
        "1:17",
    ]


@pytest.mark.django_db
def test_an_endless_text_is_indexed_as_far_as_the_index_takes_it():
    text = " ".join(f"{number:x}" for number in range(300_000))
    stored = lexemes(1, None, text, {"long": "x" * 5_000})
    assert sum(len(lexeme) for lexeme in stored) < MOST_BYTES
    assert matches(stored, tsquery(1, [Term("1")], [("long", "x" * 5_000)]))


@pytest.mark.django_db
def test_endless_lists_in_the_metadata_leave_room_for_the_words():
    stored = lexemes(1, "call-17", "Ann went to Rome", {"frames": list(range(150_000))})
    assert sum(len(lexeme) for lexeme in stored) < MOST_BYTES
    assert matches(stored, tsquery(1, terms("call Rome"), [("frames", "7")]))
