import pytest

from annotate.models import Standing
from annotate.problems import Invalid
from booklet.services.decisions import Wish, decide
from booklet.services.pages import Edit, save_page
from booklet.services.touched import send_back, touched_by
from tests.annotate.answering import says

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(membership, documents, glad_page, answer):
    """Ada says glad of the first document and cross of the second, with the booklet as it was."""
    membership.project.refresh_from_db()
    said = [
        says(membership, answer, document, tone_label=label) for label, document in enumerate(documents[:2])
    ]
    return [annotation.id for annotation in said]


@pytest.fixture
def decision(project, glad_page, answered, supervisor):
    edit = Edit("Glad", "Only what is said counts.\n", 1)
    return decide(
        project, Wish("Feelings must be said", "Rome is not enough.", page=glad_page, edit=edit), supervisor
    )


def test_answers_with_the_label_under_the_earlier_words_are_touched(decision, answered, documents):
    touched = touched_by(decision)
    assert [one.id for one in touched.answers] == [answered[0]]
    assert touched.count == 1
    assert touched.takes == "1 minute", "less than a minute is said as one"
    [shown] = touched.answers
    assert shown.words == documents[0].text
    assert "text" in shown.document.get_deferred_fields(), "thousands of long ones are not read whole"


def test_what_is_sent_back_waits_for_its_author_with_the_note(decision, answered, annotator, supervisor):
    assert send_back(decision, [answered[0], answered[1], 999_999], "Was it said?", supervisor) == (1, [])
    standing = Standing.objects.get(state="returned")
    assert (standing.annotator, standing.note) == (annotator, "Was it said?")
    assert touched_by(decision).count == 0, "it is on its way back"
    with pytest.raises(Invalid, match="at least one"):
        send_back(decision, [answered[0]], "Was it said?", supervisor)


def test_answers_given_after_it_and_decisions_without_a_page_touch_nothing(
    project, membership, decision, glad_page, documents, answer, supervisor
):
    membership.project.refresh_from_db()
    says(membership, answer, documents[2])
    assert touched_by(decision).count == 1
    assert touched_by(decide(project, Wish("x", "y"), supervisor)) is None
    save_page(glad_page, Edit("Glad", "Again.\n", 2), supervisor)
    assert touched_by(decision).count == 1
