"""Taking the booklet along, and bringing one in."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from annotate.models import Batch, Event, QueueRow
from annotate.models.queueing import Pool
from annotate.services.documents import NewDocument, add_documents
from annotate.services.projects import create_project
from annotate.services.publishing import publish_schema
from booklet.models import Page
from booklet.services.decisions import Wish, decide
from booklet.services.examples import Shown, make_example
from booklet.services.pages import Edit, save_page
from tests.conftest import NAMES, TEXTS, TONE

pytestmark = pytest.mark.django_db
XSS = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def written(project, rules, glad_page, documents, glad, expert):
    """Two pages, an example and a decision that the pages show."""
    person = project.questions.get(name="Names").labels.get(name="person")
    right = [
        {"question": glad.question_id, "content": {"labels": [glad.id]}},
        {"question": person.question_id, "content": {"spans": [{"start": 0, "end": 3, "label": person.id}]}},
    ]
    made = make_example(
        project, Shown(glad_page, documents[0], "borderline", right, f"She says so. {XSS}"), expert
    )
    decision = decide(project, Wish("On towns", "They count."), expert)
    text = (
        f"See [[Glad]].\n\n{{{{example: {made.number}}}}}\n\n{{{{decision: {decision.number}}}}}\n\n{XSS}\n"
    )
    save_page(rules, Edit("Rules", text, 1), expert)
    return made


@pytest.fixture
def elsewhere(owner):
    """Another project that asks the same of one of the same texts."""
    project = create_project(owner, "Elsewhere", audit_percent=0)
    publish_schema(project, [TONE, NAMES], owner)
    project.refresh_from_db()
    batch = Batch.objects.create(project=project, name="other", created_by=owner)
    add_documents(batch, [NewDocument(TEXTS[0], external_id="one")])
    return project


def take(client, project, by, form):
    client.force_login(by)
    return client.post(reverse("booklet:taken", args=[project.slug]), {"form": form})


def bring(client, project, by, content):
    client.force_login(by)
    file = SimpleUploadedFile("booklet.zip", content)
    return client.post(reverse("booklet:brought", args=[project.slug]), {"file": file}, follow=True)


def test_one_file_holds_all_of_it_and_nothing_that_could_do_harm(client, project, written, expert):
    answer = take(client, project, expert, "html")
    assert answer["Content-Disposition"].startswith("attachment")
    html = answer.content.decode()
    for words in ("Somebody is pleased.", "liked it. 😀", "She says so.", "On towns", "They count."):
        assert words in html
    assert f'href="#page-{Page.objects.get(current__title="Glad").id}"' in html
    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert 'href="/' not in html, "nothing leads back to the server"
    assert Event.objects.get(kind="booklet taken along").detail["documents"] == [written.document_id]


def test_the_whole_can_be_read_and_printed_by_every_member(client, project, written, annotator):
    client.force_login(annotator)
    shown = client.get(reverse("booklet:printed", args=[project.slug])).content.decode()
    assert shown.count("She says so.") == 1
    assert "<script>alert" not in shown


def test_a_folder_comes_into_another_project_with_its_tree_labels_examples_and_decisions(
    client, project, written, expert, elsewhere, owner
):
    decide(elsewhere, Wish("Ours", "First."), owner)
    content = take(client, project, expert, "folder").content
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert {"index.json", "examples.md", "pages/001-rules.md"} <= set(names)
    shown = bring(client, elsewhere, owner, content).content.decode()
    assert "2 pages, 1 examples, 1 decisions" in shown
    pages = {page.title: page for page in elsewhere.pages.with_text()}
    assert pages["Glad"].label.question.project == elsewhere
    assert "{{decision: 2}}" in pages["Rules"].current.text
    made = elsewhere.examples.get()
    assert f"{{{{example: {made.number}}}}}" in pages["Rules"].current.text
    assert (made.page, made.kind, made.reasoning) == (pages["Glad"], "borderline", written.reasoning)
    assert len(made.says) == 2


def test_what_is_there_stays_and_what_cannot_come_is_named(
    client, project, written, expert, elsewhere, owner
):
    content = take(client, project, expert, "folder").content
    bring(client, elsewhere, owner, content)
    again = bring(client, elsewhere, owner, content).content.decode()
    assert "is here already and stays as it is" in again
    assert elsewhere.pages.count() == 2


def test_an_example_of_a_text_that_is_not_there_stays_out(
    client, project, written, expert, elsewhere, owner, glad
):
    other = add_documents(project.batches.get(), [NewDocument("Only here.", external_id="here")])[0]
    right = [{"question": glad.question_id, "content": {"labels": [glad.id]}}]
    make_example(project, Shown(written.page, other, "counts", right, "So."), expert)
    shown = bring(client, elsewhere, owner, take(client, project, expert, "folder").content).content.decode()
    assert "its document is not in this project" in shown
    assert elsewhere.examples.count() == 1


def test_a_page_shows_its_own_example_also_where_one_before_it_is_refused(
    client, project, written, expert, elsewhere, owner, glad, rules
):
    """The first belongs to the audit of the other project: it stays out, and its number with it."""
    (later,) = add_documents(project.batches.get(), [NewDocument("Also there.", external_id="also")])
    right = [{"question": glad.question_id, "content": {"labels": [glad.id]}}]
    second = make_example(project, Shown(written.page, later, "counts", right, "The second."), expert)
    save_page(rules, Edit("Rules", f"{{{{example: {second.number}}}}}\n", 2), expert)
    content = take(client, project, expert, "folder").content
    add_documents(elsewhere.batches.get(), [NewDocument("Also there.", external_id="also")])
    QueueRow.objects.filter(document=elsewhere.documents.first()).update(pool=Pool.AUDIT)
    bring(client, elsewhere, owner, content)
    made = elsewhere.examples.get()
    assert made.reasoning == "The second."
    text = elsewhere.pages.with_text().get(current__title="Rules").current.text
    assert f"{{{{example: {made.number}}}}}" in text


def test_a_file_that_is_no_booklet_is_refused_in_words(client, project, expert):
    answer = bring(client, project, expert, b"no zip")
    assert answer.status_code == 422
    assert "no booklet of Gloss" in answer.content.decode()
    assert not Page.objects.exists()
