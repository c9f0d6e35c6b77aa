"""Checking a sample: who may judge what, and what may be said when."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotate.erasure.documents import erase_document
from annotate.problems import Conflict, Invalid
from annotate.services.responses import ResponseAnswer
from review.models import SampledAnswer
from review.services.spot_checks.judging import answer_first, judge, next_for, take_back
from review.services.spot_checks.report import report_of
from review.services.spot_checks.showing import shown
from review.services.states.reviewed import states_of
from tests.review.spot_checks.going import CROSS, go_through, own

pytestmark = pytest.mark.django_db


def test_nothing_is_claimed_before_the_last_answer(cards, make, supervisor):
    cards(40)
    check = make()
    for _place in range(check.sizes[0] - 1):
        judge(next_for(check, supervisor), supervisor, "right")
        check.refresh_from_db()
        assert check.outcome == ""
        assert report_of(check).estimate is None
    judge(next_for(check, supervisor), supervisor, "right")
    check.refresh_from_db()
    assert check.outcome == "passed"
    assert report_of(check).estimate.bound < 0.1


def test_one_error_too_many_ends_it_at_once(cards, make, supervisor):
    cards(60)
    check = go_through(make("fixed-1"), supervisor, wrong=(2, 5))
    assert check.outcome == "failed"
    assert report_of(check).checked == 5
    assert report_of(check).estimate is None


def test_an_allowed_error_does_not(cards, make, supervisor):
    cards(60)
    check = go_through(make("fixed-1"), supervisor, wrong=(2,))
    assert check.outcome == "passed"
    assert report_of(check).errors == 1


def test_unclear_counts_as_wrong(cards, make, supervisor):
    cards(60)
    check = go_through(make("fixed-1"), supervisor, wrong=(1,), unclear=(2,))
    assert check.outcome == "failed"


def test_after_a_failure_the_rest_may_be_checked_for_the_rate_and_the_outcome_stays(cards, make, supervisor):
    cards(60)
    check = go_through(make(), supervisor, wrong=(1,))
    while sampled := next_for(check, supervisor):
        judge(sampled, supervisor, "right")
    check.refresh_from_db()
    estimate = report_of(check).estimate
    assert check.outcome == "failed"
    assert estimate.share == pytest.approx(1 / check.sizes[0])
    assert estimate.low <= estimate.share <= estimate.high
    assert estimate.bound >= 0.1


def test_a_failure_bounds_nothing_until_the_whole_sample_is_looked_at(cards, make, supervisor, project):
    cards(60)
    check = go_through(make(), supervisor, wrong=(1,))
    told = {state.code: state.is_met for state in states_of(project)}
    assert (check.outcome, told["spot check"], told["errors known"]) == ("failed", True, False)
    while sampled := next_for(check, supervisor):
        judge(sampled, supervisor, "right")
    assert {state.code: state.is_met for state in states_of(project)}["errors known"]


def test_a_plan_that_may_end_early_does_and_asks_for_more_after_an_error(cards, make, supervisor):
    cards(60)
    first, second = make("sequential-5").sizes[:2]
    without = go_through(make("sequential-5"), supervisor)
    assert (without.outcome, report_of(without).checked) == ("passed", first)
    with_one = go_through(make("sequential-5"), supervisor, wrong=(1,))
    assert (with_one.outcome, report_of(with_one).checked) == ("passed", second)


def test_where_one_may_end_early_slow_checkers_are_waited_for(cards, make, supervisor, owner):
    """What is judged after an answer that waits does not count before that one is judged."""
    cards(60)
    check = make("sequential-5")
    waiting, *others = check.sample.order_by("place")[: check.sizes[0] + 3]
    for sampled in others:
        judge(sampled, supervisor, "right")
    check.refresh_from_db()
    assert check.outcome == ""
    assert report_of(check).ahead == len(others)
    judge(waiting, owner, "right")
    check.refresh_from_db()
    assert check.outcome == "passed"


def test_the_checker_answers_before_the_verdict(cards, make, tone, supervisor):
    cards(40)
    check = make(shows_answer=False)
    sampled = next_for(check, supervisor)
    with pytest.raises(Conflict, match="Answer the question yourself first"):
        judge(sampled, supervisor, "right")
    answer_first(sampled, supervisor, own(tone))
    sampled = next_for(check, supervisor)
    assert shown(sampled).are_same is (shown(sampled).said.labels[0].name == "glad")
    judge(sampled, supervisor, "right")
    assert next_for(check, supervisor).place == sampled.place + 1


def test_an_own_answer_must_be_one(cards, make, tone, supervisor):
    cards(40)
    sampled = next_for(make(shows_answer=False), supervisor)
    with pytest.raises(Invalid, match="needs an answer"):
        answer_first(sampled, supervisor, ResponseAnswer(tone.id, "not_asked"))
    with pytest.raises(Invalid, match="not one of"):
        answer_first(sampled, supervisor, ResponseAnswer(tone.id, labels=(987_654,)))


def test_two_checkers_do_not_get_in_each_others_way(cards, make, tone, supervisor, owner):
    cards(40)
    check = make(shows_answer=False)
    begun = next_for(check, supervisor)
    answer_first(begun, supervisor, own(tone))
    other = next_for(check, owner)
    assert other.place == begun.place + 1
    with pytest.raises(Conflict, match="Sam is about to check"):
        answer_first(begun, owner, own(tone))
    judge(begun, supervisor, "right")
    with pytest.raises(Conflict, match="Sam has checked this answer already"):
        judge(begun, owner, "wrong")


def test_what_a_checker_began_and_left_is_taken_over(cards, make, tone, supervisor, owner):
    cards(40)
    check = make(shows_answer=False)
    begun = next_for(check, supervisor)
    answer_first(begun, supervisor, own(tone))
    SampledAnswer.objects.filter(id=begun.id).update(own_at=timezone.now() - timedelta(hours=1))
    assert next_for(check, owner).id == begun.id
    answer_first(begun, owner, own(tone, CROSS))
    judge(begun, owner, "wrong")
    with pytest.raises(Conflict, match="has checked this answer already"):
        judge(begun, supervisor, "right")


def test_nobody_checks_an_answer_of_their_own_unless_told_so(cards, make, project, annotator):
    cards(40)
    check = make()
    assert next_for(check, annotator) is None
    with pytest.raises(Conflict, match="your own answer"):
        judge(check.sample.first(), annotator, "right")
    assert next_for(make(allows_own=True), annotator)


def test_a_verdict_is_taken_back_as_long_as_nothing_is_decided(cards, make, supervisor):
    cards(40)
    check = make()
    first = next_for(check, supervisor)
    judge(first, supervisor, "right")
    assert take_back(check, supervisor).id == first.id
    assert next_for(check, supervisor).id == first.id
    assert report_of(check).taken_back == 1
    check = go_through(check, supervisor)
    with pytest.raises(Conflict, match="has ended"):
        take_back(check, supervisor)


def test_of_an_erased_document_nobody_can_tell(cards, make, supervisor, owner):
    cards(40)
    check = make("fixed-1")
    sampled = next_for(check, supervisor)
    erase_document(sampled.annotation.document, owner)
    sampled = next_for(check, supervisor)
    with pytest.raises(Invalid, match="counts as unclear"):
        judge(sampled, supervisor, "right")
    judge(sampled, supervisor, "unclear")
    assert report_of(check).errors == 1
