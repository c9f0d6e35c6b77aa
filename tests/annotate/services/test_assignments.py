"""Documents given to people by name: never more than a document wants, and every slot accounted for."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate import jobs, queue
from annotate.documents.filters import Filters
from annotate.models import Event, Hold, Job, Membership, QueueRow, Standing, Suggestion
from annotate.problems import Invalid
from annotate.services.assignments import assign, rehearse
from annotate.services.dealing import next_person
from annotate.services.documents import NewDocument, add_documents
from annotate.services.plans import Plan
from annotate.services.reservations import hand_over, some_reserved_for, take_back
from annotate.services.work import lend, skip
from tests.annotate.answering import says

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def every_slot_is_accounted_for(project):
    yield
    assert queue.recount(project.id) == []
    assert not [row for row in QueueRow.objects.filter(project=project) if row.claimed > row.wants]


@pytest.fixture
def ben(project, second_annotator):
    return Membership.objects.select_related("project__schema").get(project=project, user=second_annotator)


def ids(documents):
    return [document.id for document in documents]


def states(annotator):
    return dict(Standing.objects.filter(annotator=annotator).values_list("document", "state"))


def test_an_assigned_document_comes_before_all_others(project, documents, membership, supervisor):
    assign(project, [documents[2].id], Plan({membership.user_id: 1}, note="Please look closely."), supervisor)
    [first] = lend(membership, 1, [])["documents"]
    assert first["id"] == documents[2].id
    assert first["reason"] == "assigned to you"
    assert first["note"] == "Please look closely."


def test_a_document_is_not_given_to_more_people_than_it_wants(
    project, documents, membership, ben, supervisor
):
    assign(project, ids(documents), Plan({membership.user_id: 1}), supervisor)
    outcome = assign(project, ids(documents), Plan({ben.user_id: 1}), supervisor)
    assert (outcome.assigned, outcome.refused) == (0, Counter(full=4))
    assert states(ben.user) == {}


def test_unless_it_is_to_want_more(project, documents, membership, ben, supervisor):
    assign(project, ids(documents), Plan({membership.user_id: 1}), supervisor)
    outcome = assign(project, ids(documents)[:1], Plan({ben.user_id: 1}, raises_wants=True), supervisor)
    assert outcome.assigned == 1
    row = QueueRow.objects.get(document=documents[0])
    assert (row.claimed, row.wants) == (2, 2)


def test_shares_follow_the_weights(project, batch, membership, ben, supervisor):
    documents = add_documents(batch, [NewDocument(f"Text {number}") for number in range(30)])
    outcome = assign(project, ids(documents), Plan({membership.user_id: 2, ben.user_id: 1}), supervisor)
    assert outcome.given == {membership.user_id: 20, ben.user_id: 10}


def test_several_people_can_get_the_same_document(project, documents, membership, ben, supervisor):
    QueueRow.objects.filter(project=project).update(wants=2)
    plan = Plan({membership.user_id: 1, ben.user_id: 1}, answers=2)
    assert assign(project, ids(documents), plan, supervisor).assigned == 8
    assert set(states(ben.user).values()) == {"assigned"}


def test_nobody_gets_what_they_answered_or_skipped(project, documents, membership, supervisor, answer):
    QueueRow.objects.filter(project=project).update(wants=2)
    says(membership, answer, documents[0], takes_slot=True)
    lend(membership, 2, [])
    skipped = Standing.objects.filter(annotator=membership.user, state="leased").first().document
    skip(membership, skipped, "")
    outcome = assign(project, [documents[0].id, skipped.id], Plan({membership.user_id: 1}), supervisor)
    assert outcome.refused == {"had": 2}


def test_a_lease_becomes_a_reservation_with_the_same_slot(project, documents, membership, supervisor):
    [lent] = lend(membership, 1, [])["documents"]
    before = Standing.objects.get(document=lent["id"], annotator=membership.user)
    assert assign(project, [lent["id"]], Plan({membership.user_id: 1}), supervisor).assigned == 1
    after = Standing.objects.get(id=before.id)
    assert (after.state, after.stream, after.lease_until) == ("assigned", before.stream, None)
    assert QueueRow.objects.get(document=lent["id"]).claimed == 1


def test_another_persons_lease_is_left_alone(project, documents, membership, ben, supervisor):
    [lent] = lend(ben, 1, [])["documents"]
    outcome = assign(project, [lent["id"]], Plan({membership.user_id: 1}), supervisor)
    assert outcome.refused == {"full": 1}


def test_a_held_document_is_not_assigned(project, documents, membership, supervisor):
    Hold.objects.create(document=documents[0], reason="question")
    queue.hold([documents[0].id])
    assert assign(project, [documents[0].id], Plan({membership.user_id: 1}), supervisor).refused == {
        "held": 1
    }


def test_suggestions_are_shown_as_the_queue_would_show_them(
    project, documents, membership, supervisor, owner
):
    source = project.sources.create(name="rules", user=supervisor)
    question = project.schema.questions[0]["id"]
    for document in documents[:2]:
        Suggestion.objects.create(
            project=project, document=document, question_id=question, source=source, content={"labels": []}
        )
    QueueRow.objects.filter(document=documents[1]).update(pool=1)
    assign(project, ids(documents[:2]), Plan({membership.user_id: 1}), supervisor)
    shown = dict(Standing.objects.values_list("document", "suggestions_shown"))
    assert len(shown[documents[0].id]) == 1
    assert shown[documents[1].id] == [], "an audit document shows none"


@pytest.mark.parametrize(
    "plan",
    [
        lambda ada, stranger: Plan({}),
        lambda ada, stranger: Plan({stranger: 1}),
        lambda ada, stranger: Plan({ada: 0}),
        lambda ada, stranger: Plan({ada: 1}, answers=2),
        lambda ada, stranger: Plan({ada: 1}, note="x" * 5_000),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(project, documents, membership, supervisor, plan):
    with pytest.raises(Invalid):
        assign(project, ids(documents), plan(membership.user_id, supervisor.id), supervisor)


def test_what_is_taken_back_is_free_for_others(project, documents, membership, ben, supervisor):
    assign(project, ids(documents), Plan({membership.user_id: 1}), supervisor)
    assert take_back(project, membership.user, ids(documents)[:3], supervisor) == 3
    assert Counter(states(membership.user).values()) == {"lapsed": 3, "assigned": 1}
    [lent] = lend(ben, 1, [])["documents"]
    assert lent["id"] in ids(documents)[:3]
    assert Event.objects.filter(kind="taken back").count() == 3


def test_an_answer_is_not_taken_back(project, documents, membership, supervisor, answer):
    assign(project, ids(documents), Plan({membership.user_id: 1}), supervisor)
    says(membership, answer, documents[0])
    assert take_back(project, membership.user, ids(documents), supervisor) == 3
    assert states(membership.user)[documents[0].id] == "answered"


def test_what_is_handed_over_keeps_its_slot(project, documents, membership, ben, supervisor):
    assign(project, ids(documents), Plan({membership.user_id: 1}), supervisor)
    assert hand_over(project, membership.user, ben.user, ids(documents), supervisor) == 4
    assert set(states(membership.user).values()) == {"lapsed"}
    assert set(states(ben.user).values()) == {"assigned"}
    assert lend(membership, 4, [])["documents"] == []


def test_what_the_other_has_had_stays_with_the_giver(project, documents, membership, ben, supervisor, answer):
    QueueRow.objects.filter(project=project).update(wants=2)
    says(ben, answer, documents[0], takes_slot=True)
    assign(project, ids(documents), Plan({membership.user_id: 1}), supervisor)
    assert hand_over(project, membership.user, ben.user, ids(documents), supervisor) == 3
    assert states(membership.user)[documents[0].id] == "assigned"


def run(project, supervisor, kind="assign_documents", **arguments):
    job = jobs.start(kind, project=project, owner=supervisor, arguments=arguments)
    jobs.run_due()
    job.refresh_from_db()
    return job


def by_filter(people, filters=None, **part):
    return {
        "filters": vars(filters or Filters()),
        "people": {str(person): weight for person, weight in people.items()},
        "answers": 1,
        "raises_wants": False,
        **part,
    }


def test_all_that_match_are_assigned_by_a_job(project, documents, membership, ben, supervisor):
    jobs.due("index_documents", project.id)
    jobs.run_due()
    filters = Filters(q="never")
    job = run(project, supervisor, **by_filter({membership.user_id: 1}, filters))
    assert (job.state, job.report["assigned"]) == (Job.State.DONE, 1)
    assert states(membership.user) == {documents[2].id: "assigned"}


@pytest.mark.parametrize(("part", "expected"), [({"number": 7}, 7), ({"percent": 50}, 20), ({}, 40)])
def test_a_number_or_a_share_is_drawn(project, batch, membership, supervisor, part, expected):
    add_documents(batch, [NewDocument(f"Text {number}") for number in range(40)])
    job = run(project, supervisor, **by_filter({membership.user_id: 1}, **part))
    assert job.report["assigned"] == job.report["documents"] == expected
    assigned = Standing.objects.filter(state="assigned").values_list("document", flat=True)
    first = QueueRow.objects.order_by("random_key").values_list("document", flat=True)[:expected]
    assert set(assigned) == set(first), "the part is the beginning of the random order, not of the import"


def test_a_killed_assignment_goes_on_where_it_was(project, batch, membership, supervisor, monkeypatch):
    monkeypatch.setattr("annotate.documents.drawing.MOST_AT_ONCE", 10)
    add_documents(batch, [NewDocument(f"Text {number}") for number in range(60)])
    original = jobs.Run.report_progress
    times = Counter()

    def dies_once(run, done, total=None):
        times["called"] += 1
        if times["called"] == 2:
            raise MemoryError
        original(run, done, total)

    monkeypatch.setattr(jobs.Run, "report_progress", dies_once)
    job = run(project, supervisor, **by_filter({membership.user_id: 1}, number=35))
    assert job.state == Job.State.NEW, "it waits to be tried again"
    assert Standing.objects.filter(state="assigned").count() == 20
    Job.objects.filter(id=job.id).update(due_at=job.created_at)
    jobs.run_due()
    job.refresh_from_db()
    assert (job.state, job.report["assigned"]) == (Job.State.DONE, 35)
    assert Standing.objects.filter(state="assigned").count() == 35


def test_all_of_somebody_is_moved_by_a_job(project, documents, membership, ben, supervisor):
    assign(project, ids(documents), Plan({membership.user_id: 1}), supervisor)
    job = run(project, supervisor, "end_assignments", giver=membership.user_id, taker=ben.user_id)
    assert job.report == {"documents": 4}
    job = run(project, supervisor, "end_assignments", giver=ben.user_id, taker=None)
    assert job.report == {"documents": 4}
    assert not Standing.objects.filter(holds_slot=True).exists()


def test_a_draft_stays_with_whoever_began_it(project, documents, membership, ben, supervisor):
    assign(project, ids(documents), Plan({membership.user_id: 1}), supervisor)
    mine = Standing.objects.filter(annotator=membership.user)
    mine.filter(document=documents[0]).update(draft={"responses": []})
    assert some_reserved_for(project, membership.user, 3) == ids(documents)[:0:-1], "what is begun comes last"
    hand_over(project, membership.user, ben.user, ids(documents), supervisor)
    assert mine.get(document=documents[0]).draft == {"responses": []}
    assert not Standing.objects.filter(annotator=ben.user, draft__isnull=False).exists()


def test_what_was_returned_is_neither_taken_back_nor_handed_over(
    project, documents, membership, ben, supervisor, answer
):
    says(membership, answer, documents[0], takes_slot=True)
    Standing.objects.update(state="returned")
    assert take_back(project, membership.user, ids(documents), supervisor) == 0
    assert hand_over(project, membership.user, ben.user, ids(documents), supervisor) == 0


def test_a_rehearsal_says_what_would_be_done_and_does_nothing(
    project, batch, documents, membership, ben, supervisor, answer
):
    says(membership, answer, documents[0], takes_slot=True)
    more = add_documents(batch, [NewDocument(f"Text {number}") for number in range(8)])
    everything, plan = ids(documents) + ids(more), Plan({membership.user_id: 2, ben.user_id: 1})
    before = list(Standing.objects.values())
    rehearsed = rehearse(project, everything, plan)
    assert list(Standing.objects.values()) == before
    done = assign(project, everything, plan, supervisor)
    assert (rehearsed.given, rehearsed.refused) == (done.given, done.refused)
    assert rehearsed.refused == {"had": 1}


def test_the_preview_of_many_documents_is_a_job_that_changes_nothing(
    project, documents, membership, supervisor
):
    job = run(project, supervisor, "preview_assignment", **by_filter({membership.user_id: 1}, number=3))
    assert job.report == {"documents": 3, "given": {str(membership.user_id): 3}, "refused": {}}
    assert not Standing.objects.exists()


@given(st.dictionaries(st.integers(1, 9), st.integers(1, 1_000), min_size=1), st.integers(1, 200))
def test_nobody_is_ever_a_document_away_from_their_share(weights, documents):
    given = Counter()
    for _document in range(documents):
        given[next_person(weights, given, weights.keys())] += 1
    total = sum(weights.values())
    for person, weight in weights.items():
        assert given[person] >= int(documents * weight / total) - 1
