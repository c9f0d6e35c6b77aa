"""What concerns somebody stands in a list of their own, says nothing of a document, and can be switched off."""

import uuid

import pytest
from django.utils import timezone

from annotate.models import Notification
from annotate.services.inquiries import Asked, ask, reply
from annotate.services.notifications import choose_kinds, named_in, notify_of_mentions, unread_count
from annotate.services.returns import return_answer
from booklet.models import Proposal
from booklet.services.comments import Said, comment_on
from booklet.services.decisions import Wish, decide
from booklet.services.pages import Edit, make_page
from booklet.services.proposals import decline, propose_edit
from tests.annotate.answering import says

pytestmark = pytest.mark.django_db
XSS = "<script>alert(1)</script>"


@pytest.fixture
def page(project, expert):
    return make_page(project, Edit("Rules", "First line.\n"), expert)


def kinds(user):
    return [one.kind for one in Notification.objects.of(user).order_by("id")]


def words(response):
    return response.content.decode()


def test_an_asker_is_told_of_the_answer_and_opens_it(client, membership, annotator, supervisor, documents):
    inquiry = ask(membership, documents[0], Asked(uuid.uuid4(), "Is this one glad?"))
    reply(inquiry, "It is not.", supervisor)
    client.force_login(annotator)
    assert ">1<" in words(client.get("/notifications/bell/"))
    shown = words(client.get("/notifications/"))
    assert f"{supervisor} answered your question" in shown
    for secret in ("Is this one glad?", "It is not.", documents[0].text):
        assert secret not in shown
    one = Notification.objects.get()
    to = client.post(f"/notifications/{one.id}/openings/")
    assert to["Location"] == f"/projects/{one.project.slug}/annotate/"
    assert unread_count(annotator) == 0


def test_a_decision_is_told_to_the_members_and_not_to_its_author(
    membership, annotator, second_annotator, supervisor, documents, project
):
    inquiry = ask(membership, documents[0], Asked(uuid.uuid4(), "Glad?"))
    decide(project, Wish("Glad", "It is.", inquiries=[inquiry]), supervisor)
    assert kinds(annotator) == ["answer"], "once is enough"
    assert kinds(second_annotator) == ["decision"]
    assert kinds(supervisor) == []


def test_documents_that_come_back_are_one_line_until_it_is_read(
    membership, documents, annotator, supervisor, answer
):
    for document in documents[:2]:
        says(membership, answer, document)
        return_answer(document, annotator, "Look again.", supervisor)
    assert kinds(annotator) == ["returned"]


def test_who_suggested_an_edit_is_told_what_became_of_it(client, page, annotator, expert):
    proposal = propose_edit(page, Edit("Rules", "Another line.\n", 1, XSS), annotator)
    decline(proposal, "Not now.", expert)
    client.force_login(annotator)
    one = Notification.objects.get()
    assert client.post(f"/notifications/{one.id}/openings/")["Location"].endswith(f"/pages/{page.id}/")
    assert Proposal.objects.get().state == "declined"


def test_a_comment_names_members_and_nobody_else(client, page, annotator, second_annotator, expert, stranger):
    membership = page.project.memberships.get(user=second_annotator)
    membership.ended_at = timezone.now()
    membership.save()
    people = " ".join(f"@{one.username.upper()}" for one in (annotator, second_annotator, expert, stranger))
    comment = comment_on(page, Said(f"{people} @nobody {XSS}"), expert)
    assert list(Notification.objects.values_list("reader", "kind")) == [(annotator.id, "mention")]
    client.force_login(annotator)
    shown = words(client.get("/notifications/"))
    assert "named you in a comment" in shown
    assert "alert(1)" not in shown
    one = Notification.objects.get()
    to = client.post(f"/notifications/{one.id}/openings/")["Location"]
    assert to.endswith(f"/pages/{page.id}/#comment-{comment.id}")


def test_nobody_opens_what_another_is_told(client, page, annotator, second_annotator, expert):
    notify_of_mentions(page.project, f"@{annotator.username}", 1, expert)
    client.force_login(second_annotator)
    assert client.post(f"/notifications/{Notification.objects.get().id}/openings/").status_code == 404
    client.post("/notifications/readings/")
    assert unread_count(annotator) == 1


def test_who_left_the_project_reads_nothing_of_it_any_more(client, page, annotator, expert):
    notify_of_mentions(page.project, f"@{annotator.username}", 1, expert)
    page.project.memberships.filter(user=annotator).update(ended_at=timezone.now())
    client.force_login(annotator)
    assert page.project.name not in words(client.get("/notifications/"))
    assert unread_count(annotator) == 0


def test_a_person_chooses_of_what_to_be_told(client, page, annotator, expert):
    client.force_login(annotator)
    client.post("/notifications/settings/", {"kinds": ["answer", "returned"]})
    notify_of_mentions(page.project, f"@{annotator.username}", 1, expert)
    assert kinds(annotator) == []
    assert client.post("/notifications/settings/", {"kinds": ["gossip"]}).status_code == 422
    choose_kinds(annotator, Notification.Kind.values)
    notify_of_mentions(page.project, f"@{annotator.username}", 1, expert)
    assert kinds(annotator) == ["mention"]


def test_the_bell_costs_one_question_beside_the_session(client, annotator, django_assert_num_queries):
    client.force_login(annotator)
    client.get("/notifications/bell/")
    with django_assert_num_queries(2):  # the session with its user, the count
        client.get("/notifications/bell/")


def test_an_address_or_a_doubled_sign_names_nobody():
    assert named_in("a@b.org @@ada") == set()
