"""In which order does work come, and what happens near the end, with two tabs, after a skip?"""

import threading
import uuid

import pytest
from django.db import connection
from django.utils import timezone

from annotate import queue
from annotate.models import Annotation, QueueRow, Standing, Stream
from annotate.services import work
from annotate.services.annotations import Submission
from annotate.services.rankings import Listed, switch_ranking
from annotate.services.responses import ResponseAnswer

pytestmark = pytest.mark.django_db


def documents_of(standings):
    return [standing.document_id for standing in standings]


@pytest.fixture
def rank(project):
    """Switch the project to a ranking of these documents, best first."""

    def rank(documents, reason="the model is unsure", duels=()):
        def listed(some):
            return Listed([one.id for one in some], [0.5] * len(some), [reason] * len(some))

        ranking = switch_ranking(project, {Stream.RANKED: listed(documents), Stream.DUEL: listed(duels)})
        project.refresh_from_db()
        return ranking

    return rank


def test_what_was_returned_comes_first_then_what_was_assigned_then_the_streams(fill, person, lend, assign):
    documents = fill(4)
    ada = person("ada")
    assigned = assign(ada, documents[2])
    returned = assign(ada, documents[3], state=Standing.State.RETURNED)
    served = lend(ada, 4)
    assert [standing.state for standing in served] == ["returned", "assigned", "leased", "leased"]
    assert [served[0].id, served[1].id] == [returned.id, assigned.id]


def test_what_is_assigned_to_one_is_lent_to_nobody_else(fill, person, lend, assign):
    (document,) = fill(1)
    ada, ben = person("ada"), person("ben")
    assign(ada, document)
    assert lend(ben) == []
    assert documents_of(lend(ada)) == [document.id]


def test_what_the_tab_holds_is_not_served_again(fill, person, lend, assign):
    documents = fill(2)
    ada = person("ada")
    for document in documents:
        assign(ada, document)
    (first,) = lend(ada)
    (second,) = lend(ada, holding=[first.document_id])
    assert first.document_id != second.document_id
    assert lend(ada, holding=documents_of([first, second])) == []


def test_a_reload_brings_the_open_leases_back_instead_of_new_ones(fill, person, lend, project):
    fill(8)
    ada = person("ada")
    before = documents_of(lend(ada, 3))
    assert set(documents_of(lend(ada, 3, reopen=True))) == set(before)
    assert QueueRow.objects.filter(claimed=1).count() == 3


def test_nobody_gets_more_than_ten_at_once(fill, person, lend):
    fill(30)
    assert len(lend(person("ada"), 99)) == queue.MOST_AT_ONCE


def test_a_document_is_lent_to_as_many_as_it_wants_and_no_more(fill, person, lend, project):
    (document,) = fill(1, wants=3)
    served = [documents_of(lend(person(name))) for name in ("ada", "ben", "cleo", "dan")]
    assert served == [[document.id]] * 3 + [[]]
    assert queue.recount(project.id) == []


def test_near_the_end_each_holds_one(fill, person, lend):
    fill(6)
    people = [person(name) for name in ("ada", "ben", "cleo")]
    for each in people:
        lend(each)
    assert len(lend(people[0], 3, holding=[0])) == 0  # three are free and three people are at work
    assert len(lend(person("dan"), 4)) == 1


def test_with_enough_documents_everybody_may_fetch_ahead(fill, person, lend):
    fill(40)
    ada, ben = person("ada"), person("ben")
    assert len(lend(ada, 4)) == 4
    assert len(lend(ben, 4)) == 4


def test_a_skipped_document_never_comes_back_but_others_get_it(fill, person, lend, give_back):
    (document,) = fill(1, wants=2)
    ada, ben, cleo = person("ada"), person("ben"), person("cleo")
    lend(ada)
    work.skip(ada, document, "")
    assert lend(ada) == []
    assert documents_of(lend(ben)) == [document.id]
    assert documents_of(lend(cleo)) == [document.id]


