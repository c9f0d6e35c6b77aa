"""Do many rules over many documents come to what each says of each? With the engine and without."""

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.testing.soaking import examples
from tests.weaklabels.matching.strategies import leaves, rules, texts
from weaklabels.matching import definitions as d
from weaklabels.matching import sieves, words
from weaklabels.matching.applying import InMemory, Plan
from weaklabels.matching.checking import check
from weaklabels.matching.columns import Column
from weaklabels.matching.compiled import Compiled
from weaklabels.matching.documents import Document
from weaklabels.matching.sentences import Refused
from weaklabels.matching.vocabulary import Entries

DATA = Path(__file__).resolve().parents[4] / "shared" / "data"
with_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="the data sets in ../shared/data are not on this machine"
)
METADATA = {"a": "x", "b": {"c": "y"}, "n": "5", "format": "dialogue"}


@pytest.fixture(params=["engine", "no engine"])
def engine(request, monkeypatch):
    """Both ways: the wheel is not there for every machine."""
    monkeypatch.setattr(sieves, "WORTH_COMPILING", 1)
    if request.param == "no engine":
        monkeypatch.setattr(sieves, "hyperscan", None)


def sound(rule):
    try:
        check(rule)
    except Refused:
        return False
    return True


def expected(rule, documents):
    hits = [Compiled(rule.when).hit(document) for document in documents]
    if rule.says is d.Says.LABEL:
        return Column(rule.label, np.array([at for at, hit in enumerate(hits) if hit], np.int32))
    rows = [(at, *span) for at, hit in enumerate(hits) if hit for span in hit.spans]
    return Column(rule.label, *np.array(rows, np.int32).reshape(-1, 3).T)


@pytest.mark.usefixtures("engine")
class TestBothWays:
    @given(st.lists(rules.filter(sound), min_size=1, max_size=4), st.lists(texts, max_size=8))
    @settings(max_examples=examples(150), deadline=None)
    def test_a_column_is_what_the_rule_says_of_each_document(self, some, written):
        source = InMemory([text.encode() for text in written], [METADATA] * len(written))
        documents = [Document.of(text, METADATA) for text in written]
        columns = Plan(some).apply(source, chunk=3)
        assert columns == [expected(rule, documents) for rule in some]

    @with_data
    @pytest.mark.parametrize("name", ["sms", "trec"])
    def test_the_votes_of_real_rules_are_those_of_python(self, name, request):
        written, patterns = real(name)
        if "no engine" in request.node.name:
            written, patterns = written[:300], patterns[::5]
        columns = Plan([d.Rule(1, d.Pattern(pattern)) for pattern in patterns]).apply(
            InMemory([text.encode() for text in written])
        )
        for pattern, column in zip(patterns, columns, strict=True):
            search = re.compile(pattern, re.IGNORECASE).search
            assert column.positions.tolist() == [at for at, text in enumerate(written) if search(text)], (
                pattern
            )


def real(name):
    lines = (DATA / name / "rule.txt").read_text().splitlines()
    patterns = [line.split("\t")[1] for line in lines if line]
    if name == "sms":
        with (DATA / "sms/train.csv").open(encoding="utf-8", newline="") as file:
            return [row["v2"] for row in csv.DictReader(file)], patterns
    return [
        line.split(":", 1)[1] for line in (DATA / "trec/train.txt").read_text("latin-1").splitlines()
    ], patterns


@given(st.lists(leaves, min_size=1, max_size=6), st.lists(texts, min_size=1, max_size=30))
@settings(max_examples=examples(240), deadline=None)
def test_the_engine_is_exact_on_texts_of_any_script(some, written):
    few = [d.Rule(1, leaf) for leaf in some if sound(d.Rule(1, leaf))]
    if not few:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sieves, "WORTH_COMPILING", 1)
        columns = Plan(few).apply(InMemory([text.encode() for text in written]))
    for rule, column in zip(few, columns, strict=True):
        assert column == expected(rule, [Document(text) for text in written])


