"""From a question to a decision, on the pages."""

import uuid

import pytest
from django.urls import reverse

from annotate.models import Inquiry
from annotate.services.inquiries import Asked, ask
from booklet.models import Decision, Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def inquiry(membership, documents, glad):
    return ask(membership, documents[0], Asked(uuid.uuid4(), "Is liking it glad?", glad.id, 12, 16))


def test_one_form_answers_decides_and_edits_the_page(
    client, project, inquiry, glad_page, expert, membership, documents, glad
):
    other = ask(membership, documents[1], Asked(uuid.uuid4(), "And hating?", glad.id))
    client.force_login(expert)
    url = reverse("booklet:decision-new", args=[project.slug])
    form = client.get(f"{url}?inquiry={inquiry.id}").content.decode()
    assert "Is liking it glad?" in form
    assert "And hating?" in form
    assert "Somebody is pleased." in form
    answer = client.post(
        url,
        {
            "inquiry": inquiry.id, "title": "Liking is glad", "decision": "Yes.", "page": glad_page.id, "base": "1",
            "edits_page": "on", "text": "Liking counts.", "changes_meaning": "on", "also": [other.id],
        },
    )  # fmt: skip
    made = Decision.objects.get()
    assert answer["Location"].endswith(f"/decisions/{made.id}/")
    assert set(Inquiry.objects.values_list("reply", flat=True)) == {"Yes."}
    assert Page.objects.get(id=glad_page.id).current.text == "Liking counts."
    assert "Liking is glad" in client.get(reverse("booklet:decisions", args=[project.slug])).content.decode()
    assert (
        "Liking is glad"
        in client.get(reverse("booklet:page", args=[project.slug, glad_page.id])).content.decode()
    )


def test_what_cannot_be_decided_comes_back_with_all_that_was_typed(client, project, inquiry, expert):
    client.force_login(expert)
    url = reverse("booklet:decision-new", args=[project.slug])
    answer = client.post(
        url, {"inquiry": inquiry.id, "title": "", "decision": "Yes.", "context": "long thoughts"}
    )
    assert answer.status_code == 422
    assert "long thoughts" in answer.content.decode()
    assert not Decision.objects.exists()
