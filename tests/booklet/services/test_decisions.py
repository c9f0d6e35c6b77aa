import uuid

import pytest

from annotate.erasure.documents import erase_document
from annotate.models import Inquiry
from annotate.problems import Invalid
from annotate.services.inquiries import Asked, ask
from booklet.models import Decision, Page
from booklet.services.decisions import Wish, decide
from booklet.services.inbox import alike
from booklet.services.pages import Edit, Overlapping, save_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def inquiry(membership, documents, glad):
    return ask(membership, documents[0], Asked(uuid.uuid4(), "Is liking it glad?", glad.id, 12, 16))


def test_a_decision_answers_the_question_and_changes_the_page_in_one_step(
    project, inquiry, glad_page, expert
):
    edit = Edit("Glad", "Liking counts.\n", 1, changes_meaning=True)
    made = decide(
        project,
        Wish("Liking is glad", "Yes, it counts.", page=glad_page, edit=edit, inquiries=[inquiry]),
        expert,
    )
    assert Inquiry.objects.get(id=inquiry.id).reply == "Yes, it counts."
    assert Page.objects.get(id=glad_page.id).current == made.revision
    assert made.number == 1
    assert list(made.inquiries.all()) == [inquiry]


def test_nothing_is_decided_where_the_page_cannot_be_changed(project, inquiry, glad_page, expert, owner):
    save_page(glad_page, Edit("Glad", "Somebody says they are pleased. See [[Rules]].\n", 1), owner)
    wish = Wish("x", "y", page=glad_page, edit=Edit("Glad", "Nobody is.\n", 1), inquiries=[inquiry])
    with pytest.raises(Overlapping):
        decide(project, wish, expert)
    assert not Decision.objects.exists()
    assert Inquiry.objects.get(id=inquiry.id).answered_at is None


@pytest.mark.parametrize(
    ("title", "decision", "sentence"),
    [("", "x", "A title"), ("x", " ", "what was decided"), ("x", "y" * 10_001, "at most 10000")],
)
def test_a_decision_that_says_nothing_is_refused(project, expert, title, decision, sentence):
    with pytest.raises(Invalid, match=sentence):
        decide(project, Wish(title, decision), expert)


def test_open_questions_about_the_same_label_are_alike(inquiry, membership, documents, glad):
    same = ask(membership, documents[1], Asked(uuid.uuid4(), "And hating?", glad.id))
    ask(membership, documents[1], Asked(uuid.uuid4(), "Something else?"))
    assert [one for one, _asks_same in alike(inquiry)] == [same]


def test_an_erased_document_leaves_no_word_in_a_decision_about_it(project, inquiry, expert):
    wish = Wish("Rome", "“Rome” counts.", f"Asked of {inquiry.quote}", "None.", inquiries=[inquiry])
    made, quote = decide(project, wish, expert), inquiry.quote
    assert quote in made.decision
    erase_document(inquiry.document, expert)
    made = Decision.objects.get(id=made.id)
    words = " ".join([made.title, made.context, made.decision, made.consequences, *made.quotes])
    assert quote not in words
    assert made.decision == "“(erased)” counts."
