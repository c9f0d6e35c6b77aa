"""The pages about documents: what they show to whom, and what they refuse with a sentence."""

import pytest
from django.urls import reverse

from annotate import jobs, queue
from annotate.models import Document, Gold, Job, Membership, QueueRow, Standing
from annotate.roles import Role
from annotate.services.documents import NewDocument, add_documents
from annotate.services.holds import withdraw_document
from annotate.services.projects import add_member, create_project
from annotate.services.work import raise_flag
from tests.annotate.answering import says

pytestmark = pytest.mark.django_db
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def sam(client, supervisor):
    client.force_login(supervisor)
    return supervisor


def url(name, project, **more):
    return reverse(f"annotate:{name}", kwargs={"project_slug": project.slug, **more})


def page(client, project, **query):
    return client.get(url("documents", project), query)


def test_the_page_lists_documents_with_what_is_said(client, project, sam, documents, membership, answer):
    says(membership, answer, documents[0], spans=[(0, 3, 0)], takes_slot=True)
    shown = page(client, project).content.decode()
    assert "card-1" in shown
    assert "Ann went to Rome and liked it. 😀" in shown
    assert "fully answered" in shown
    assert "1/1" in shown
    assert "glad" in shown
    assert "Ada" in shown


def test_a_fragment_is_the_table_alone_and_names_its_address(client, project, sam, documents):
    response = client.get(url("documents", project), {"q": "", "state": "open"}, headers=FRAGMENT)
    assert "<html" not in response.content.decode()
    assert response["HX-Push-Url"].endswith("/documents/?state=open")
    assert "HX-Request" in response["Vary"]


def test_back_leads_to_before_a_search_and_not_through_its_letters(client, project, sam, documents):
    typed = {"q": "rom", "state": ""}
    begun = FRAGMENT | {"hx-current-url": f"http://testserver{url('documents', project)}?q=ro"}
    assert client.get(url("documents", project), typed, headers=begun)["HX-Replace-Url"].endswith("?q=rom")
    for before in ("", "?state=open", "?q=ro&state=open", "?q=ro&after=3"):
        there = FRAGMENT | {"hx-current-url": f"http://testserver{url('documents', project)}{before}"}
        response = client.get(url("documents", project), typed, headers=there)
        assert response["HX-Push-Url"].endswith("?q=rom")
        assert "HX-Replace-Url" not in response


def test_the_filters_stand_in_the_address(client, project, sam, documents):
    shown = page(client, project, state="held", meta="a=b").content.decode()
    assert "No document matches" in shown
    assert '<option value="held" selected>' in shown
    assert 'value="a=b"' in shown


@pytest.mark.parametrize(
    "query", [{"state": "nonsense"}, {"author__password__startswith": "p"}, {"after": "x"}, {"before": "-1"}]
)
def test_what_is_no_filter_gets_422_and_a_sentence(client, project, sam, query):
    response = page(client, project, **query)
    assert response.status_code == 422
    assert "notice" in response.content.decode()


def test_a_guess_at_a_password_is_answered_alike(client, project, sam, documents):
    name = "batch__created_by__password__startswith"
    guesses = [page(client, project, **{name: guess}) for guess in ("a", "md5")]
    assert [guess.status_code for guess in guesses] == [422, 422]
    assert without_tokens(guesses[0].content) == without_tokens(guesses[1].content)


def test_an_empty_project_names_the_next_act(client, project, sam):
    assert "Import documents" in page(client, project).content.decode()


def test_the_number_of_queries_does_not_grow_with_the_answers(
    client, project, sam, batch, membership, answer, django_assert_max_num_queries
):
    for document in add_documents(batch, [NewDocument(f"Text {number}") for number in range(12)]):
        says(membership, answer, document)
    with django_assert_max_num_queries(24):
        page(client, project)


def test_who_annotates_blindly_learns_nothing_of_the_others(
    client, project, documents, expert, membership, answer
):
    add_member(project, expert, [Role.EXPERT, Role.ANNOTATOR], by=project.created_by)
    client.force_login(expert)
    before = page(client, project).content
    document = client.get(url("document", project, document_id=documents[0].id)).content
    says(membership, answer, documents[0], takes_slot=True)
    raise_flag(membership, documents[1], "6f1c2c7e-0000-4000-8000-000000000001", "Odd")
    withdraw_document(documents[2], project.created_by)
    after = page(client, project).content
    assert without_tokens(after) == without_tokens(before)
    assert without_tokens(client.get(url("document", project, document_id=documents[0].id)).content) == (
        without_tokens(document)
    )


