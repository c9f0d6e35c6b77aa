"""On which words does each kind of rule fire?"""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.documents.turns import Turn
from tests.weaklabels.matching.strategies import keywords, texts
from weaklabels.matching import definitions as d
from weaklabels.matching.compiled import Compiled
from weaklabels.matching.documents import FEW_PAIRS, Document, word_spans
from weaklabels.matching.vocabulary import Entries

TALK = "Ann: I want my money back\nBob: no refund, Ann\nAnn: then I call the bank"
REPORT = "# History\nno pain\nDiagnosis: asthma\nno fever\n\nPLAN\nasthma inhaler\n"


def said(condition, text, metadata=None, dictionaries=None):
    """The words it fires on; None where it is silent."""
    hit = Compiled(condition, dictionaries or {}).hit(Document.of(text, metadata or {}))
    return None if hit is None else [text[start:end] for start, end in hit.spans]


def words(*entries, **options):
    return d.Keywords(entries, **options)


@pytest.mark.parametrize(
    ("condition", "text", "expected"),
    [
        (words("refund"), "Refund! refunds", ["Refund"]),
        (words("refund", whole_words=False), "Refund! refunds", ["Refund", "refund"]),
        (words("US", match_case=True), "us US", ["US"]),
        (words("money", "money back"), "money back", ["money back"]),
        (words("money back"), "money\nback money  back", ["money\nback"]),
        (words("C++"), "C++ but no C++11, aC++", ["C++"]),
        (words("café"), "CAFÉ, cafe\u0301", ["CAFÉ"]),
        (words("cafe"), "cafe\u0301 cafe", ["cafe"]),  # a mark belongs to its letter
        (words("北京"), "我住在北京", ["北京"]),  # no blanks, so no edges
        (words("שלום"), "אמר שלום לך", ["שלום"]),
        (words("👍🏽"), "ok 👍🏽👍🏽", ["👍🏽", "👍🏽"]),
        (words("भारत"), "भारती भारत", ["भारत"]),
        (words("izmir"), "İZMİR", ["İZMİR"]),
    ],
)
def test_words_are_found_whole_in_any_script(condition, text, expected):
    assert said(condition, text) == expected


@given(keywords, texts)
@settings(max_examples=300, deadline=None)
def test_every_match_quotes_an_entry(condition, text):
    alike = Compiled(d.Keywords(condition.words, whole_words=False, match_case=condition.match_case))
    spans = ((hit := Compiled(condition).hit(Document(text))) and hit.spans) or ()
    for start, end in spans:
        whole = alike.hit(Document(text[start:end]))
        assert whole is not None
        assert whole.spans[0] == (0, end - start)
    assert list(spans) == sorted(spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


def test_a_dictionary_is_found_by_its_name():
    banks = Entries.read(["First Bank", "", "bank of x ", "First Bank"])
    assert banks.lines == ("First Bank", "bank of x")
    assert said(d.Dictionary("banks"), "the first bank", dictionaries={"banks": banks}) == ["first bank"]


@pytest.mark.parametrize(
    ("order", "within", "negated", "expected"),
    [
        (d.Order.ANY, 3, False, ["refund", "refund"]),
        (d.Order.ANY, 1, False, ["refund"]),
        (d.Order.BEFORE, 3, False, ["refund"]),
        (d.Order.AFTER, 3, False, ["refund"]),
        (d.Order.AFTER, 1, False, ["refund"]),
        (d.Order.BEFORE, 2, False, None),
        (d.Order.ANY, 1, True, ["refund"]),
        (d.Order.ANY, 3, True, None),
    ],
)
def test_near_counts_words_in_order_or_not(order, within, negated, expected):
    near = d.Near(words("refund"), words("bank"), within, order, negated)
    assert (
        said(near, "refund by the bank; refund" if order is d.Order.ANY else "bank refund by the bank")
        == expected
    )


def test_near_shows_what_it_looked_at():
    hit = Compiled(d.Near(words("a"), words("b"), 1)).hit(Document("a b c"))
    assert (hit.spans, hit.beside) == (((0, 1),), ((2, 3),))


@given(
    text=st.text("ab c.", max_size=30),
    order=st.sampled_from(d.Order),
    within=st.integers(1, 4),
    negated=st.booleans(),
)
@settings(max_examples=500, deadline=None)
def test_near_is_what_a_look_at_all_pairs_finds(text, order, within, negated):
    first, second = (words(*some, whole_words=False) for some in (("a", "bb"), ("b", "ca")))
    firsts, seconds = (spans_of(one, text) for one in (first, second))
    begins = [start for start, _end in word_spans(text)]

    def is_near(one, other):
        if one[1] <= other[0]:
            allowed, gap = order is not d.Order.AFTER, (one[1], other[0])
        else:
            allowed, gap = order is not d.Order.BEFORE and other[1] <= one[0], (other[1], one[0])
        return allowed and sum(gap[0] <= begin < gap[1] for begin in begins) < within

    near = {one: [other for other in seconds if is_near(one, other)] for one in firsts}
    hit = Compiled(d.Near(first, second, within, order, negated)).hit(Document(text))
    expected = [one for one in firsts if bool(near[one]) is not negated]
    assert list(hit.spans if hit else ()) == expected
    beside = sorted({other for one in expected for other in near[one]})
    assert list(hit.beside if hit else ()) == beside


def spans_of(condition, text):
    hit = Compiled(condition).hit(Document(text))
    return list(hit.spans) if hit else []


def test_near_looks_at_few_pairs_of_a_long_document(monkeypatch):
    """Two thousand of each are four million pairs."""
    counted, asked = Document.words_counted, []

    def watched(self, pairs):
        count = counted(self, pairs)
        return lambda start, end: asked.append(1) or count(start, end)

    monkeypatch.setattr(Document, "words_counted", watched)
    hit = Compiled(d.Near(words("a"), words("b"), 1)).hit(Document("a b " * 2_000))
    assert (len(hit.spans), len(hit.beside)) == (2_000, 2_000)
    assert len(asked) < 100_000


def test_what_overlaps_is_not_near_itself():
    assert said(d.Near(words("bank"), words("bank account"), 3), "my bank account") is None
    assert said(d.Near(words("a"), words("a"), 1), "a a") == ["a", "a"]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (d.Speaker(("ann",)), ["my", "bank"]),
        (d.Speaker(("Bob",)), ["refund"]),
        (d.Speaker(("Eve",)), None),
        (d.Turn(d.Side.FIRST), ["my"]),
        (d.Turn(d.Side.LAST), ["bank"]),
        (d.Stretch(d.Side.FIRST, 4), ["my"]),
        (d.Stretch(d.Side.FIRST, 3), None),
        (d.Stretch(d.Side.LAST, 1), ["bank"]),
        (d.Stretch(d.Side.LAST, 3, d.Unit.CHARACTERS), None),  # "ank" is no word
        (d.Stretch(d.Side.LAST, 4, d.Unit.CHARACTERS), ["bank"]),
        (d.Stretch(d.Side.FIRST, 13, d.Unit.CHARACTERS), None),  # "m" would be left of "my"
        (d.Stretch(d.Side.FIRST, 10_000), ["my", "refund", "bank"]),
    ],
)
def test_a_place_holds_what_stands_wholly_in_it(place, expected):
    assert said(d.Within(place, words("my", "refund", "bank")), TALK, {"format": "dialogue"}) == expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [("diagnosis", ["asthma"]), ("plan", ["asthma"]), ("history", None), ("no", None)],
)
def test_a_section_goes_from_its_heading_to_the_next(heading, expected):
    assert said(d.Within(d.Section(heading), words("asthma")), REPORT) == expected


