"""Documents that come are shared out by standing rules: to whom, how many, and what is never done."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from annotate import jobs, queue
from annotate.documents import sharing_out
from annotate.models import Event, Job, Membership, QueueRow, Sharing, SharingRule, Standing
from annotate.problems import Conflict, Invalid
from annotate.services import sharing_rules
from annotate.services.documents import NewDocument, add_documents
from annotate.services.members import end_membership
from annotate.services.reservations import take_back
from annotate.services.sharing_rules import (
    RuleWish,
    change_rule,
    make_rule,
    pause_rule,
    resume_rule,
    retire_rule,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_exceeds_what_a_document_wants(project):
    yield
    assert queue.recount(project.id) == []
    assert not [row for row in QueueRow.objects.filter(project=project) if row.claimed > row.wants]


@pytest.fixture
def come(batch, django_capture_on_commit_callbacks):
    """Let so many documents come, and the job that follows be done: come(6, channel="phone")."""

    def come(count, **metadata):
        start = batch.documents.count()
        with django_capture_on_commit_callbacks(execute=True):
            documents = add_documents(
                batch,
                [NewDocument(f"Text {number}", metadata=metadata) for number in range(start, start + count)],
            )
        jobs.run_due()
        assert not Job.objects.filter(state="failed").exists()
        return documents

    return come


@pytest.fixture
def rule(project, annotator, second_annotator, supervisor):
    """Ada gets two documents where Ben gets one."""
    return make_rule(project, RuleWish("All", {annotator.id: 2, second_annotator.id: 1}), supervisor)


def assigned():
    return Counter(Standing.objects.filter(state="assigned").values_list("annotator__username", flat=True))


def test_what_comes_is_shared_by_weight_and_noted(rule, come, annotator, second_annotator):
    documents = come(9)
    assert assigned() == {"ada": 6, "ben": 3}
    line = Sharing.objects.get()
    assert line.given == {str(annotator.id): 6, str(second_annotator.id): 3}
    assert Event.objects.get(kind="documents shared out").detail == {"rule": rule.id, "sharing": line.id}
    event = Event.objects.filter(document=documents[0], kind="assigned").get()
    assert (event.actor, event.detail["rule"]) == (None, rule.id)


def test_shares_hold_over_many_small_imports(rule, come):
    for _day in range(9):
        come(1)
    assert assigned() == {"ada": 6, "ben": 3}


def test_what_was_there_before_is_left_to_the_queue_unless_it_is_wanted(
    project, documents, come, annotator, supervisor
):
    make_rule(project, RuleWish("New ones", {annotator.id: 1}), supervisor)
    come(1)
    assert assigned() == {"ada": 1}
    make_rule(project, RuleWish("All", {annotator.id: 1}, takes_earlier=True), supervisor)
    jobs.run_due()
    assert assigned() == {"ada": 5}


def test_a_rule_takes_the_documents_with_its_metadata(project, come, annotator, supervisor):
    wish = RuleWish("Calls", {annotator.id: 1}, meta=["channel=phone", " "])
    make_rule(project, wish, supervisor)
    come(3, channel="phone")
    come(2, channel=["post", "phone"])
    come(4, channel="post")
    come(4)
    assert assigned() == {"ada": 5}


def test_nobody_gets_more_a_day_than_the_cap_and_the_rest_comes_the_next_day(
    project, come, annotator, second_annotator, supervisor, monkeypatch
):
    wish = RuleWish("Capped", {annotator.id: 1, second_annotator.id: 1}, cap_a_day=3)
    rule = make_rule(project, wish, supervisor)
    come(10)
    assert assigned() == {"ada": 3, "ben": 3}
    come(1)
    sharing_out.share_what_waited()
    jobs.run_due(sharing_rules.KIND)
    assert assigned() == {"ada": 3, "ben": 3}, "the day is not over"
    rule.refresh_from_db()
    tomorrow = rule.full_since + timedelta(days=1)
    monkeypatch.setattr(sharing_out, "today", lambda: tomorrow)
    sharing_out.share_what_waited()
    jobs.run_due(sharing_rules.KIND)
    assert assigned() == {"ada": 6, "ben": 5}
    rule.refresh_from_db()
    assert rule.full_since is None


def test_several_people_get_the_same_document_and_never_more_than_it_wants(
    project, come, annotator, second_annotator, supervisor
):
    project.wants = project.overlap_wants = 2
    project.save()
    make_rule(project, RuleWish("Twice", {annotator.id: 1, second_annotator.id: 1}, answers=2), supervisor)
    make_rule(project, RuleWish("Once more", {annotator.id: 1}), supervisor)
    come(4)
    assert assigned() == {"ada": 4, "ben": 4}
    assert (
        sum(Sharing.objects.filter(rule__name="Once more").values_list("refused", flat=True)[0].values()) == 4
    )


def test_who_left_gets_nothing(rule, come, annotator, owner):
    end_membership(Membership.objects.get(user=annotator), owner)
    come(3)
    assert assigned() == {"ben": 3}
    end_membership(Membership.objects.get(user__username="ben"), owner)
    come(3)
    assert assigned() == {}


def test_a_paused_rule_rests_and_makes_up_for_it(rule, come, supervisor):
    pause_rule(rule, supervisor)
    come(3)
    assert assigned() == {}
    resume_rule(rule, supervisor)
    jobs.run_due()
    assert assigned() == {"ada": 2, "ben": 1}


def test_a_retired_rule_gives_nothing_any_more_and_stays_retired(rule, come, supervisor):
    retire_rule(rule, supervisor)
    resume_rule(rule, supervisor)
    come(3)
    assert assigned() == {}
    with pytest.raises(Conflict):
        change_rule(rule, RuleWish("Again", {supervisor.id: 1}), supervisor)


def test_what_was_taken_back_is_not_shared_out_again(project, rule, come, annotator, supervisor):
    documents = come(3)
    take_back(project, annotator, [document.id for document in documents], supervisor)
    come(3)
    assert assigned() == {"ada": 2, "ben": 2}


def test_new_shares_begin_anew(rule, come, annotator, second_annotator, supervisor):
    come(9)
    wish = RuleWish("All", {annotator.id: 1, second_annotator.id: 1})
    change_rule(rule, wish, supervisor)
    come(4)
    assert assigned() == {"ada": 8, "ben": 5}


def test_audit_documents_keep_their_conditions(project, rule, come, batch, annotator, supervisor):
    source = project.sources.create(name="rules", user=supervisor)
    question = project.schema.questions[0]["id"]
    pause_rule(rule, supervisor)
    documents = come(2)
    for document in documents:
        document.suggestions.create(
            project=project, question_id=question, source=source, content={"labels": []}
        )
    QueueRow.objects.filter(document=documents[1]).update(pool=1)
    resume_rule(rule, supervisor)
    jobs.run_due()
    shown = dict(Standing.objects.values_list("document", "suggestions_shown"))
    assert [len(shown[document.id]) for document in documents] == [1, 0]


def test_held_documents_are_passed_over(project, rule, come, supervisor):
    pause_rule(rule, supervisor)
    queue.hold([document.id for document in come(3)][:1])
    resume_rule(rule, supervisor)
    jobs.run_due()
    assert (assigned().total(), Sharing.objects.get().refused) == (2, {"held": 1})


def test_killed_between_portions_it_gives_nothing_twice(rule, come, supervisor, monkeypatch):
    pause_rule(rule, supervisor)
    come(30)
    monkeypatch.setattr(sharing_out, "MOST_AT_ONCE", 10)
    original, calls = jobs.Run.report_progress, Counter()

    def dies_once(run, done, total=None):
        calls["all"] += 1
        if calls["all"] == 2:
            raise MemoryError
        original(run, done, total)

    monkeypatch.setattr(jobs.Run, "report_progress", dies_once)
    resume_rule(rule, supervisor)
    jobs.run_due(sharing_rules.KIND)
    assert assigned().total() == 20
    Job.objects.filter(state="new").update(due_at=timezone.now())
    jobs.run_due(sharing_rules.KIND)
    assert assigned() == {"ada": 20, "ben": 10}
    assert Sharing.objects.get().given == {str(share.user_id): share.given for share in rule.shares.all()}


@pytest.mark.django_db(transaction=True)
def test_documents_on_their_way_are_waited_for(project, documents, rule):
    jobs.run_due()
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute(
                "BEGIN; SELECT pg_advisory_xact_lock_shared(hashtextextended('documents come to project ' || %s, 0))",
                [project.id],
            )
        newest = SharingRule.objects.get().shared_until
        SharingRule.objects.update(shared_until=0)
        sharing_rules.apply_rules(project, project.created_by)
        jobs.run_due(sharing_rules.KIND)
        assert assigned() == {}
    finally:
        other.close()
    sharing_rules.apply_rules(project, project.created_by)
    jobs.run_due(sharing_rules.KIND)
    assert assigned().total() == 4
    assert SharingRule.objects.get().shared_until == newest


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "x" * 121},
        {"people": {}},
        {"people": {987_654: 1}},
        {"answers": 2},
        {"answers": 0},
        {"cap_a_day": 0},
        {"meta": ["channel"]},
        {"meta": ["a=b"] * 11},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(project, annotator, supervisor, wrong):
    with pytest.raises(Invalid):
        make_rule(project, RuleWish(**{"name": "A", "people": {annotator.id: 1}} | wrong), supervisor)
    assert not SharingRule.objects.exists()