def test_skipped_by_as_many_as_it_wants_it_is_held_and_served_to_nobody(fill, person, lend, project):
    (document,) = fill(1, wants=2)
    for name in ("ada", "ben"):
        each = person(name)
        lend(each)
        work.skip(each, document, "")
    assert QueueRow.objects.get().is_held
    assert lend(person("cleo")) == []
    assert queue.recount(project.id) == []


def test_a_held_document_is_not_even_served_to_whom_it_was_assigned(fill, person, lend, assign):
    (document,) = fill(1)
    ada = person("ada")
    assign(ada, document)
    queue.hold([document.id])
    assert lend(ada) == []


def test_when_a_stream_is_dry_the_next_one_serves(fill, person, lend):
    audit, open_ = fill(2)
    QueueRow.objects.filter(document=audit).update(pool=1)
    ada = person("ada")
    served = lend(ada, 2) or lend(ada, 2)
    assert {standing.document_id: standing.stream for standing in served} == {
        audit.id: "audit",
        open_.id: "control",
    }


def test_a_ranked_document_carries_its_reason_generation_and_probability(fill, person, lend, rank, project):
    ranking = rank(fill(4))
    project.mix = {"ranked": 100, "control": 0, "audit": 0}
    project.save()
    (standing,) = lend(person("ada"))
    assert (standing.stream, standing.generation) == ("ranked", ranking.id)
    assert standing.reason == "the model is unsure"
    assert standing.draw_probability == pytest.approx(1 / 4)


def test_an_audit_document_in_a_ranking_is_not_served_by_it(fill, person, lend, rank, project):
    documents = fill(20)
    QueueRow.objects.update(pool=1)
    rank(documents)
    project.mix = {"ranked": 100, "control": 0, "audit": 0}
    project.save()
    assert {standing.stream for standing in lend(person("ada"), 5)} == {"audit"}


def test_a_new_ranking_is_followed_at_once(fill, person, lend, rank, project):
    documents = fill(60)
    project.mix = {"ranked": 100, "control": 0, "audit": 0}
    project.save()
    rank(documents[:50])
    first = lend(person("ada"), 2)
    assert set(documents_of(first)) <= {document.id for document in documents[:50]}
    newer = rank(documents[50:])
    assert {standing.generation for standing in lend(person("ben"), 5)} == {newer.id}


def test_a_closed_project_serves_nothing(fill, person, lend, project):
    fill(3)
    project.closed_at = timezone.now()
    project.save()
    assert lend(person("ada"), 3) == []


def in_parallel(count, act):
    """Run `act(number)` in so many threads at the same moment; what each returned."""
    barrier, outcomes = threading.Barrier(count), [None] * count

    def run(number):
        barrier.wait()
        try:
            outcomes[number] = act(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_two_tabs_of_one_person_get_different_documents(fill, person, lend, project):
    fill(30)
    ada = person("ada")
    served = in_parallel(4, lambda number: documents_of(lend(ada, 2)))
    flat = [document for documents in served for document in documents]
    assert len(flat) == len(set(flat)) == 8
    assert queue.recount(project.id) == []


@pytest.mark.django_db(transaction=True)
def test_many_people_at_once_never_get_more_than_a_document_wants(fill, person, lend, project):
    fill(5, wants=2)
    people = [person(f"p{number}") for number in range(8)]
    served = in_parallel(8, lambda number: [documents_of(lend(people[number])) for _ in range(5)])
    assert all(len(turn) <= 1 for turns in served for turn in turns)
    assert queue.recount(project.id) == []
    assert not QueueRow.objects.filter(claimed__gt=2).exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_save_five_times_at_once_makes_one_row(fill, person, lend, project):
    (document,) = fill(1)
    ada = person("ada")
    lend(ada)
    tone = project.schema.questions[0]
    submission = Submission(
        key=uuid.uuid4(),
        sha256=bytes(document.sha256).hex(),
        replaces=None,
        schema_id=project.schema_id,
        responses=[ResponseAnswer(tone["id"], labels=(tone["labels"][0]["id"],))],
    )
    steps = in_parallel(5, lambda number: work.save_and_lend(ada, document, submission, 1, [])["saved"])
    assert len({step["annotation"] for step in steps}) == 1
    assert Annotation.objects.count() == 1
    assert queue.recount(project.id) == []
