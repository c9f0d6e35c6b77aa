"""What is kept of a booklet is what it is now, whoever changed it and by whichever way."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotate.models import Label
from annotate.services.projects import create_project
from booklet.models import Page
from booklet.services.outlines import outline_of
from booklet.services.pages import Edit, bring_back, make_page, move_page, retire_page, save_page
from booklet.templatetags.outline import outline_links

pytestmark = pytest.mark.django_db


def titles(project):
    return [branch.page.title for branch in outline_of(project).branches]


def test_it_is_read_once_until_something_changes(project, rules, glad_page):
    assert outline_of(project) is outline_of(project)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        outline_of(project)
    assert len(queries) == 1


def test_a_page_that_is_made_renamed_moved_retired_or_back_is_there_at_once(project, rules, expert):
    assert titles(project) == ["Rules"]
    below = make_page(project, Edit("Prices", ""), expert)
    assert titles(project) == ["Rules", "Prices"]
    save_page(rules, Edit("House rules", "", 1), expert)
    assert titles(project) == ["House rules", "Prices"]
    move_page(below, None, 0, expert)
    assert titles(project) == ["Prices", "House rules"]
    move_page(below, rules, 0, expert)
    assert titles(project) == ["House rules"]
    retire_page(below, expert)
    assert not outline_of(project).branches[0].below
    bring_back(below, expert)
    assert outline_of(project).branches[0].below[0].page.id == below.id


def test_what_was_and_is_so_again_is_what_it_is(project, rules, expert):
    before = outline_of(project)
    below = make_page(project, Edit("Prices", ""), expert)
    outline_of(project)
    retire_page(below, expert)
    assert outline_of(project) is before


def test_a_label_that_gets_another_colour_shows_it(project, glad_page, glad):
    Label.objects.filter(id=glad.id).update(slot=7)
    assert 'data-slot="7"' in outline_links(outline_of(project), None)


def test_a_title_is_text(project, expert):
    make_page(project, Edit("<b>Prices</b>", ""), expert)
    assert "&lt;b&gt;Prices" in outline_links(outline_of(project), None)


def test_only_the_open_page_is_marked(project, rules, glad_page):
    links = outline_links(outline_of(project), rules)
    assert links.count("aria-current") == 1
    assert f'/pages/{rules.id}/" aria-current="page">Rules</a>' in links
    assert "aria-current" not in outline_links(outline_of(project), None)


def test_a_glossary_explains_what_it_says_now(project, expert):
    page = make_page(project, Edit("Glossary", "**lead**: a buyer"), expert, kind=Page.Kind.GLOSSARY)
    assert [term.meaning for term in outline_of(project).glossary.terms] == ["a buyer"]
    save_page(page, Edit("Glossary", "**lead**: a metal", 1), expert)
    assert [term.meaning for term in outline_of(project).glossary.terms] == ["a metal"]


def test_projects_share_no_outline(project, rules, owner):
    assert not outline_of(create_project(owner, "Letters")).branches
