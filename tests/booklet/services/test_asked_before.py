"""Beside a text stand decisions and examples about texts like it, for who works on it."""

import pytest

from annotate.models import Membership, Standing
from annotate.services.documents import NewDocument, add_documents
from annotate.services.holds import withdraw_document
from booklet.services.asked_before import asked_before
from booklet.services.decisions import Wish, decide
from booklet.services.examples import Shown, make_example

pytestmark = pytest.mark.django_db
NEAR = "The conductor was friendly when the tram to Bergen came late again."
HERE = "Our tram to Bergen came late, and the conductor shrugged."


@pytest.fixture
def near(project, batch, glad_page, glad, expert, documents):
    right = [{"question": glad.question_id, "content": {"labels": [glad.id]}}]
    for text in (NEAR, "Pancakes with plum jam and nothing else at all."):
        document = add_documents(batch, [NewDocument(text, external_id=text)])[0]
        made = make_example(project, Shown(glad_page, document, "counts", right, "So."), expert)
    decide(
        project,
        Wish("A late tram", "When the conductor is friendly, the tram being late does not count."),
        expert,
    )
    decide(project, Wish("Jam", "Plums count as fruit."), expert)
    return made


@pytest.fixture
def here(project, batch):
    return add_documents(batch, [NewDocument(HERE, external_id="here")])[0]


def of(project, user):
    return Membership.objects.select_related("project__schema", "user").get(project=project, user=user)


def test_the_likest_come_and_what_shares_no_words_does_not(project, near, here, annotator, expert):
    Standing.objects.create(
        project=project, document=here, annotator=annotator, state="leased", stream="control"
    )
    for person in (annotator, expert):
        before = asked_before(of(project, person), here.id)
        assert [one.title for one in before.decisions] == ["A late tram"]
        assert ["".join(words.text for words in one.passage) for one in before.examples] == [NEAR]


def test_of_a_document_one_has_nothing_to_do_with_nothing_is_told(project, near, here, annotator, viewer):
    assert asked_before(of(project, annotator), here.id) is None
    assert asked_before(of(project, viewer), here.id) is None
    assert asked_before(of(project, annotator), 10**9) is None


def test_the_document_is_not_an_example_for_itself(project, near, here, glad_page, glad, expert):
    right = [{"question": glad.question_id, "content": {"labels": [glad.id]}}]
    make_example(project, Shown(glad_page, here, "counts", right, "So."), expert)
    shown = asked_before(of(project, expert), here.id).examples
    assert HERE not in ["".join(words.text for words in one.passage) for one in shown]


def test_a_withdrawn_example_is_not_shown(project, near, here, expert, owner):
    for example in project.examples.all():
        withdraw_document(example.document, owner)
    assert asked_before(of(project, expert), here.id).examples == []


def test_a_text_without_words_has_no_like(project, near, batch, expert):
    short = add_documents(batch, [NewDocument("!?", external_id="short")])[0]
    before = asked_before(of(project, expert), short.id)
    assert (before.decisions, before.examples) == ([], [])
