"""Comments on words of a page survive its edits, and are resolved and opened again by members."""

import pytest

from annotate.problems import Conflict, Invalid
from booklet.services.comments import Said, comment_on, plain_text, reopen, resolve, threads_of
from booklet.services.pages import Edit, retire_page, save_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(rules, annotator):
    return comment_on(rules, Said("Which line?", "Second  line."), annotator)


def test_the_words_are_found_after_an_edit_elsewhere(rules, comment, expert):
    save_page(rules, Edit("Rules", "# New\n\nFirst.\n\nSecond *line*.\n\nThird line.\n", 1), expert)
    rules.refresh_from_db()
    [thread], _resolved = threads_of(rules)
    assert (thread.words, thread.is_lost) == ("Second line.", False)


def test_words_that_are_gone_are_shown_as_they_were(rules, comment, expert):
    save_page(rules, Edit("Rules", "All is new.\n", 1), expert)
    rules.refresh_from_db()
    [thread], _resolved = threads_of(rules)
    assert thread.is_lost
    assert thread.comment.quote == "Second line."


def test_a_comment_is_answered_resolved_and_opened_again(rules, comment, expert):
    comment_on(rules, Said("The second.", replies_to=comment), expert)
    resolve(comment, expert)
    resolve(comment, expert)
    opened, [thread] = threads_of(rules)
    assert (opened, [reply.text for reply in thread.replies]) == ([], ["The second."])
    reopen(comment, expert)
    assert [thread.comment for thread in threads_of(rules)[0]] == [comment]


def test_threads_stand_in_the_order_of_their_words(rules, comment, annotator):
    first = comment_on(rules, Said("And this?", "First line."), annotator)
    whole = comment_on(rules, Said("A good page."), annotator)
    assert [thread.comment for thread in threads_of(rules)[0]] == [first, comment, whole]


@pytest.mark.parametrize(
    ("text", "quote"), [("", "First"), ("x" * 4_001, ""), ("Why?", "Fourth line"), ("a\0", "")]
)
def test_what_makes_no_sense_is_refused(rules, annotator, text, quote):
    with pytest.raises(Invalid):
        comment_on(rules, Said(text, quote), annotator)
    assert not rules.comments.exists()


def test_a_retired_page_takes_no_comments(rules, expert):
    retire_page(rules, expert)
    rules.refresh_from_db()
    with pytest.raises(Conflict, match="retired"):
        comment_on(rules, Said("Why?"), expert)


def test_words_of_examples_can_not_be_quoted():
    assert "example" not in plain_text("One.\n\n{{example: 3}}\n\nTwo.")
