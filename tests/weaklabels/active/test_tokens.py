"""Words and their places: every offset is one of the text as it is, whatever is written there."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from weaklabels.active.sequences import LONGEST, cut_up
from weaklabels.active.tokens import Stretch, cut_at, pattern, spans_of, tags_of, tokens_of


@st.composite
def marked(draw):
    """A text and spans in it that do not overlap, cut wherever."""
    text = draw(st.text(min_size=1, max_size=40))
    edges = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    labels = st.sampled_from(["a", "b"])
    return text, [Stretch(start, end, draw(labels)) for start, end in pairs]


@settings(deadline=None)
@given(st.text(max_size=60))
def test_tokens_are_the_text_without_its_white_space(text):
    tokens = tokens_of(text)
    assert all(text[one.start : one.end] == one.text for one in tokens)
    assert "".join(one.text for one in tokens) == "".join(text.split())


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_the_short_way_through_ascii_finds_the_same_tokens(text):
    ways = (pattern(ascii_only) for ascii_only in (True, False))
    one, other = ([found.span() for found in way.finditer(text)] for way in ways)
    assert one == other


@settings(deadline=None)
@given(marked())
def test_spans_come_back_from_their_tags_to_the_character(found):
    text, spans = found
    tokens = cut_at(tokens_of(text), [edge for span in spans for edge in (span.start, span.end)])
    tags = tags_of(tokens, spans)
    back = [
        (tokens[first].start, tokens[last - 1].end, label) for first, last, label in spans_of(tokens, tags)
    ]
    expected = []
    for start, end, label in spans:  # white space at the ends of a span is no part of any token
        inside = [at for at in range(start, end) if not text[at].isspace()]
        if inside:
            expected.append((inside[0], inside[-1] + 1, label))
    assert back == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("東京へ行く", ["東", "京", "へ", "行", "く"]),
        ("ภาษาไทย", list("ภาษาไทย")),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("Zoë's naïve", ["Zoë", "'", "s", "naïve"]),
        ("a_b-12", ["a", "_", "b", "-", "12"]),
        ("👍🏽", ["👍", "🏽"]),
        ("", []),
    ],
)
def test_words_are_those_of_the_script(text, words):
    assert [token.text for token in tokens_of(text)] == words


def test_the_longer_of_two_that_overlap_is_kept():
    tokens = tokens_of("a b c")
    assert tags_of(tokens, [Stretch(0, 1, "x"), Stretch(0, 3, "y")]) == ["B-y", "I-y", "O"]


def test_a_tag_that_goes_on_from_nothing_begins_a_span():
    assert spans_of(tokens_of("a b c"), ["I-x", "I-y", "I-y"]) == [(0, 1, "x"), (1, 3, "y")]


def test_a_text_is_read_in_runs_between_empty_lines():
    assert [[word.text for word in run] for run in cut_up("a b\nc\n\nd")] == [["a", "b", "c"], ["d"]]
    assert len(cut_up("w " * (2 * LONGEST + 1))) == 3
    assert cut_up(" \n ") == []


def test_a_run_is_never_cut_inside_a_span():
    text = "a b\n\nc d"
    assert len(cut_up(text, [Stretch(2, 6, "x")])) == 1
    assert len(cut_up(text, [Stretch(2, 3, "x"), Stretch(5, 6, "x")])) == 2
