"""Which documents are lent to which tab of one person, and what if a tab is closed or loaded again?"""

import uuid

import pytest

from annotate import queue
from annotate.models import Standing
from annotate.services import work
from annotate.services.returns import return_answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def tab():
    return lambda: queue.Tab(uuid.uuid4())


def documents_of(standings):
    return {standing.document_id for standing in standings}


def test_a_second_tab_is_lent_other_documents(fill, person, lend, tab, project):
    fill(8)
    ada = person("ada")
    first = documents_of(lend(ada, 3, reopen=True, tab=tab()))
    second = documents_of(lend(ada, 3, reopen=True, tab=tab()))
    assert len(first) == len(second) == 3
    assert first.isdisjoint(second)
    assert queue.recount(project.id) == []


def test_what_was_assigned_or_returned_is_on_one_tab_at_a_time(
    fill, person, lend, save, assign, tab, supervisor
):
    returned, assigned = fill(2)
    ada = person("ada")
    (answered,) = lend(ada)
    save(ada, answered)
    return_answer(answered.document, ada.user, "Look again.", supervisor)
    assign(ada, assigned if answered.document_id == returned.id else returned)
    first = tab()
    (one,), (other,) = lend(ada, tab=first), lend(ada, tab=tab())
    assert (one.state, other.state) == ("returned", "assigned")
    assert lend(ada, holding=[one.document_id], tab=first) == []


def test_a_renewal_keeps_an_assigned_document_on_its_tab(
    fill, person, lend, assign, tab, let_time_pass, project
):
    (document,) = fill(1)
    ada = person("ada")
    assign(ada, document)
    first = tab()
    lend(ada, tab=first)
    let_time_pass(project)
    work.renew(ada, [document.id], document.id, first)
    assert lend(ada, tab=tab()) == []


def test_a_page_gets_what_tabs_held_that_are_gone_and_nothing_new(fill, person, lend, tab):
    fill(30)
    ada = person("ada")
    gone, alive, now = tab(), tab(), tab()
    left_behind = documents_of(lend(ada, 3, reopen=True, tab=gone))
    lend(ada, 3, reopen=True, tab=alive)
    came_with_it = documents_of(lend(ada, 2, reopen=True, tab=now))
    knowing = queue.Tab(now.name, beside=(alive.name, now.name))
    assert documents_of(lend(ada, 8, list(came_with_it), reopen=True, tab=knowing)) == left_behind


def test_the_farewell_of_the_page_before_takes_nothing_from_the_page_after(fill, person, lend, tab, project):
    fill(3)
    ada = person("ada")
    before, now = tab(), tab()
    on_screen, *ahead = documents_of(lend(ada, 3, tab=before))
    lend(ada, 10, reopen=True, tab=queue.Tab(now.name, beside=()))
    assert work.give_back(ada, ahead, on_screen, before) == []
    assert set(Standing.objects.filter(state="leased").values_list("tab", flat=True)) == {now.name}
    assert queue.recount(project.id) == []


def test_what_was_on_the_screen_of_a_closed_tab_comes_to_the_next_one_at_once(fill, person, lend, tab):
    fill(3)
    ada = person("ada")
    first = tab()
    on_screen, *ahead = (standing.document_id for standing in lend(ada, 3, tab=first))
    assert set(work.give_back(ada, ahead, on_screen, first)) == set(ahead)
    assert next(iter(lend(ada, 3, reopen=True, tab=tab()))).document_id == on_screen


def test_an_assigned_document_of_a_closed_tab_comes_to_one_that_is_open(fill, person, lend, assign, tab):
    (document,) = fill(1)
    ada = person("ada")
    assign(ada, document)
    first = tab()
    lend(ada, tab=first)
    work.give_back(ada, [document.id], None, first)
    assert documents_of(lend(ada, tab=tab())) == {document.id}


def test_the_leases_of_a_tab_that_died_come_back_when_their_time_is_over(
    fill, person, lend, tab, let_time_pass, project
):
    fill(2)
    ada = person("ada")
    held = documents_of(lend(ada, 2, tab=tab()))
    assert lend(ada, 2, reopen=True, tab=tab()) == []
    let_time_pass(project)
    assert documents_of(lend(ada, 2, tab=tab())) == held


def test_a_second_tab_takes_nothing_from_others_near_the_end(fill, person, lend, tab):
    fill(3)
    ada, ben = person("ada"), person("ben")
    lend(ben, 3, tab=tab())
    assert len(lend(ada, tab=tab())) == 1
    second = tab()
    assert lend(ada, tab=second) == []
    sentence = work.lend(ada, 1, [], tab=second)["empty"]["sentence"]
    assert "open in another tab" in sentence


def test_to_no_tab_in_particular_all_own_leases_are_lent_again(fill, person, lend, tab):
    fill(2)
    ada = person("ada")
    held = documents_of(lend(ada, 2, tab=tab()))
    assert documents_of(lend(ada, 2, reopen=True)) == held
