"""Freezing a batch, drawing a sample, checking it, and what may be said when."""

from datetime import timedelta

import numpy as np
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from annotate.erasure.documents import erase_document
from annotate.erasure.people import erase_person
from annotate.models import Batch, Membership, Standing
from annotate.problems import Conflict, Invalid
from annotate.services.documents import NewDocument, add_documents
from annotate.services.responses import ResponseAnswer
from review.models import SampledAnswer, SpotCheck
from review.services.spot_checks.batches import Wished, answers_in, changed_since
from review.services.spot_checks.judging import answer_first, judge, next_for, take_back
from review.services.spot_checks.making import How, abandon, find, make_spot_check
from review.services.spot_checks.plans import Asked, plan_of
from review.services.spot_checks.report import report_of
from review.services.spot_checks.returning import return_wrong
from review.services.spot_checks.showing import shown
from tests.annotate.answering import says

pytestmark = pytest.mark.django_db
GLAD, CROSS = 0, 1


@pytest.fixture
def tone(project):
    return project.questions.get(name="Tone")


@pytest.fixture
def cards(project, annotator, answer, supervisor):
    """`cards(7)`: so many documents that Ada answered, every third with "cross"."""

    def made(count, name="more"):
        batch = Batch.objects.create(project=project, name=name, created_by=supervisor)
        documents = add_documents(batch, [NewDocument(f"Card {name} {n}.") for n in range(count)])
        for number, document in enumerate(documents):
            says(ada(project, annotator), answer, document, tone_label=CROSS if number % 3 == 0 else GLAD)
        return documents

    return made


def ada(project, annotator):
    return Membership.objects.select_related("project__schema").get(project=project, user=annotator)


@pytest.fixture
def make(tone, supervisor):
    """A check that shows the answer at once, unless it is said otherwise."""

    def made(plan="fixed-0", rate="0.1", split_by="", wished=None, **how):
        how = {"shows_answer": True} | how
        return make_spot_check(
            wished or Wished(tone), Asked(rate, "0.95", split_by), How(plan, **how), supervisor
        )

    return made


def go_through(check, checker, wrong=(), unclear=()):
    """Check until nothing is left or said, some of the places wrongly answered."""
    while check.is_open and (sampled := next_for(check, checker)):
        verdict = "wrong" if sampled.place in wrong else "unclear" if sampled.place in unclear else "right"
        judge(sampled, checker, verdict)
        check.refresh_from_db()
    return check


def own(tone, label=GLAD):
    return ResponseAnswer(tone.id, labels=(tone.labels.order_by("id")[label].id,))


def test_the_batch_is_the_answers_there_are(cards, tone, project, annotator, second_annotator, answer):
    documents = cards(6)
    cross = tone.labels.get(name="cross").id
    assert len(answers_in(Wished(tone))) == 6
    assert len(answers_in(Wished(tone, label=cross))) == 2
    assert len(answers_in(Wished(tone, annotator=annotator.id))) == 6
    assert answers_in(Wished(tone, annotator=second_annotator.id)) == []
    cards(2, "later")
    assert len(answers_in(Wished(tone, imported_with=documents[0].batch_id))) == 6
    today = timezone.localdate()
    assert len(answers_in(Wished(tone, since=today, until=today))) == 8
    assert answers_in(Wished(tone, until=today - timedelta(days=1))) == []


def test_of_an_answer_given_twice_the_newer_one_counts(cards, tone, project, annotator, answer):
    [document] = cards(1)
    newer = says(ada(project, annotator), answer, document, tone_label=GLAD)
    assert answers_in(Wished(tone)) == [newer.id]


def test_what_cannot_be_told_is_no_answer(cards, tone, project, annotator, answer):
    [document] = cards(1)
    body = answer({"sha256": ""})
    responses = [{"question": tone.id, "state": "cannot_tell"}, body["responses"][1]]
    says(ada(project, annotator), answer, document, responses=responses)
    assert answers_in(Wished(tone)) == []


def test_documents_withdrawn_are_left_out(cards, tone):
    document, _other = cards(2)
    type(document).objects.filter(id=document.id).update(withdrawn_at=timezone.now())
    assert len(answers_in(Wished(tone))) == 1


def test_the_sample_is_drawn_at_once_and_by_the_seed(cards, make):
    cards(60)
    check = make()
    sample = list(check.sample.order_by("place").values_list("annotation", flat=True))
    assert len(sample) == check.sizes[0] == plan_of(check).size
    assert len(set(sample)) == len(sample)
    assert set(sample) <= set(np.frombuffer(check.batch, dtype="<i8").tolist())
    assert check.sample.exclude(verdict="").count() == 0


@pytest.mark.parametrize(
    "change",
    ["allowed = 5", "sizes = '{1}'", "rate = 0.5", "seed = 7", "batch_size = 9", "shows_answer = false"],
)
def test_a_plan_is_never_bent(cards, make, change):
    cards(40)
    check = make()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        _sql(change, check.id)


