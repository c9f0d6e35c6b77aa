"""Search by words in any language: what stands in a text is found, however it is typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.documents.words import WORD, Term, fold, terms, words

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def finds(query, text):
    index = set(words(text))
    return all(
        any(word.startswith(term.word) for word in index) if term.is_prefix else term.word in index
        for term in terms(query)
    )


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("zoe", "Zoë said: never again"),
        ("ZOË", "zoe"),
        ("strasse", "Die Straße"),
        ("STRASSE", "straße"),
        ("σίσυφος", "ΣΊΣΥΦΟΣ"),
        ("cafe", "cafe\u0301"),
        ("café", "cafe"),
        ("file", "ﬁle"),
        ("ёлка", "Елка"),
        ("שלום", "שָׁלוֹם"),
        ("محمد", "مُحَمَّد"),
        ("हिन्दी", "यह हिन्दी है"),
        ("安녕", "安녕"),
        ("안녕", "안녕하세요"),
        ("北京", "我住在北京"),
        ("京", "我住在北京"),
        ("北京大学", "他在北京大学读书"),
        ("が", "ねこか\u3099いる"),
        ("ภาษา", "ภาษาไทย"),
        ("deliv", "About the delivery"),
        ("about deliv*", "About the delivery"),
        ("deliv* about", "About the delivery"),
        ("don't", "I don't know"),
        ("2nd", "the 2nd call"),
        ("user@example.org", "write to user@example.org"),
    ],
)
def test_it_finds(query, text):
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("deliv about", "About the delivery"),  # only the last word is a prefix
        ("livery", "delivery"),
        ("北海", "北京和上海"),
        ("か", "が"),  # another syllable
        ("कि", "कु"),  # another vowel
    ],
)
def test_it_does_not_find(query, text):
    assert not finds(query, text)


@given(TEXTS, TEXTS, TEXTS)
def test_every_text_is_found_by_any_of_its_stretches_between_blanks(before, stretch, after):
    for piece in stretch.split():
        assert finds(piece.rstrip("*"), f"{before} {piece} {after}") or not terms(piece)


@given(TEXTS)
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(TEXTS)
def test_every_word_can_be_stored(text):
    for word in words(text):
        assert word
        assert "\0" not in word
        assert len(word.encode()) <= 400


def test_a_query_of_signs_asks_for_nothing():
    assert terms(" … — * ") == []


def test_words_are_letters_and_digits():
    assert WORD.findall("snake_case, kebab-case") == ["snake", "case", "kebab", "case"]


def test_a_star_makes_a_prefix():
    assert terms("an* bo") == [Term("an", is_prefix=True), Term("bo", is_prefix=True)]
