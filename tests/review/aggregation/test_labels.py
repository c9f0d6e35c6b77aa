"""What do majority, weighted vote and Dawid-Skene make of the same answers?"""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from review.aggregation import TIE, Answers, Proposals, dawid_skene, majority, weighted
from review.agreement import Coefficient, Pairs, Units, measure
from tests.public_sets import DATA
from tests.review.agreement.made_up import LABELS, tables

WAYS = {
    "majority": majority,
    "weighted": weighted,
    "dawid-skene": lambda answers: dawid_skene(answers).proposals,
}
EVERY_WAY = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
RTE = DATA / "rte" / "labels.tsv"
needs_rte = pytest.mark.skipif(not RTE.is_file(), reason="../shared/data/rte is not on this machine")


def answers_of(table, labels=LABELS):
    rows = [
        (document, annotator, label)
        for document, row in enumerate(table)
        for annotator, label in enumerate(row)
        if label is not None
    ]
    columns = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    return Answers.of(*columns, labels)


@pytest.fixture(scope="module")
def rte():
    with Path(RTE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    columns = [[row[name] for row in rows] for name in ("orig_id", "!amt_worker_ids")]
    labels = np.array([int(row["response"]) for row in rows])
    gold = {row["orig_id"]: int(row["gold"]) for row in rows}
    answers = Answers.of(*columns, labels, classes=2)
    return answers, np.array([gold[name] for name in answers.documents]), (*columns, labels)


@EVERY_WAY
@settings(max_examples=40, deadline=None)
@given(table=tables())
def test_confidences_sum_to_one_whatever_the_answers(way, table):
    answers = answers_of(table)
    soft = way(answers).soft
    assert soft.shape == (len(answers.documents), LABELS)
    assert np.all(soft >= 0)
    assert np.allclose(soft.sum(axis=1), 1)


@EVERY_WAY
@settings(max_examples=30, deadline=None)
@given(table=tables(), seed=st.integers(0, 99))
def test_neither_the_order_nor_the_names_change_anything(way, table, seed):
    rng = np.random.default_rng(seed)
    documents, people, renamed = (rng.permutation(size) for size in (len(table), 4, LABELS))
    moved = [
        [None if table[row][person] is None else int(renamed[table[row][person]]) for person in people]
        for row in documents
    ]
    one, other = answers_of(table), answers_of(moved)
    places = [int(np.searchsorted(one.documents, documents[name])) for name in other.documents]
    assert np.allclose(way(one).soft[places], way(other).soft[:, renamed], atol=1e-4)


def test_a_tie_is_a_tie():
    proposals = majority(answers_of([[0, 1], [0, 0], [1, 1]]))
    assert proposals.labels.tolist() == [TIE, 0, 1]
    assert proposals.sure(0.5).tolist() == [1, 2]


def test_who_mostly_agrees_with_the_others_decides_a_tie():
    table = [[0, 0, 1]] * 8 + [[1, 1, 0]] * 8 + [[0, None, 1]]
    answers = answers_of(table, 2)
    assert majority(answers).labels[-1] == TIE
    assert weighted(answers).labels[-1] == 0
    assert dawid_skene(answers).proposals.labels[-1] == 0


def test_dawid_and_skene_turn_round_who_is_always_wrong():
    rng = np.random.default_rng(5)
    truth = rng.integers(0, 2, 300)
    good = [np.where(rng.random(300) < 0.85, truth, 1 - truth) for _annotator in range(3)]
    table = np.column_stack([*good, 1 - truth])
    crowd = dawid_skene(answers_of(table.tolist(), 2))
    assert crowd.confusion[3].round(1).tolist() == [[0.0, 1.0], [1.0, 0.0]]
    assert (crowd.proposals.labels == truth).mean() > 0.99
    assert (majority(answers_of(table.tolist(), 2)).labels == truth).mean() < 0.7


@settings(max_examples=20, deadline=None)
@given(table=tables())
def test_dawid_and_skene_is_the_plain_algorithm(table):
    """Sums written out answer by answer, as the paper has them, with a hundredth of an answer in each cell."""
    answers = answers_of(table)
    rows = [
        (document, person, label)
        for document, person, label in zip(
            answers.rows.documents, answers.rows.functions, answers.rows.labels, strict=True
        )
    ]
    soft = majority(answers).soft
    for _round in range(100):
        before = soft
        prior = (soft.sum(axis=0) + 0.01) / (len(soft) + 0.01 * LABELS)
        rates = np.full((len(answers.annotators), LABELS, LABELS), 0.01)
        for document, person, label in rows:
            rates[person, :, label] += soft[document]
        rates /= rates.sum(axis=2, keepdims=True)
        soft = np.tile(prior, (len(soft), 1))
        for document, person, label in rows:
            soft[document] *= rates[person, :, label]
        soft /= soft.sum(axis=1, keepdims=True)
        if np.abs(soft - before).max(initial=0) < 1e-5:
            break
    assert np.allclose(dawid_skene(answers).proposals.soft, soft, atol=1e-6)


@needs_rte
def test_on_rte_each_way_finds_what_was_published(rte):
    """Snow et al. (2008): 800 pairs with ten answers each."""
    answers, gold, _columns = rte
    assert (len(answers.rows.labels), len(answers.annotators)) == (8_000, 164)
    plain = majority(answers).labels
    assert (plain == TIE).sum() == 65
    assert ((plain == gold) + 0.5 * (plain == TIE)).mean() == 0.896875  # ties count half
    assert (
        np.where(plain == TIE, 0, plain == gold).sum() + ((plain == TIE) & (gold == 0)).sum() == 735
    )  # ties: "no"
    assert (dawid_skene(answers).proposals.labels == gold).mean() == 0.9275
    assert (weighted(answers).labels == gold).mean() > 0.9


@needs_rte
def test_on_rte_agreement_is_what_was_measured_elsewhere(rte):
    _answers, _gold, (documents, people, labels) = rte
    units = Units.of(np.array(documents), labels, 2)
    assert measure(Coefficient.ALPHA, units) == pytest.approx(0.241479, abs=1e-6)
    assert measure(Coefficient.PERCENT, units) == pytest.approx(0.628694, abs=1e-6)
    assert measure(Coefficient.GWET, units) == pytest.approx(0.272732, abs=1e-6)
    pairs = Pairs.of(np.array(documents), np.array(people), labels, 2)
    assert pairs.documents.sum() == 800 * 45  # ten answers are 45 pairs


def test_an_annotator_answers_a_document_once():
    with pytest.raises(ValueError, match="answered document 1 twice"):
        Answers.of([1, 1], [7, 7], [0, 1], 2)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [(([1], [1], [2]), "counted from 0 to 1"), (([1, 2], [1], [0]), "a document, an annotator and a label")],
)
def test_answers_that_cannot_be_are_refused(columns, sentence):
    with pytest.raises(ValueError, match=sentence):
        Answers.of(*columns, 2)


def test_no_answers_are_no_proposals():
    empty = answers_of([])
    assert [len(way(empty).labels) for way in WAYS.values()] == [0, 0, 0]
    assert Proposals(np.empty((0, 2))).sure(0.5).tolist() == []
