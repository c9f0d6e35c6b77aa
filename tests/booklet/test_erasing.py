"""An erased document leaves none of its words in the booklet, wherever an example or a decision had them."""

import uuid

import pytest
from django.urls import reverse

from annotate import jobs
from annotate.erasure import erase_document
from annotate.models import Document, Membership
from annotate.services.documents import NewDocument, add_documents
from annotate.services.inquiries import Asked, ask
from booklet.models import Example
from booklet.services.decisions import Wish, decide
from booklet.services.examples import Shown, change_example, make_example
from booklet.services.searching import search
from booklet.services.taking_along import as_files
from tests.annotate.erasure.traces import traces

CANARY = "zyxcanary7204"


@pytest.fixture(autouse=True)
def _store(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.mark.django_db(transaction=True)
def test_no_trace_of_the_words_is_left(client, project, batch, membership, glad_page, glad, expert, owner):
    document = add_documents(batch, [NewDocument(f"Call {CANARY} now.", external_id=CANARY)])[0]
    right = [{"question": glad.question_id, "content": {"labels": [glad.id]}}]
    shown = Shown(glad_page, document, "counts", right, f"{CANARY} is a name.", 5, 18)
    made = make_example(project, shown, expert)
    change_example(made, Shown(**(vars(shown) | {"reasoning": f"Still {CANARY}."})), made.id, expert)
    inquiry = ask(membership, document, Asked(uuid.uuid4(), f"What is {CANARY}?", start=5, end=18))
    example = Shown(**(vars(shown) | {"reasoning": f"A name: {CANARY}."}))
    decide(
        project,
        Wish("Names", f"“{CANARY}” is one.", page=glad_page, inquiries=[inquiry], example=example),
        expert,
    )
    assert len(traces(CANARY)) > 5, "the canary is everywhere"
    assert CANARY.encode() in as_files(project)["booklet.md"]

    erase_document(document, owner)
    jobs.run_due()
    assert traces(CANARY) == []
    assert Example.objects.count() == 3, "they stay, without the words"
    assert search(Membership.objects.select_related("project").get(project=project, user=owner), CANARY) == []
    client.force_login(expert)
    for page in (
        reverse("booklet:page", args=[project.slug, glad_page.id]),
        reverse("booklet:examples", args=[project.slug]),
        reverse("booklet:example", args=[project.slug, made.id]),
        reverse("booklet:printed", args=[project.slug]),
    ):
        html = client.get(page).content.decode()
        assert "was erased" in html
        assert CANARY not in html
    assert Document.objects.get(id=document.id).erased_at