def _sql(change, check_id):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE review_spotcheck SET {change} WHERE id = %s", [check_id])


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM review_sampledanswer",
        "UPDATE review_sampledanswer SET place = place + 1000",
        "UPDATE review_sampledanswer SET annotation_id = annotation_id",
        "DELETE FROM review_spotcheck",
    ],
)
def test_nor_is_a_sample(cards, make, statement):
    cards(40)
    make()
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_what_was_decided_stays(cards, make, supervisor):
    cards(40)
    check = go_through(make(), supervisor)
    assert check.outcome == "passed"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        SpotCheck.objects.filter(id=check.id).update(outcome="failed")


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
    judge(first, supervisor, "wrong" if check.allowed else "right")
    assert take_back(check, supervisor).id == first.id
    assert next_for(check, supervisor).id == first.id
    assert report_of(check).taken_back == 1
    check = go_through(check, supervisor)
    with pytest.raises(Conflict, match="has ended"):
        take_back(check, supervisor)


def test_given_up_half_way_it_stays_with_its_reason_and_says_nothing(cards, make, supervisor):
    cards(40)
    check = make()
    judge(next_for(check, supervisor), supervisor, "right")
    with pytest.raises(Invalid, match="why this check is given up"):
        abandon(check, "  ", supervisor)
    check = abandon(check, "The rule has changed.", supervisor)
    assert not check.is_open
    with pytest.raises(Conflict, match="given up"):
        judge(check.sample.filter(verdict="").first(), supervisor, "right")
    with pytest.raises(Conflict, match="ended already"):
        abandon(check, "Again.", supervisor)
    assert report_of(check).checked == 1


def test_it_is_the_frozen_answer_that_is_checked(cards, make, project, annotator, answer, supervisor, tone):
    documents = cards(40)
    check = make()
    sampled = next_for(check, supervisor)
    before = shown(sampled).said.labels[0].name
    says(
        ada(project, annotator),
        answer,
        sampled.annotation.document,
        tone_label=GLAD if before == "cross" else CROSS,
    )
    assert shown(next_for(check, supervisor)).said.labels[0].name == before
    assert changed_since(check) == report_of(check).changed == 1
    cards(3, "afterwards")
    assert report_of(check).check.batch_size == len(documents)


def test_a_batch_too_small_is_checked_whole(cards, make, supervisor):
    cards(5)
    check = make(rate="0.05")
    assert check.sizes == [5]
    assert go_through(check, supervisor).outcome == "passed"
    assert report_of(check).estimate.bound == 0


def test_a_plan_there_is_not_is_refused(cards, make):
    cards(5)
    with pytest.raises(Invalid, match="no such plan for these 5 answers"):
        make("fixed-4", rate="0.05")


def test_part_by_part_every_part_has_its_sample(cards, make, supervisor, tone):
    cards(90)
    check = make("stratified-0", rate="0.2", split_by="label")
    report = report_of(check)
    assert [part.answers for part in report.parts] == [60, 30]
    assert [str(part.of) for part in report.parts] == ["glad", "cross"]
    assert check.sample.filter(part=1).count() == report.parts[1].sampled
    check = go_through(check, supervisor)
    assert check.outcome == "passed"
    estimate = report_of(check).estimate
    assert estimate.bound < 0.2
    assert estimate.low is None


def test_parts_need_to_be_some_and_not_too_many(cards, tone):
    cards(10)
    with pytest.raises(Invalid, match="needs 2 to 12 parts; here there are 1"):
        find(Wished(tone), Asked("0.2", "0.95", "annotator"))


def test_so_low_a_rate_is_refused_in_words(cards, tone, monkeypatch):
    monkeypatch.setattr("review.sampling.fixed.MOST", 30)
    cards(31)
    with pytest.raises(Invalid, match="Exclude a higher rate"):
        find(Wished(tone), Asked("0.002", "0.95"))


def test_wrong_answers_go_back_once_with_the_checkers_note(
    cards, make, supervisor, project, annotator, answer
):
    cards(60)
    check = make("fixed-1")
    judge(next_for(check, supervisor), supervisor, "wrong", "Irony!")
    changed = next_for(check, supervisor)
    judge(changed, supervisor, "wrong")
    says(ada(project, annotator), answer, changed.annotation.document)
    check.refresh_from_db()
    assert return_wrong(check, supervisor) == (1, 1)
    returned = Standing.objects.get(project=project, state="returned")
    assert returned.note == "Irony!"
    assert return_wrong(check, supervisor) == (0, 2)


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


def test_notes_and_reasons_go_with_the_document_and_the_person(cards, make, supervisor, owner):
    cards(40)
    check = make(purpose="Sam's own")
    first, second = check.sample.order_by("place")[:2]
    judge(first, supervisor, "right", "Card more 1 is fine")
    judge(second, supervisor, "right", "so is this one")
    abandon(check, "I, Sam, am tired.", supervisor)
    erase_document(first.annotation.document, owner)
    first.refresh_from_db()
    assert (first.note, first.verdict) == ("", "right")
    erase_person(supervisor, owner)
    check.refresh_from_db()
    second.refresh_from_db()
    assert (second.note, check.abandoned_because, check.purpose) == ("", "", "")
    assert report_of(check).checked == 2
