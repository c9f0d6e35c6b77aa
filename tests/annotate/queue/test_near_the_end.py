"""The last documents: who gets them, and does anybody wait for what another only holds ahead?"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from annotate import queue
from annotate.models import Annotation, Standing
from annotate.queue.serving import fair_share
from annotate.services.holds import withdraw_document

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("want", "free", "people", "has_some", "share"),
    [
        (9, 150, 3, True, 9),  # plenty
        (9, 12, 3, True, 4),  # an equal part
        (9, 4, 3, True, 1),  # one is left for each at work
        (9, 3, 3, True, 0),
        (9, 3, 3, False, 1),  # who has none may have one
        (9, 0, 3, False, 1),
        (4, 4, 0, False, 4),  # nobody else is there
    ],
)
def test_the_last_documents_are_shared_out(want, free, people, has_some, share):
    assert fair_share(want, free, people, has_some=has_some) == share


def documents_of(standings):
    return [standing.document_id for standing in standings]


def test_a_fast_annotator_never_waits_for_what_a_slow_one_holds_ahead(fill, person, lend, save, project):
    fill(10)
    ada, ben = person("ada"), person("ben")
    held = documents_of(lend(ben, 10))
    for _ in range(9):
        (standing,) = lend(ada)
        save(ada, standing)
    assert lend(ada) == [], "the one that the slow annotator works on is theirs"
    assert Annotation.objects.filter(is_extra=True).count() == 0
    assert len(queue.lost(project.id, ben.user_id, held)) == 9
    assert queue.recount(project.id) == []


def test_the_tab_that_held_it_learns_it_with_its_next_save_or_renewal(fill, person, lend, project):
    fill(3)
    ada, ben = person("ada"), person("ben")
    held = documents_of(lend(ben, 3))
    (taken,) = lend(ada)
    assert queue.next_for(ben, 1, held).lost == [taken.document_id]
    assert queue.renew(project.id, ben.user_id, held, current=held[0]) == [taken.document_id]


def test_what_is_on_the_screen_or_half_done_is_not_taken(fill, person, lend, project):
    fill(3)
    ada, ben = person("ada"), person("ben")
    on_screen, half_done, ahead = lend(ben, 3)
    queue.renew(project.id, ben.user_id, [on_screen.document_id], current=on_screen.document_id)
    Standing.objects.filter(id=half_done.id).update(draft={"responses": []})
    assert documents_of(lend(ada)) == [ahead.document_id]
    assert lend(person("cleo")) == []


def test_who_has_something_takes_nothing_from_others(fill, person, lend):
    fill(3)
    ada, ben = person("ada"), person("ben")
    lend(ben, 3)
    own = lend(ada)
    assert lend(ada, 2, holding=documents_of(own)) == []


def test_an_answer_to_a_document_taken_over_meanwhile_is_kept_as_extra(fill, person, lend, save, project):
    fill(2)
    ada, ben = person("ada"), person("ben")
    lent = lend(ben, 2)
    (taken,) = lend(ada)
    assert not save(ada, taken).is_extra
    late = next(standing for standing in lent if standing.document_id == taken.document_id)
    assert save(ben, late).is_extra
    assert queue.recount(project.id) == []


def test_a_document_withdrawn_while_it_lies_ahead_is_told_to_the_tab(fill, person, lend, project, supervisor):
    documents = fill(2)
    ada = person("ada")
    held = documents_of(lend(ada, 2))
    withdraw_document(documents[0], supervisor)
    assert queue.renew(project.id, ada.user_id, held, current=held[0]) == [documents[0].id]


@pytest.mark.django_db(transaction=True)
def test_whoever_takes_over_waits_for_nobody_else(fill, person, lend):
    """They may hold queue rows already, of leases that were over; whoever holds this one may wait for those."""
    fill(3)
    ada, ben = person("ada"), person("ben")
    held = documents_of(lend(ben, 3))
    with ThreadPoolExecutor(1) as other, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '20s'")
        cursor.execute("SELECT FROM annotate_queuerow WHERE document_id = ANY(%s) FOR UPDATE", [held])
        assert other.submit(lent_elsewhere, lend, ada).result(timeout=15) == []
    assert len(lend(ada)) == 1


def lent_elsewhere(lend, membership):
    try:
        return lend(membership)
    finally:
        connection.close()
