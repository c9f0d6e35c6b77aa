"""What does a rule that is being written do on a sample?"""

import numpy as np
import pytest

from weaklabels.labelmodel.intervals import wilson
from weaklabels.matching import definitions as d
from weaklabels.matching.applying import InMemory
from weaklabels.matching.columns import Column
from weaklabels.matching.compiled import Compiled
from weaklabels.matching.documents import Document
from weaklabels.matching.previewing import Sample, hits, preview

TEXTS = ["refund please", "no refund", "hello", "bank", "a refund"]
REFUND = d.Rule(1, d.Keywords(("refund",)))


def sample(**options):
    return Sample(InMemory([text.encode() for text in TEXTS]), **options)


def test_it_counts_hits_right_wrong_and_contradictions():
    others = [Column(2, np.array([1, 3])), Column(1, np.array([0]))]
    gold = {0: frozenset({1}), 1: frozenset({2}), 3: frozenset({1})}
    found = preview(REFUND, sample(gold=gold, others=others))
    assert (found.hits, found.documents, found.coverage) == (3, 5, 0.6)
    assert (found.right, found.wrong, found.contradicted) == (1, 1, 1)
    assert [(one.position, one.hit.spans, one.right, one.contradicted) for one in found.shown] == [
        (0, ((0, 6),), True, False),
        (1, ((3, 9),), False, True),
        (4, ((2, 8),), None, False),
    ]
    assert found.warning is None


def test_where_a_document_may_have_several_labels_nothing_is_contradicted():
    assert preview(REFUND, sample(others=[Column(2, np.array([1]))], one_label=False)).contradicted == 0


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (d.Pattern("."), "It matches 100 % of the documents."),
        (d.Not(d.Keywords(("zebra",))), "It matches 100 % of the documents."),
        (d.Keywords(("zebra",)), "It matches none of 5 documents."),
    ],
)
def test_a_rule_that_says_nothing_is_warned_of_with_its_share(condition, said):
    assert str(preview(d.Rule(1, condition), sample()).warning).startswith(said)


def test_an_empty_sample_has_no_figures():
    found = preview(REFUND, Sample(InMemory([])))
    assert (found.hits, found.coverage, found.shown, found.warning) == (0, 0.0, (), None)


def test_only_some_hits_are_shown():
    assert len(preview(REFUND, sample(), most_shown=2).shown) == 2


def test_one_document_is_asked_on_the_spot():
    fired = hits(Compiled(REFUND.when), Document("my refund"))
    assert fired.hit.spans == ((3, 9),)
    assert fired.microseconds > 0
    assert hits(Compiled(REFUND.when), Document("hello")) is None


def test_the_interval_is_wilsons():
    """Newcombe, R. G. (1998), Statistics in Medicine 17, table I, method 3: 81 of 263, 15 of 148, 0 of 20."""
    for right, checked, lower, upper in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
    ):
        assert wilson(right, checked) == pytest.approx((lower, upper), abs=5e-5)
    assert wilson(0, 0) == (0.0, 1.0)