def without_tokens(html):
    """A page without what differs from one request to the next."""
    return b"\n".join(line for line in html.splitlines() if b"csrf" not in line.lower())


def test_the_count_follows_and_can_be_exact(client, project, sam, documents, monkeypatch):
    monkeypatch.setattr("annotate.documents.finding.MOST_COUNTED", 2)
    counts = url("document-count-list", project)
    assert "2+ documents" in client.get(counts).content.decode()
    assert "Counting" in client.post(counts).content.decode()
    job = Job.objects.get(kind="count_documents")
    jobs.run_due()
    shown = client.get(url("document-count", project, count_id=job.id)).content.decode()
    assert "4 documents" in shown


def test_a_document_shows_all_that_came_of_it(client, project, sam, documents, membership, answer):
    says(membership, answer, documents[2], tone_label=1, spans=[(0, 3, 0)])
    says(membership, answer, documents[2], tone_label=0, spans=[(10, 23, 1)])
    raise_flag(membership, documents[2], "6f1c2c7e-0000-4000-8000-000000000001", "Is this <b>German</b>?")
    shown = client.get(url("document", project, document_id=documents[2].id)).content.decode()
    assert "1 earlier answer" in shown
    assert "“never again”" in shown
    assert "Is this &lt;b&gt;German&lt;/b&gt;?" in shown
    assert "\\r\\nThen she left." in shown, "the text comes as JSON: parsed HTML would lose its CR"
    assert "Ada: answered" in shown


def test_the_neighbours_of_a_conversation_are_linked(client, project, sam, batch):
    turns = add_documents(batch, [NewDocument(f"Turn {n}", group="call-1", position=n) for n in range(30)])
    shown = client.get(url("document", project, document_id=turns[15].id)).content.decode()
    assert url("document", project, document_id=turns[16].id) in shown
    assert "Turn 5" in shown
    assert "Turn 28" not in shown


def test_a_conversation_is_shown_turn_by_turn_with_who_speaks_and_when(client, project, sam, batch):
    told = [
        {"start": 0, "end": 6, "speaker": "Ann <3", "time": "09:30"},
        {"start": 7, "end": 10, "speaker": "Bob"},
    ]
    [call] = add_documents(batch, [NewDocument("Hello.\nHi.", metadata={"turns": told, "line": "busy"})])
    shown = client.get(url("document", project, document_id=call.id)).content.decode()
    assert 'aria-label="Ann &lt;3, 09:30"' in shown
    assert 'data-speaker="Bob"></span><div class="text-block" dir="auto">Hi.</div>' in shown
    assert ("busy" in shown, '<dt dir="auto">turns</dt>' in shown) == (True, False)
    assert '"turns": [{"start": 0, "end": 6, "speaker": "Ann \\u003C3", "time": "09:30"}' in shown


def test_turns_that_are_not_sound_are_told_with_the_metadata_and_the_text_is_plain(
    client, project, sam, batch
):
    told = [{"start": 0, "end": 99, "speaker": "Ann"}]
    [call] = add_documents(batch, [NewDocument("Hello.\nHi.", metadata={"turns": told})])
    shown = client.get(url("document", project, document_id=call.id)).content.decode()
    assert ('"turns": []' in shown, '<dt dir="auto">turns</dt>' in shown) == (True, True)


def test_an_answer_is_made_gold_returned_and_a_flag_resolved(
    client, project, sam, documents, membership, answer
):
    annotation = says(membership, answer, documents[0])
    flag = raise_flag(membership, documents[0], "6f1c2c7e-0000-4000-8000-000000000001", "Odd")
    here = {"document_id": documents[0].id}
    client.post(url("gold-list", project, **here), {"annotation": annotation.id})
    assert Gold.objects.count() == 2
    client.post(url("flag-resolution-list", project, **here, flag_id=flag.id))
    flag.refresh_from_db()
    assert flag.resolved_by == sam
    client.post(url("return-list", project, **here), {"annotator": membership.user_id, "note": "Look again"})
    assert Standing.objects.get(document=documents[0]).state == "returned"