def test_a_place_is_read_as_a_text_of_its_own():
    turn = d.Within(d.Speaker(("Bob",)), d.Pattern("^no"))
    assert said(turn, TALK, {"format": "dialogue"}) == ["no"]


def test_turns_come_from_metadata_if_they_are_sound():
    turns = [{"start": 0, "end": 3, "speaker": "A", "time": 1}, {"start": 3, "end": 5, "speaker": "B"}]
    assert Document.of("abcde", {"turns": turns}).turns == (Turn(0, 3, "A", 1), Turn(3, 5, "B"))
    assert Document.of("abcd", {"turns": turns}).turns == ()
    assert Document.of("abcde", {"turns": turns[::-1]}).turns == ()
    assert Document.of("abcde", {"turns": [{"start": 0.5, "end": 3, "speaker": "A"}]}).turns == ()


@pytest.mark.parametrize(
    ("comparison", "values", "kind", "holds"),
    [
        (d.Comparison.IS, ("Phone",), d.Kind.TEXT, {"channel": "phone"}),
        (d.Comparison.IS_ONE_OF, ("mail", "phone"), d.Kind.TEXT, {"channel": "phone"}),
        (d.Comparison.IS, ("phone",), d.Kind.TEXT, {"channel": ["mail", "phone"]}),
        (d.Comparison.CONTAINS, ("hon",), d.Kind.TEXT, {"channel": "Phone"}),
        (d.Comparison.AT_LEAST, (3,), d.Kind.NUMBER, {"channel": "3.0"}),
        (d.Comparison.AT_MOST, ("2026-05-31",), d.Kind.DATE, {"channel": "2026-05-31T23:00:00Z"}),
        (d.Comparison.IS, ("2026-05-31",), d.Kind.DATE, {"channel": "2026-05-31T10:00:00"}),
        (d.Comparison.EXISTS, (), d.Kind.TEXT, {"channel": 0}),
    ],
)
@pytest.mark.parametrize("field", ["channel", "a.channel", "a.b.channel"])
def test_metadata_compares_texts_numbers_and_dates(comparison, values, kind, holds, field):
    metadata = holds
    for name in reversed(field.split(".")[:-1]):
        metadata = {name: metadata}
    condition = d.Metadata(field, comparison, values, kind)
    assert said(condition, "", metadata) == []
    assert said(d.Not(condition), "", metadata) is None
    assert said(condition, "", {"channel": None, "a": {"channel": None}}) is None


def test_all_of_marks_its_first_words_where_the_rest_holds():
    both = d.AllOf((words("refund"), words("bank"), d.Not(words("thanks"))))
    hit = Compiled(both).hit(Document("refund by bank"))
    assert (hit.spans, hit.beside) == (((0, 6),), ((10, 14),))
    assert said(both, "refund by bank, thanks") is None


def test_any_of_marks_what_any_part_does():
    either = d.AnyOf((words("money"), words("money back"), d.Pattern("b.nk")))
    assert said(either, "money back, bank") == ["money back", "bank"]


@given(st.text("ab_ .\né", max_size=12))
def test_words_between_two_places_are_counted_alike_however_many_pairs_ask(text):
    document = Document(text)
    few, many = (document.words_counted(pairs=pairs) for pairs in (1, FEW_PAIRS + 1))
    for start, end in itertools.combinations_with_replacement(range(len(text) + 1), 2):
        assert few(start, end) == many(start, end)


def test_words_are_counted_in_any_script():
    assert [text[a:b] for text in ["Zoë's cafe\u0301 我住 x"] for a, b in word_spans(text)] == [
        "Zoë", "s", "cafe\u0301", "我", "住", "x",
    ]  # fmt: skip
