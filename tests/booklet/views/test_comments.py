"""Comments on a page as members make them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from annotate.models import Membership, Project, User
from booklet.models import Comment

pytestmark = pytest.mark.django_db
XSS = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def at(client, project):
    def ask(name, *args, by, post=None, **query):
        client.force_login(by)
        url = reverse(f"booklet:{name}", args=[project.slug, *args], query=query)
        return client.get(url) if post is None else client.post(url, post)

    return ask


def named(at, by, beginning):
    people = at("named-people", by=by, q=beginning).json()["people"]
    return {one["username"] for one in people}


def words(response):
    return response.content.decode()


def test_an_annotator_comments_and_an_expert_answers_and_resolves(at, rules, annotator, expert):
    answer = at("comments", rules.id, by=annotator, post={"text": "Which?", "quote": "Second line."})
    comment = Comment.objects.get()
    assert answer["Location"].endswith(f"#comment-{comment.id}")
    at("comments", rules.id, by=expert, post={"text": "This one.", "replies_to": comment.id})
    shown = words(at("page", rules.id, by=annotator))
    assert "Which?" in shown
    assert "This one." in shown
    at("comment-resolutions", comment.id, by=expert, post={})
    assert "1 resolved comment" in words(at("page", rules.id, by=annotator))
    at("comment-reopenings", comment.id, by=annotator, post={})
    assert "1 resolved comment" not in words(at("page", rules.id, by=annotator))


def test_a_refused_comment_comes_back_with_what_was_typed(at, rules, annotator):
    answer = at("comments", rules.id, by=annotator, post={"text": "A long thought.", "quote": "Fifth line"})
    assert answer.status_code == 422
    assert "A long thought." in words(answer)
    assert "do not stand on the page" in words(answer)


def test_a_reply_answers_a_comment_of_the_same_page(at, rules, glad_page, annotator):
    at("comments", glad_page.id, by=annotator, post={"text": "There."})
    other = Comment.objects.get()
    assert (
        at("comments", rules.id, by=annotator, post={"text": "Here.", "replies_to": other.id}).status_code
        == 404
    )


def test_a_comment_can_do_no_harm(at, rules, annotator):
    at("comments", rules.id, by=annotator, post={"text": XSS, "quote": "First line."})
    shown = words(at("page", rules.id, by=annotator))
    assert "&lt;script&gt;alert" in shown
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


def test_members_are_offered_by_the_beginning_of_a_name_and_nobody_else(
    at, project, annotator, expert, supervisor, stranger
):
    User.objects.filter(id=expert.id).update(name="Eve <b>Stone</b>")
    assert named(at, annotator, "") == {expert.username, supervisor.username, project.created_by.username}
    assert named(at, annotator, "sto") == set(), "the tag is a part of the word"
    assert named(at, annotator, expert.username[:2].upper()) == {expert.username}
    assert named(at, annotator, "<b>st") == {expert.username}
    assert named(at, annotator, stranger.username) == set()
    assert named(at, annotator, "%") == named(at, annotator, "\0x") == set()
    Membership.objects.filter(user=expert).update(ended_at=timezone.now())
    assert named(at, annotator, expert.username) == set(), "who left is not told either"
    assert named(at, annotator, annotator.username) == set(), "nobody names themselves"


def test_in_a_blind_project_annotators_are_not_told_who_else_annotates(
    at, project, annotator, second_annotator, expert
):
    for is_blind, offered in ((False, {second_annotator.username}), (True, set())):
        Project.objects.update(is_blind=is_blind)
        assert named(at, annotator, second_annotator.username) == offered
    assert named(at, annotator, expert.username) == {expert.username}
    assert named(at, project.created_by, second_annotator.username) == {second_annotator.username}