def test_an_answer_to_another_document_cannot_be_made_gold_here(
    client, project, sam, documents, membership, answer
):
    annotation = says(membership, answer, documents[0])
    elsewhere = url("gold-list", project, document_id=documents[1].id)
    assert client.post(elsewhere, {"annotation": annotation.id}).status_code == 404
    assert client.post(elsewhere).status_code == 422
    assert not Gold.objects.exists()


def test_ticked_documents_are_assigned_and_the_filters_kept(client, project, sam, documents, annotator):
    response = client.post(
        url("assignment-list", project),
        {"document": [documents[0].id, documents[1].id], "taker": annotator.id, "filters": "state=open"},
        follow=True,
    )
    assert response.redirect_chain == [(f"{url('documents', project)}?state=open", 302)]
    assert "2 documents are assigned to Ada." in response.content.decode()
    assert queue.recount(project.id) == []


def test_a_ticked_document_of_another_project_is_404_and_nothing_is_assigned(
    client, project, sam, documents, annotator
):
    other = create_project(sam, "Other")
    foreign = add_documents(other.batches.create(name="b", created_by=sam), [NewDocument("Elsewhere")])
    response = client.post(
        url("assignment-list", project), {"document": [documents[0].id, foreign[0].id], "taker": annotator.id}
    )
    assert response.status_code == 404
    assert not Standing.objects.exists()


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"person": "x"},
        {"part": "number", "number": "0"},
        {"part": "percent", "percent": "101"},
        {"answers": "2"},
        {"filters": "nonsense=1"},
    ],
)
def test_a_form_that_makes_no_sense_starts_no_job(client, project, sam, documents, annotator, form):
    filled = {"person": annotator.id, "part": "all"} | form if form else {}
    response = client.post(url("assignment-job-list", project), filled)
    assert response.status_code == 422
    assert not Job.objects.exists()


def test_all_that_match_are_assigned_and_taken_back_by_jobs(client, project, sam, documents, annotator):
    form = {"person": annotator.id, f"share-{annotator.id}": "3", "part": "number", "number": "3"}
    client.post(url("assignment-job-list", project), form)
    jobs.run_due()
    assert Standing.objects.filter(annotator=annotator, state="assigned").count() == 3
    shown = client.get(url("assignment-list", project)).content.decode()
    assert "Move documents of Ada" in shown
    client.post(url("assignment-ending-list", project, annotator_id=annotator.id))
    jobs.run_due()
    assert not QueueRow.objects.filter(claimed__gt=0).exists()


def test_one_document_is_handed_over_from_its_page(
    client, project, sam, documents, annotator, second_annotator
):
    client.post(url("assignment-list", project), {"document": documents[0].id, "taker": annotator.id})
    response = client.post(
        url("assignment-ending-list", project, annotator_id=annotator.id),
        {"document": documents[0].id, "taker": second_annotator.id, "back_to": documents[0].id},
    )
    assert response["Location"] == url("document", project, document_id=documents[0].id)
    assert Standing.objects.get(annotator=second_annotator).state == "assigned"


def test_an_export_is_asked_for_and_listed(
    client, project, sam, documents, django_capture_on_commit_callbacks
):
    exports = url("export-list", project)
    assert "Nobody has answered a document yet" in client.get(exports).content.decode()
    assert client.post(exports, {"contents": "answers", "form": "csv"}).status_code == 302
    assert "Answers, one record each, CSV" in client.get(exports).content.decode()
    assert client.post(exports, {"contents": "everything", "form": "csv"}).status_code == 422


def test_an_expert_reads_and_decides_nothing(client, project, expert, documents):
    client.force_login(expert)
    shown = client.get(url("document", project, document_id=documents[0].id)).content.decode()
    assert "Withdraw it" not in shown
    assert client.post(url("withdrawal-list", project, document_id=documents[0].id)).status_code == 403
    assert not Document.objects.filter(withdrawn_at__isnull=False).exists()
    assert Membership.objects.get(user=expert).has(Role.EXPERT)
