import pytest

from annotate.models import Membership
from booklet.services.pages import Edit, make_page, save_page
from booklet.services.receipts import confirm, known_before, readers_of, unread_by

pytestmark = pytest.mark.django_db


def test_a_changed_meaning_waits_for_each_annotator_until_they_confirm(
    membership, annotator, second_annotator, rules, expert
):
    assert not unread_by(membership).exists(), "a new page is no changed rule"
    save_page(rules, Edit("Rules", "A typo.\n", 1), expert)
    assert not unread_by(membership).exists(), "nor is a change that leaves the meaning"
    revision = save_page(rules, Edit("Rules", "Another rule.\n", 2, changes_meaning=True), expert)
    assert list(unread_by(membership)) == [revision]
    confirm(revision, annotator)
    confirm(revision, annotator)
    assert not unread_by(membership).exists()
    readers = readers_of(rules)
    assert readers.read == [annotator]
    assert second_annotator in readers.waiting
    assert expert not in readers.waiting, "who wrote it has read it"


def test_only_the_newest_change_of_a_page_is_asked_about(membership, rules, expert):
    save_page(rules, Edit("Rules", "Second.\n", 1, changes_meaning=True), expert)
    newest = save_page(rules, Edit("Rules", "Third.\n", 2, changes_meaning=True), expert)
    assert list(unread_by(membership)) == [newest]


def test_what_changed_is_shown_since_the_reader_last_knew_the_page(membership, rules, expert, annotator):
    first = rules.current
    second = save_page(rules, Edit("Rules", "Second.\n", 1, changes_meaning=True), expert)
    third = save_page(rules, Edit("Rules", "Third.\n", 2), expert)
    fourth = save_page(rules, Edit("Rules", "Fourth.\n", 3, changes_meaning=True), expert)
    assert known_before(fourth, membership) == first, "nobody confirms what was never shown"
    confirm(second, annotator)
    assert known_before(fourth, membership) == third


def test_who_joins_later_reads_the_booklet_as_it_is(project, rules, expert, annotator):
    save_page(rules, Edit("Rules", "Second.\n", 1, changes_meaning=True), expert)
    Membership.objects.filter(project=project, user=annotator).update(
        joined_at=rules.project.created_at.replace(year=2200)
    )
    assert not unread_by(Membership.objects.get(project=project, user=annotator)).exists()


def test_a_page_that_never_changed_has_no_readers_to_show(project, expert):
    assert readers_of(make_page(project, Edit("New", ""), expert)) is None
