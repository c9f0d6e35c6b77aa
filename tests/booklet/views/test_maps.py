"""What the pages and files of a map tell whom."""

import json

import pytest

from annotate.models import Membership
from booklet.services.maps import save_map

pytestmark = pytest.mark.django_db

ROUTES = ["", "outline/", "history/", "printed/", "picture/"]


@pytest.fixture
def drawn(project, expert, documents):
    eve = Membership.objects.select_related("project").get(project=project, user=expert)
    nodes = [
        {"id": "root", "parent": "", "text": "Postcards <script>"},
        {
            "id": "a",
            "parent": "root",
            "text": "Liking",
            "links": [{"kind": "document", "id": documents[0].id}],
        },
    ]
    return save_map(eve, "concepts", nodes, 0)


def ask(client, user, end):
    client.force_login(user)
    return client.get(f"/projects/postcards/booklet/maps/concepts/{end}")


@pytest.mark.parametrize("end", ROUTES)
def test_an_annotator_reads_no_document_that_a_node_is_linked_to(
    client, drawn, documents, annotator, expert, end
):
    documents[0].refresh_from_db()
    name = documents[0].external_id or f"document {documents[0].id}"
    marks = (f"/documents/{documents[0].id}/", name, '"kind": "document"')
    answer = ask(client, annotator, end)
    assert answer.status_code == 200
    assert not [mark for mark in marks if mark in answer.content.decode()]
    assert "Postcards <script>" not in answer.content.decode()
    if end in ("", "outline/", "history/"):
        assert name in ask(client, expert, end).content.decode()


def test_history_reads_two_maps_however_many_there_are(client, project, drawn, expert, contexts):
    eve = Membership.objects.select_related("project").get(project=project, user=expert)
    for number in range(1, 4):
        nodes = [{"id": "root", "parent": "", "text": f"Cards {number}"}]
        save_map(eve, "concepts", nodes, number)
    answer = ask(client, expert, "history/?from=2&to=3")
    assert all("nodes" in one.get_deferred_fields() for one in answer.context["revisions"])
    assert "<ins>2</ins>" in answer.content.decode()
    assert ask(client, expert, "history/?from=99&to=99").context["after"].number == 4


def test_files_are_downloads_of_their_kind(client, drawn, annotator):
    for end, kind, name in (
        ("picture/", "image/svg+xml", "postcards-concepts.svg"),
        ("outline/", "text/markdown", "postcards-concepts.md"),
    ):
        answer = ask(client, annotator, end)
        assert answer["Content-Type"].startswith(kind)
        assert answer["Content-Disposition"] == f'attachment; filename="{name}"'


def test_an_overlap_is_a_conflict_that_shows_both(client, drawn, supervisor):
    client.force_login(supervisor)

    def save(base, text):
        nodes = [{"id": "root", "parent": "", "text": text}]
        return client.post(
            "/projects/postcards/booklet/maps/concepts/revisions/",
            json.dumps({"base": base, "nodes": nodes}),
            "application/json",
            headers={"accept": "application/json"},
        )

    assert save(1, "Mine").json()["number"] == 2
    refused = save(1, "Theirs")
    assert (refused.status_code, refused.json()["kind"], refused.json()["number"]) == (409, "overlap", 2)
    assert refused.json()["overlaps"] == [
        {"node": "root", "kind": "text", "mine": "Theirs", "theirs": "Mine"}
    ]
    assert save("1", "x").status_code == 422
    assert client.get("/projects/postcards/booklet/maps/other/").status_code == 404
