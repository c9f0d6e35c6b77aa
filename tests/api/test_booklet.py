"""The booklet over the API: read by every member, written by experts, and never over an unseen revision."""

import uuid

import pytest

from booklet.api import decisions
from booklet.services import showing
from booklet.services.examples import Shown, make_example
from booklet.services.pages import Edit, make_page
from booklet.text.markdown import render

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def rules(project, owner):
    return make_page(project, Edit("Rules", "First.\n\nSecond.\n\nThird.\n"), owner)


def test_a_page_is_written_read_and_saved_on_top_of_what_was_seen(ada, sam, here, project):
    label = project.schema.questions[0]["labels"][0]["id"]
    at = f"{here}booklet/pages/"
    made = sam("POST", at, {"title": "Glad", "text": "Pleased. ", "label": label}, status=201)
    assert (made["label"], made["kind"], made["revision"], made["text"]) == (label, "label", 1, "Pleased. ")
    assert [one["title"] for one in ada("GET", at)] == ["Glad"]
    change = {"title": "Glad", "text": "Very pleased.", "base": 1, "changes_meaning": True}
    assert sam("PUT", f"{at}{made['id']}/", change)["revision"] == 2
    refused = sam("PUT", f"{at}{made['id']}/", change | {"text": "Not pleased."}, status=409)
    assert refused["kind"] == "overlap"
    assert ada("GET", f"{at}{made['id']}/")["text"] == "Very pleased."
    ada("PUT", f"{at}{made['id']}/", change, status=403)


def test_a_page_for_a_label_that_has_one_is_refused(sam, here, project):
    label = project.schema.questions[0]["labels"][0]["id"]
    body = {"title": "Glad", "text": "", "label": label}
    sam("POST", f"{here}booklet/pages/", body, status=201)
    sam("POST", f"{here}booklet/pages/", body | {"title": "Again"}, status=404)
    sam("POST", f"{here}booklet/pages/", {"title": "Glad", "text": ""}, status=422)


def test_a_decision_answers_open_questions(ada, sam, here, documents):
    [lent] = ada("POST", f"{here}work/leases/", {"want": 1})["documents"]
    body = {"key": str(uuid.uuid4()), "text": "Who is it?"}
    ada("POST", f"{here}work/documents/{lent['id']}/inquiries/", body, status=201)
    [waiting] = sam("GET", f"{here}inquiries/")
    wish = {"title": "Birds", "decision": "A bird counts.", "inquiries": [waiting["id"]]}
    ada("POST", f"{here}booklet/decisions/", wish, status=403)
    assert sam("POST", f"{here}booklet/decisions/", wish, status=201)["number"] == 1
    assert sam("POST", f"{here}booklet/decisions/", wish, status=422)["field"] == "inquiries"
    assert ada("GET", f"{here}work/inquiries/")["inquiries"][0]["reply"] == "A bird counts."
    assert [one["title"] for one in ada("GET", f"{here}booklet/decisions/")] == ["Birds"]


def test_an_example_says_what_the_page_says_and_nothing_of_answers(
    ada, here, project, owner, rules, documents
):
    label = project.schema.questions[0]["labels"][0]["id"]
    says = [{"question": project.schema.questions[0]["id"], "content": {"labels": [label]}}]
    make_example(project, Shown(rules, documents[0], "counts", says, "Look.", 0, 3), owner)
    [shown] = ada("GET", f"{here}booklet/examples/")
    assert shown == {
        "number": 1, "page": rules.id, "kind": "counts", "passage": documents[0].text[:3], "start": 0, "end": 3,
        "says": [{"question": project.schema.questions[0]["id"], "labels": [label]}], "reasoning": "Look.",
    }  # fmt: skip


def test_so_many_examples_are_given_and_no_more_are_read(
    ada, here, project, owner, rules, documents, monkeypatch
):
    """There may be fifty thousand, and each is looked at in a dozen ways."""
    monkeypatch.setattr(decisions, "MOST_EXAMPLES", 2)
    read = []
    monkeypatch.setattr(showing, "render", lambda text: read.append(text) or render(text))
    label = project.schema.questions[0]["labels"][0]["id"]
    says = [{"question": project.schema.questions[0]["id"], "content": {"labels": [label]}}]
    for number, document in enumerate(documents[:3]):
        make_example(project, Shown(rules, document, "counts", says, f"So {number}."), owner)
    shown = ada("GET", f"{here}booklet/examples/")
    assert [one["reasoning"] for one in shown] == ["So 0.", "So 1."]
    assert read == ["So 0.", "So 1."]
