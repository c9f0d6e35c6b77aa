import pytest
from django.db import DatabaseError, connection, transaction

from annotate.models import Project
from annotate.problems import Conflict, Invalid
from booklet.models import Page, Revision
from booklet.services.pages import (
    LONGEST_TEXT,
    Edit,
    Overlapping,
    bring_back,
    make_page,
    move_page,
    restore_revision,
    retire_page,
    save_page,
)
from booklet.services.places import MOST_DEEP
from booklet.services.tree import tree_of

pytestmark = pytest.mark.django_db


def edit(page, text, **more):
    return Edit(page.title, text, more.pop("base", page.current.number), **more)


def test_every_saved_revision_raises_the_guideline_version(project, rules, expert):
    before = Project.objects.get(id=project.id).guideline_version
    revision = save_page(rules, edit(rules, "Other words.\n"), expert)
    assert revision.guideline_version == before + 1 == Project.objects.get(id=project.id).guideline_version
    assert save_page(rules, Edit("Rules", "Other words.\n", 2), expert) == revision, (
        "the same again is no revision"
    )


def test_disjoint_edits_of_two_editors_are_merged(rules, expert, owner):
    save_page(rules, edit(rules, "First line, better.\n\nSecond line.\n\nThird line.\n", base=1), expert)
    revision = save_page(rules, Edit("Rules!", "First line.\n\nSecond line.\n\nThird line, too.\n", 1), owner)
    assert revision.text == "First line, better.\n\nSecond line.\n\nThird line, too.\n"
    assert revision.title == "Rules!"


def test_two_titles_are_both_shown(rules, expert, owner):
    save_page(rules, Edit("House rules", rules.current.text, 1), expert)
    with pytest.raises(Overlapping, match="called the page “House rules”") as refused:
        save_page(rules, Edit("Ground rules", rules.current.text, 1), owner)
    assert "between lines" not in refused.value.sentence, "of the text nothing is in dispute"
    save_page(rules, Edit("House rules", "All is other.\n", 2), expert)
    with pytest.raises(Overlapping, match=r"between lines.*called the page “House rules”"):
        save_page(rules, Edit("Ground rules", "All is new.\n", 1), owner)


def test_what_two_editors_make_together_is_a_page_that_can_be(project, expert, owner):
    page = make_page(project, Edit("first and foremost the last", ""), expert)
    save_page(page, Edit(f"{'x' * 70} and foremost the last", "", 1), expert)
    with pytest.raises(Invalid, match="A title has 1 to 120"):
        save_page(page, Edit(f"first and foremost the {'y' * 70}", "", 1), owner)


def test_overlapping_edits_write_nothing_and_show_both(rules, expert, owner):
    save_page(rules, edit(rules, "First of all.\n\nSecond line.\n\nThird line.\n", base=1), expert)
    with pytest.raises(Overlapping, match="changed the same words") as refused:
        save_page(rules, edit(rules, "First, then.\n\nSecond line.\n\nThird line.\n", base=1), owner)
    assert "First of all." in refused.value.text
    assert "First, then." in refused.value.text
    assert Page.objects.get(id=rules.id).current.number == 2
    with pytest.raises(Invalid, match="both versions"):
        save_page(rules, edit(rules, refused.value.text, base=2), owner)


@pytest.mark.parametrize(
    ("title", "text", "sentence"),
    [
        ("", "x", "A title has 1 to 120"),
        ("x" * 121, "x", "A title has 1 to 120"),
        ("a [b]", "x", "no brackets"),
        ("rules", "x", "Another page is called"),
        ("New", "x" * (LONGEST_TEXT + 1), "at most 200000 characters"),
        ("New", "a\0b", "NUL"),
    ],
)
def test_a_page_that_cannot_be_is_refused_with_a_sentence(project, rules, expert, title, text, sentence):
    with pytest.raises(Invalid, match=sentence):
        make_page(project, Edit(title, text), expert)
    assert Page.objects.count() == 1


def test_two_who_describe_a_label_at_once_make_one_page(project, glad_page, glad, expert):
    with pytest.raises(Invalid, match="“glad” has a page already"):
        make_page(project, Edit("Another title", ""), expert, label=glad)


def test_a_restored_revision_is_a_new_one(rules, expert):
    save_page(rules, edit(rules, "Wrong.\n"), expert)
    revision = restore_revision(rules, 1, 2, expert)
    assert (revision.number, revision.restores, revision.changes_meaning) == (3, 1, True)
    assert revision.text.startswith("First line.")
    with pytest.raises(Invalid, match="no revision 9"):
        restore_revision(rules, 9, 3, expert)


def test_a_revision_nobody_saw_is_not_restored_over(rules, expert, owner):
    save_page(rules, edit(rules, "Wrong.\n"), expert)
    save_page(rules, edit(rules, "What the owner wrote while the history stood open.\n", base=2), owner)
    with pytest.raises(Conflict, match="Olga saved revision 3 meanwhile"):
        restore_revision(rules, 1, 2, expert)
    assert Page.objects.get(id=rules.id).current.number == 3


def test_the_database_itself_keeps_what_was_written(rules):
    for statement in ("UPDATE booklet_revision SET text = ''", "DELETE FROM booklet_revision"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)
    assert Revision.objects.get().text.startswith("First")


def test_a_retired_page_leaves_its_children_and_can_come_back(project, rules, expert):
    below = make_page(project, Edit("Below", ""), expert, parent=rules)
    retire_page(rules, expert)
    assert [branch.page for branch in tree_of(project)] == [below]
    with pytest.raises(Conflict, match="retired"):
        save_page(rules, edit(rules, "x"), expert)
    bring_back(rules, expert)
    assert {branch.page for branch in tree_of(project)} == {rules, below}


def test_a_page_cannot_stand_below_itself(project, rules, expert):
    below = make_page(project, Edit("Below", ""), expert, parent=rules)
    with pytest.raises(Invalid, match="below itself"):
        move_page(rules, below, 0, expert)
    move_page(below, None, 0, expert)
    assert [branch.page.title for branch in tree_of(project)] == ["Below", "Rules"]


def test_a_page_takes_those_below_it_no_deeper_than_pages_may_stand(project, rules, expert):
    at = rules
    for level in range(2, MOST_DEEP):
        at = make_page(project, Edit(f"Level {level}", ""), expert, parent=at)
    branch = make_page(project, Edit("Branch", ""), expert)
    leaf = make_page(project, Edit("Leaf", ""), expert, parent=branch)
    with pytest.raises(Invalid, match=f"below “Branch” would come to level {MOST_DEEP + 1}"):
        move_page(branch, at, 0, expert)
    branch.refresh_from_db()
    assert branch.parent is None
    move_page(branch, at.parent, 0, expert)
    leaf.refresh_from_db()
    assert leaf.parent == branch
