"""The pages of the data profile: made with a button and after an import, taken along without a word of a text."""

import csv

import pytest

from annotate import jobs
from annotate.files import new_file
from annotate.imports.lifecycle import begin_import, start_check, start_publication
from annotate.imports.options import Options
from annotate.models import DataProfile
from annotate.profile.making import KIND
from annotate.profile.staleness import start_profile
from annotate.services.documents import NewDocument, add_documents

pytestmark = pytest.mark.django_db
PAGE = "/projects/postcards/documents/profile/"


@pytest.fixture
def documents(batch):
    texts = {"a": "Write to ann@example.org, please.", "b": "Wo ist der Bahnhof und wann fährt der Zug?"}
    return add_documents(
        batch, [NewDocument(text, name, {"=1+1": "x"} if name == "a" else {}) for name, text in texts.items()]
    )


def test_it_is_made_with_a_button_and_says_when_it_is_old(client, expert, batch, documents):
    client.force_login(expert)
    assert "No profile yet" in client.get(PAGE).content.decode()
    assert client.post(PAGE)["Location"] == PAGE
    assert "Looking at every document" in client.get(PAGE).content.decode()
    jobs.run_due(KIND)
    shown = client.get(PAGE).content.decode()
    assert "profile/documents/?language=de" in shown
    assert "Make it again" not in shown
    add_documents(batch, [NewDocument("Later.", "c")])
    assert "Make it again" in client.get(PAGE).content.decode()


def test_of_the_pages_about_documents_it_alone_is_the_current_one(client, expert, project, supervisor):
    for user in (expert, supervisor):
        client.force_login(user)
        sections = (
            client.get(PAGE).content.decode().partition('<nav class="sections"')[2].partition("</nav>")[0]
        )
        assert sections.count("aria-current") == 1
        assert f'href="{PAGE}" aria-current="page"' in sections


def test_the_file_holds_counts_and_no_formula(client, project, supervisor, documents):
    client.force_login(supervisor)
    assert client.get(f"{PAGE}figures/").status_code == 409
    start_profile(project, supervisor)
    jobs.run_due(KIND)
    response = client.get(f"{PAGE}figures/")
    assert "ann@" not in response.content.decode()
    rows = {
        (part, figure): count for part, figure, count in csv.reader(response.content.decode().splitlines())
    }
    assert rows["Likely personal data", "E-mail addresses"] == "1"
    assert rows["Language", "German"] == "1"
    assert rows["Without metadata", "'=1+1"] == "1"


def test_a_list_needs_a_figure_there_is(client, supervisor, documents):
    client.force_login(supervisor)
    assert client.get(f"{PAGE}documents/").status_code == 422
    assert client.get(f"{PAGE}documents/", {"near": "1", "after": "x"}).status_code == 422
    assert client.get(f"{PAGE}documents/", {"lacks": "a\x00b"}).status_code == 422
    assert client.get(f"{PAGE}documents/", {"lacks": "never heard of"}).status_code == 200


def test_an_import_makes_it_by_itself(client, project, supervisor, documents):
    """The job is due after the publication; the page of the import leads to what it makes."""
    with new_file(project, "calls.jsonl", supervisor) as out:
        out.write(b'{"id": "1", "text": "One more."}')
    entry = begin_import(project, supervisor, out.stored)
    start_check(entry, Options.from_json(entry.options), supervisor)
    jobs.run_due("check_import")
    entry.refresh_from_db()
    start_publication(entry, supervisor, leave_out_refused=False)
    jobs.run_due("publish_import")
    assert project.jobs.filter(kind=KIND, state="new").exists()
    jobs.run_due(KIND)
    assert DataProfile.objects.get().figures["documents"] == 3
    client.force_login(supervisor)
    page = client.get(f"/projects/postcards/documents/imports/{entry.id}/").content.decode()
    assert PAGE in page
