"""The search finds what was written, decided, asked and commented; a question only for who may read it."""

import uuid
from collections import Counter

import pytest

from annotate.models import Membership
from annotate.services.inquiries import Asked, ask, reply
from booklet.services.comments import Said, comment_on
from booklet.services.pages import Edit, make_page
from booklet.services.searching import MOST, search

pytestmark = pytest.mark.django_db


def found(project, user, words):
    membership = Membership.objects.select_related("project", "user").get(project=project, user=user)
    return [(one.kind, one.word) for one in search(membership, words)]


@pytest.fixture
def asked(project, membership, documents, expert):
    inquiry = ask(membership, documents[0], Asked(uuid.uuid4(), "Is a haughty tone glad?"))
    reply(inquiry, "Never: haughtiness is cross.", expert)
    return inquiry


def test_a_comment_is_found_on_its_page(project, rules, membership, expert, annotator):
    comment_on(rules, Said("Which magpies?", "First"), expert)
    assert found(project, annotator, "magp") == [("comment", "magpies")]


def test_many_pages_do_not_push_out_what_was_asked(project, asked, expert):
    for number in range(MOST + 1):
        make_page(project, Edit(f"Tone {number}", "A haughty tone.\n"), expert)
    kinds = Counter(kind for kind, _word in found(project, expert, "haughty"))
    assert kinds == {"page": MOST, "question": 1}


def test_a_question_and_its_answer_are_found_by_who_asked_and_who_answers(
    project, asked, annotator, second_annotator, expert
):
    for user in (annotator, expert):
        assert found(project, user, "haughtiness") == [("question", "haughtiness")]
    assert found(project, second_annotator, "haughty") == []


def test_no_word_finds_nothing(project, asked, expert):
    assert found(project, expert, " !? ") == []