@given(
    st.lists(st.sampled_from("refund wallet of in wo aa x é the 12 ?! xyz".split()), min_size=5, max_size=60),
    st.lists(st.sampled_from("wallet of in wo aa x refund".split()), min_size=2, max_size=3, unique=True),
)
@settings(max_examples=examples(300), deadline=None)
def test_anything_in_between_is_not_missed(said, wanted):
    """The engine's own shortcut for ".*" misses some of these."""
    text = " ".join(said)
    pattern = ".*".join(wanted)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sieves, "WORTH_COMPILING", 1)
        [column] = Plan([d.Rule(1, d.Pattern(pattern))]).apply(InMemory([text.encode()]))
    assert bool(len(column)) == bool(re.search(pattern, text))


def test_long_lists_are_found_as_short_ones_are():
    names = [f"name{number}" for number in range(1_000)]
    source = InMemory(
        [f"x name{number}, y".encode() for number in range(0, 2_000, 7)] + [b"name7x", "é name7".encode()]
    )
    short, middle, long = (
        Plan([d.Rule(1, d.Keywords(tuple(names[:count])))]).apply(source)[0].positions.tolist()
        for count in (8, 200, 1_000)
    )
    last = len(source) - 1
    assert short == [0, 1, last]
    assert middle == [*range(29), last]
    assert long == [*range(143), last]


@given(st.lists(st.text("re fund_1.-\né", max_size=12), max_size=30), st.booleans())
@settings(max_examples=100, deadline=None)
def test_words_of_joined_texts_are_those_of_each(written, match_case):
    """No word reaches over the border of two texts, however they are joined."""
    wanted = ("re", "Fund", "1", "_", "re fund")
    flags = 0 if match_case else re.IGNORECASE
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "JOINED_BYTES", 20)
        plan = Plan([d.Rule(1, d.Keywords((word,), match_case=match_case)) for word in wanted])
        columns = plan.apply(InMemory([text.encode() for text in written]))
    for word, column in zip(wanted, columns, strict=True):
        pattern = re.compile(rf"(?<!\w){word.replace(' ', chr(92) + 's')}(?!\w)", flags)
        assert column.positions.tolist() == [at for at, text in enumerate(written) if pattern.search(text)]


def test_a_dictionary_of_many_entries_is_applied():
    big = Entries.read(f"entry {number}" for number in range(100_000))
    [column] = Plan([d.Rule(1, d.Dictionary("big"), d.Says.SPANS)], {"big": big}).apply(
        InMemory([b"see Entry 99999 and entry 7", b"entry 100000", b""])
    )
    assert (column.positions.tolist(), column.starts.tolist(), column.ends.tolist()) == (
        [0, 0],
        [4, 20],
        [15, 27],
    )


def test_two_identical_rules_say_the_same_and_are_looked_for_once():
    rule = d.Rule(1, d.Keywords(("a",)))
    plan = Plan([rule, rule])
    one, other = plan.apply(InMemory([b"a", b"b"]))
    assert one == other
    assert len(plan._sieve._gates) == 1


def test_progress_is_told_chunk_by_chunk_and_can_end_the_work():
    told = []
    Plan([d.Rule(1, d.Keywords(("a",)))]).apply(InMemory([b"a"] * 10), chunk=4, told=told.append)
    assert told == [4, 8, 10]

    def stop(done):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        Plan([d.Rule(1, d.Keywords(("a",)))]).apply(InMemory([b"a"] * 10), chunk=4, told=stop)


def test_a_part_of_the_documents_keeps_its_positions():
    [column] = Plan([d.Rule(1, d.Keywords(("a",)))]).apply(InMemory([b"a"] * 10), start=3, stop=8, chunk=2)
    assert column.positions.tolist() == [3, 4, 5, 6, 7]


@given(
    st.lists(st.tuples(st.integers(0, 2**33), st.integers(0, 9), st.integers(9, 99))),
    st.booleans(),
    st.integers(0, 9),
)
def test_a_column_comes_back_from_its_bytes(rows, has_spans, label):
    table = np.array(sorted(rows), np.int64).reshape(-1, 3)
    column = Column(label, table[:, 0], *(table[:, 1:].T if has_spans else ()))
    back = Column.unpack(column.pack())
    assert back == column
    assert back.positions.tolist() == table[:, 0].tolist()


@pytest.mark.parametrize("wrong", [b"", b"vote", b"x" * 40, Column(1, np.arange(3)).pack()[:-1]])
def test_other_bytes_are_no_column(wrong):
    with pytest.raises(ValueError, match="packed column"):
        Column.unpack(wrong)
