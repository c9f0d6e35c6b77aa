"""Freezing a batch, drawing a sample, and what becomes of both afterwards."""

from datetime import timedelta

import numpy as np
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from annotate.erasure.documents import erase_document
from annotate.erasure.people import erase_person
from annotate.models import Standing
from annotate.problems import Conflict, Invalid
from review.models import SpotCheck
from review.services.spot_checks.batches import Wished, answers_in, changed_since
from review.services.spot_checks.judging import judge, next_for
from review.services.spot_checks.making import abandon, find
from review.services.spot_checks.plans import Asked, plan_of
from review.services.spot_checks.report import report_of
from review.services.spot_checks.returning import return_wrong
from review.services.spot_checks.showing import shown
from tests.annotate.answering import says
from tests.review.spot_checks.going import CROSS, GLAD, go_through, membership_of

pytestmark = pytest.mark.django_db


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
    newer = says(membership_of(project, annotator), answer, document, tone_label=GLAD)
    assert answers_in(Wished(tone)) == [newer.id]


def test_what_cannot_be_told_is_no_answer(cards, tone, project, annotator, answer):
    [document] = cards(1)
    body = answer({"sha256": ""})
    responses = [{"question": tone.id, "state": "cannot_tell"}, body["responses"][1]]
    says(membership_of(project, annotator), answer, document, responses=responses)
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
        membership_of(project, annotator),
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
    says(membership_of(project, annotator), answer, changed.annotation.document)
    check.refresh_from_db()
    assert return_wrong(check, supervisor) == (1, 1)
    returned = Standing.objects.get(project=project, state="returned")
    assert returned.note == "Irony!"
    assert return_wrong(check, supervisor) == (0, 2)


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
