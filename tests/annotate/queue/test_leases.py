"""How a lease ends: by itself, by a release, by an answer that may come late."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotate import queue
from annotate.models import FreedSlot, QueueRow, Standing
from annotate.problems import Invalid

pytestmark = pytest.mark.django_db


def claimed(document):
    return QueueRow.objects.get(document=document).claimed


def test_a_lease_that_ran_out_is_lent_to_the_next_person(fill, person, lend, let_time_pass, project):
    fill(1)
    ada, ben = person("ada"), person("ben")
    (lent,) = lend(ada)
    assert lend(ben) == []
    let_time_pass(project)
    (again,) = lend(ben)
    assert again.document_id == lent.document_id
    lent.refresh_from_db()
    assert (lent.state, lent.holds_slot, lent.lease_until) == ("lapsed", False, None)
    assert queue.recount(project.id) == []


def test_two_leases_of_one_document_that_run_out_together_give_two_slots_back(
    fill, person, lend, let_time_pass, project
):
    (document,) = fill(1, wants=2)
    for name in ("ada", "ben"):
        assert lend(person(name))
    let_time_pass(project)
    assert queue.reclaim_expired(project.id) == [document.id, document.id]
    assert claimed(document) == 0
    assert queue.recount(project.id) == []


def test_a_lease_in_time_is_not_reclaimed(fill, person, lend, project):
    fill(1)
    lend(person("ada"))
    assert queue.reclaim_expired(project.id) == []


def test_what_was_answered_or_reserved_is_never_reclaimed(
    fill, person, lend, save, assign, let_time_pass, project
):
    first, second = fill(2)
    ada = person("ada")
    assign(ada, first)
    for standing in lend(ada, 2):
        if standing.document_id == second.id:
            save(ada, standing)
    Standing.objects.update(lease_until=timezone.now() - timedelta(hours=1))
    assert queue.reclaim_expired(project.id) == []
    assert claimed(first) == claimed(second) == 1


def test_a_release_gives_back_own_leases_only(fill, person, lend, give_back, project):
    fill(3)
    ada, ben = person("ada"), person("ben")
    own, others = lend(ada), lend(ben)
    assert give_back(ada, own + others) == [own[0].document_id]
    others[0].refresh_from_db()
    assert others[0].state == "leased"
    assert queue.recount(project.id) == []


def test_a_released_document_may_come_back_to_the_same_person_with_its_draft(
    fill, person, lend, give_back, project
):
    fill(1)
    ada = person("ada")
    (lent,) = lend(ada)
    Standing.objects.filter(id=lent.id).update(draft={"responses": []})
    give_back(ada, [lent])
    (again,) = lend(ada)
    assert (again.id, again.draft) == (lent.id, {"responses": []})


def test_a_renewal_lasts_longer_for_the_document_on_the_screen(fill, person, lend, project):
    fill(2)
    ada = person("ada")
    on_screen, ahead = lend(ada, 2)
    documents = [on_screen.document_id, ahead.document_id]
    assert queue.renew(project.id, ada.user_id, documents, current=on_screen.document_id) == []
    on_screen.refresh_from_db()
    ahead.refresh_from_db()
    assert on_screen.lease_until - ahead.lease_until > timedelta(minutes=5)


def test_a_renewal_tells_what_was_lost(fill, person, lend, let_time_pass, project):
    fill(1)
    ada, ben = person("ada"), person("ben")
    (lent,) = lend(ada)
    let_time_pass(project)
    lend(ben)
    assert queue.renew(project.id, ada.user_id, [lent.document_id], current=None) == [lent.document_id]


def test_a_renewal_saves_a_lease_nobody_has_reclaimed_yet(fill, person, lend, let_time_pass, project):
    fill(1)
    ada, ben = person("ada"), person("ben")
    (lent,) = lend(ada)
    let_time_pass(project)
    assert queue.renew(project.id, ada.user_id, [lent.document_id], current=lent.document_id) == []
    assert lend(ben) == []


def test_a_late_answer_counts_while_the_document_wants_one(fill, person, lend, save, let_time_pass, project):
    (document,) = fill(1)
    ada = person("ada")
    (lent,) = lend(ada)
    let_time_pass(project)
    queue.reclaim_expired(project.id)
    assert not save(ada, lent).is_extra
    assert claimed(document) == 1
    assert not FreedSlot.objects.exists()
    assert queue.recount(project.id) == []


def test_a_late_answer_is_kept_as_extra_when_somebody_else_has_the_slot(
    fill, person, lend, save, let_time_pass, project
):
    (document,) = fill(1)
    ada, ben = person("ada"), person("ben")
    (late,) = lend(ada)
    let_time_pass(project)
    (taken,) = lend(ben)
    assert save(ada, late).is_extra
    assert not save(ben, taken).is_extra
    assert claimed(document) == 1
    assert queue.recount(project.id) == []


def test_where_there_is_no_answer_there_is_nothing_to_take_back(fill, person, lend, save):
    fill(1)
    ada = person("ada")
    (lent,) = lend(ada)
    with pytest.raises(Invalid, match="no answer"):
        save(ada, lent, withdraws=True)
    save(ada, lent)
    save(ada, lent, withdraws=True)
    with pytest.raises(Invalid, match="no answer"):
        save(ada, lent, withdraws=True)


def test_taking_back_an_answer_frees_its_slot_for_others(fill, person, lend, save, project):
    (document,) = fill(1)
    ada, ben = person("ada"), person("ben")
    (lent,) = lend(ada)
    save(ada, lent)
    save(ada, lent, withdraws=True)
    assert claimed(document) == 0
    assert lend(ada) == []
    assert [standing.document_id for standing in lend(ben)] == [document.id]
    assert queue.recount(project.id) == []
