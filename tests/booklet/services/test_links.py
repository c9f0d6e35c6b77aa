import pytest

from booklet.models import Page
from booklet.services.links import addresses_of, pages_that_link_to
from booklet.services.pages import Edit, make_page, restore_revision, save_page

pytestmark = pytest.mark.django_db


def test_a_link_follows_the_page_it_was_made_for(project, rules, glad_page, expert):
    save_page(rules, Edit("House rules", rules.current.text, 1), expert)
    make_page(project, Edit("Rules", "Of another kind."), expert)
    address = addresses_of(glad_page.current, project)["Rules"]
    assert address.endswith(f"/pages/{rules.id}/")
    glad_page = Page.objects.with_text().get(id=glad_page.id)
    revision = save_page(glad_page, Edit("Glad", "Pleased. See [[Rules]].\n", 1), expert)
    assert addresses_of(revision, project)["Rules"] == address, "an edit elsewhere leaves the link"


def test_a_link_that_comes_back_with_its_revision_leads_where_it_led(project, rules, glad_page, expert):
    address = addresses_of(glad_page.current, project)["Rules"]
    save_page(glad_page, Edit("Glad", "Pleased.\n", 1), expert)
    save_page(rules, Edit("House rules", rules.current.text, 1), expert)
    revision = restore_revision(glad_page, 1, 2, expert)
    assert addresses_of(revision, project) == {"Rules": address}


def test_a_title_nobody_has_leads_somewhere_once_somebody_takes_it(project, rules, expert):
    revision = save_page(rules, Edit("Rules", "See [[Later]].\n", 1), expert)
    assert addresses_of(revision, project) == {}
    later = make_page(project, Edit("later", ""), expert)
    assert addresses_of(revision, project)["Later"].endswith(f"/pages/{later.id}/")


def test_a_link_written_before_its_page_follows_that_page(project, rules, expert):
    """As most links do in a booklet that is brought in: pages come one after the other."""
    revision = save_page(rules, Edit("Rules", "See [[ Too Late/? ]] and [[later on]].\n", 1), expert)
    other = make_page(project, Edit("Other", "Not a link: Too late."), expert)
    late = make_page(project, Edit("Too late/?", ""), expert)
    assert list(pages_that_link_to(late)) == [rules]
    save_page(late, Edit("In time", "", 1), expert)
    assert addresses_of(revision, project)["Too Late/?"].endswith(f"/pages/{late.id}/")
    save_page(other, Edit("Later on", "", 1), expert)
    save_page(other, Edit("Never", "", 2), expert)
    assert addresses_of(revision, project)["later on"].endswith(f"/pages/{other.id}/")


def test_a_page_knows_what_leads_to_it(rules, glad_page):
    assert list(pages_that_link_to(rules)) == [glad_page]
    assert list(pages_that_link_to(glad_page)) == []
