import pytest

from booklet.models import Decision
from booklet.services.pages import Edit, make_page
from booklet.services.taking_along import as_files

pytestmark = pytest.mark.django_db


def test_every_page_and_decision_is_in_the_file_in_the_order_of_the_tree(project, rules, expert):
    make_page(project, Edit("Below", "# Head\n\nWords.\n"), expert, parent=rules)
    Decision.objects.create(project=project, number=1, title="On rain", decision="It counts.", author=expert)
    written = as_files(project)["booklet.md"].decode()
    assert (
        written.index("# Rules")
        < written.index("## Below")
        < written.index("### Head")
        < written.index("On rain")
    )


def test_where_nothing_is_written_no_file_travels(project):
    assert as_files(project) == {}
