"""What checking a rule tells the label model, the table and the preview."""

import numpy as np
import pytest

from annotate.models import Batch
from annotate.services.documents import NewDocument, add_documents
from tests.weaklabels.conftest import keywords, make_gold
from weaklabels.services.drilling import Asked, documents_behind
from weaklabels.services.figures import board_of
from weaklabels.services.functions import Wish, change_rule
from weaklabels.services.gold import known_documents
from weaklabels.services.judging import draw_round, judge
from weaklabels.services.previewing import preview_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mails(project):
    """Twenty that the rule hits, the first half of them with "refund", too."""
    batch = Batch.objects.create(project=project, name="mails", created_by=project.created_by)
    return add_documents(
        batch,
        [NewDocument(f"money back {'refund' * (number < 10)} {number}") for number in range(20)],
    )


def a_round(function, expert, says):
    """Judge twenty hits: says(document) is the verdict."""
    for judgement in draw_round(function, expert).judgements.all():
        judge(judgement, says(judgement.document), expert)


@pytest.fixture
def judged(rule, cross, mails, work, expert):
    """The rule, after a round: right where "refund" stands, wrong elsewhere."""
    function = rule("money back", cross)
    work()
    a_round(function, expert, lambda document: "right" if "refund" in document.text else "wrong")
    work()
    return function


def row_of(question):
    [row] = board_of(question).rows
    return row


@pytest.mark.parametrize(("verdict", "sign"), [("right", 1), ("wrong", -1), ("unclear", 0)])
def test_verdicts_move_the_trust_in_the_rule(rule, tone, cross, mails, work, expert, verdict, sign):
    function = rule("money back", cross)
    work()
    before = row_of(tone).figures["trust"]
    a_round(function, expert, lambda _document: verdict)
    work()
    moved = row_of(tone).figures["trust"] - before
    assert abs(moved) > 0.1 if sign else moved == 0
    assert np.sign(moved) == sign


def test_authors_see_the_right_and_the_wrong_ones(judged, tone):
    row = row_of(tone)
    assert (row.authoring.right, row.authoring.of) == (10, 20)
    for kind in ("right", "wrong"):
        assert documents_behind(Asked(tone, kind, judged), after=0, most=50).count == 10


def test_an_edit_keeps_the_verdicts_on_hits_that_remain(judged, tone, cross, work, expert):
    change_rule(judged, Wish("refund", keywords("refund"), cross.id), expert)
    work()
    row = row_of(tone)
    assert (row.authoring.right, row.authoring.of) == (10, 10)


def test_a_verdict_is_no_gold_for_other_rules(judged, rule, tone, glad, work):
    """They were found by the first rule: what another says of them is not a random sample of its hits."""
    rule("refund", glad)
    work()
    [_first, second] = board_of(tone).rows
    assert (second.authoring.right, second.authoring.of) == (0, 0)
    assert known_documents(tone).documents == []


def test_gold_goes_before_a_verdict(judged, tone, glad, mails, supervisor, work):
    make_gold(mails[0], glad, supervisor)
    work()
    assert (row_of(tone).authoring.right, row_of(tone).authoring.of) == (9, 20)  # one was right before


def test_the_preview_of_an_edited_rule_counts_its_verdicts(judged, tone, cross):
    figures = preview_of(tone, keywords("money back"), cross.id, edited=judged).figures
    assert (figures.right, figures.wrong) == (10, 10)
    other = preview_of(tone, keywords("money back"), cross.id).figures
    assert (other.right, other.wrong) == (0, 0)
