import pytest

from booklet.models import Page
from booklet.services.links import addresses_of, pages_that_link_to
from booklet.services.pages import Edit, make_page, save_page

pytestmark = pytest.mark.django_db


def test_a_link_follows_the_page_it_was_made_for(project, rules, glad_page, expert):
    save_page(rules, Edit("House rules", rules.current.text, 1), expert)
    make_page(project, Edit("Rules", "Of another kind."), expert)
    address = addresses_of(glad_page.current, project)["Rules"]
    assert address.endswith(f"/pages/{rules.id}/")
    glad_page = Page.objects.with_text().get(id=glad_page.id)
    revision = save_page(glad_page, Edit("Glad", "Pleased. See [[Rules]].\n", 1), expert)
    assert addresses_of(revision, project)["Rules"] == address, "an edit elsewhere leaves the link"


def test_a_title_nobody_has_leads_somewhere_once_somebody_takes_it(project, rules, expert):
    revision = save_page(rules, Edit("Rules", "See [[Later]].\n", 1), expert)
    assert addresses_of(revision, project) == {}
    later = make_page(project, Edit("later", ""), expert)
    assert addresses_of(revision, project)["Later"].endswith(f"/pages/{later.id}/")


def test_a_page_knows_what_leads_to_it(rules, glad_page):
    assert list(pages_that_link_to(rules)) == [glad_page]
    assert list(pages_that_link_to(glad_page)) == []
