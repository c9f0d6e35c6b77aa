"""My projects, making one, its settings, its members, its questions: over HTTP."""

import json

import pytest
from django.urls import reverse

from annotate.models import Job, Membership, Project, QueueRow, Standing
from annotate.roles import Role
from annotate.services import sharing
from annotate.services.drafting import draft_of
from annotate.services.projects import add_member, create_project

pytestmark = pytest.mark.django_db

QUESTIONS = [{"kind": "choice", "name": "Tone", "labels": [{"name": "glad"}, {"name": "cross"}]}]


@pytest.fixture
def url(project):
    return lambda name, *arguments: reverse(f"annotate:{name}", args=[project.slug, *arguments])


@pytest.fixture
def as_owner(client, owner):
    client.force_login(owner)
    return client


# My projects


def test_with_no_project_the_page_says_the_next_act(client, stranger):
    client.force_login(stranger)
    assert "Make a project" in client.get("/").content.decode()


def test_my_projects_say_what_waits_for_me(client, annotator, project, documents):
    for document, state in zip(documents, ["returned", "assigned", "leased", "answered"], strict=True):
        Standing.objects.create(
            project=project, document=document, annotator=annotator, state=state, stream="control"
        )
    client.force_login(annotator)
    page = client.get("/").content.decode()
    for words in (
        "<strong>1</strong> returned to you",
        "<strong>1</strong> assigned to you",
        "<strong>1</strong> open",
    ):
        assert words in page
    assert "Continue" in page


def test_many_projects_cost_no_more_queries_than_one(client, stranger, django_assert_num_queries):
    client.force_login(stranger)
    for number in range(5):
        create_project(stranger, f"Project {number}")
    client.get("/")
    # session with user, memberships, standings, today, flags, questions, retired, replies
    with django_assert_num_queries(8):
        client.get("/")


def test_others_projects_are_not_listed(client, stranger, project):
    client.force_login(stranger)
    assert "Postcards" not in client.get("/").content.decode()


# Making a project


def make(client, **fields):
    body = {"name": "Letters", "description": "", "questions": json.dumps(QUESTIONS)} | fields
    return client.post("/projects/new/", body)


def test_a_project_is_made_with_its_questions_published(client, stranger):
    client.force_login(stranger)
    reply = make(client)
    project = Project.objects.get()
    assert reply["Location"] == f"/projects/{project.slug}/"
    assert [label["key"] for label in project.schema.questions[0]["labels"]] == ["1", "2"]
    assert project.memberships.get().user == stranger


def test_a_project_without_questions_leads_to_writing_them(client, stranger):
    client.force_login(stranger)
    assert make(client, questions="[]")["Location"] == "/projects/letters/settings/questions/"
    assert Project.objects.get().schema is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "This field is required"),
        ({"questions": json.dumps([{**QUESTIONS[0], "labels": []}])}, "has no labels yet"),
        ({"questions": "[{"}, "did not arrive whole"),
        ({"questions": json.dumps([{"kind": "poem"}])}, "needs a “kind”"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(client, stranger, fields, sentence):
    client.force_login(stranger)
    reply = make(client, **fields)
    assert reply.status_code == 422
    assert sentence in reply.content.decode()
    assert not Project.objects.exists()


# General settings


def test_name_and_description_are_changed(as_owner, url, project):
    as_owner.post(url("settings"), {"name": "Cards", "description": "From holidays."})
    project.refresh_from_db()
    assert (project.name, project.description) == ("Cards", "From holidays.")


def test_an_empty_name_is_refused(as_owner, url, project):
    assert as_owner.post(url("settings"), {"name": ""}).status_code == 422
    project.refresh_from_db()
    assert project.name == "Postcards"


def test_a_project_is_closed_and_reopened(as_owner, url, project):
    as_owner.post(url("closure-list"))
    project.refresh_from_db()
    assert project.closed_at
    assert "Reopen the project" in as_owner.get(url("settings")).content.decode()
    as_owner.post(url("reopening-list"))
    project.refresh_from_db()
    assert project.is_open


def test_a_project_is_retired_once_its_name_is_typed_and_can_be_restored(as_owner, url, project):
    reply = as_owner.post(url("retirement-list"), {"name": "Something else"})
    assert (reply.status_code, "Nothing was changed" in reply.content.decode()) == (422, True)
    assert as_owner.post(url("retirement-list"), {"name": "Postcards"}).status_code == 302
    assert as_owner.get(url("settings")).status_code == 404
    assert "1 retired project" in as_owner.get("/").content.decode()
    as_owner.post(url("restoration-list"))
    assert as_owner.get(url("settings")).status_code == 200


# Answers wanted

WISH = {
    "wants": 1,
    "overlap_percent": "50",
    "overlap_wants": 3,
    "seconds_per_answer": "9",
    "suggestions_hidden_percent": 25,
}


def test_the_documents_want_what_is_saved(as_owner, url, project, documents):
    QueueRow.objects.update(overlap_key=9_999)
    QueueRow.objects.filter(document=documents[0]).update(overlap_key=0)
    assert as_owner.post(url("answers-wanted"), WISH).status_code == 302
    assert list(QueueRow.objects.order_by("document").values_list("wants", flat=True)) == [3, 1, 1, 1]
    project.refresh_from_db()
    assert (project.shows_suggestions, project.seconds_per_answer) == (False, 9.0)
    assert project.suggestions_hidden_percent == 25


def test_the_shares_of_checks_are_saved_and_left_out_they_stay(as_owner, url, project, documents):
    as_owner.post(url("answers-wanted"), WISH | {"gold_check_percent": "5", "repeat_percent": "3"})
    as_owner.post(url("answers-wanted"), WISH)
    project.refresh_from_db()
    assert (project.gold_check_percent, project.repeat_percent) == (5, 3)


def test_very_many_documents_are_left_to_a_job_that_the_page_shows(
    as_owner, url, project, documents, monkeypatch
):
    monkeypatch.setattr(sharing, "AT_ONCE", 2)
    as_owner.post(url("answers-wanted"), WISH)
    assert Job.objects.get().kind == "share_out"
    assert "It is waiting to begin" in as_owner.get(url("answers-wanted")).content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"overlap_wants": 1, "wants": 2}, "at least as many answers as the others: 2"),
        ({"wants": 0}, "greater than or equal to 1"),
        ({"wants": 61, "overlap_wants": 61}, "less than or equal to 60"),
        ({"overlap_percent": "101"}, "less than or equal to 100"),
        ({"seconds_per_answer": "0"}, "more than 0"),
        ({"suggestions_hidden_percent": "101"}, "less than or equal to 100"),
        ({"gold_check_percent": "21"}, "less than or equal to 20"),
        ({"repeat_percent": "-1"}, "greater than or equal to 0"),
    ],
)
def test_a_wish_that_makes_no_sense_is_refused(as_owner, url, project, documents, fields, sentence):
    for reply in (
        as_owner.post(url("answers-wanted"), WISH | fields),
        as_owner.get(url("answers-estimate"), WISH | fields, headers={"HX-Request": "true"}),
    ):
        assert reply.status_code == 422
        assert sentence in reply.content.decode()
    project.refresh_from_db()
    assert project.wants == 1


def test_the_estimate_says_what_a_wish_would_mean_and_saves_nothing(as_owner, url, project, documents):
    reply = as_owner.get(
        url("answers-estimate"), WISH | {"overlap_percent": "100", "seconds_per_answer": "60"}
    )
    assert "12 minutes to finish" in reply.content.decode()  # 4 documents x 3 answers x 60 s
    project.refresh_from_db()
    assert (project.wants, project.overlap_wants) == (1, 2)
    assert set(QueueRow.objects.values_list("wants", flat=True)) == {1}


# Members


def test_an_owner_adds_somebody_of_the_house(as_owner, url, project, stranger):
    as_owner.post(url("members"), {"username": "stan", "roles": ["annotator", "expert"]})
    assert Membership.objects.get(user=stranger).roles == ["annotator", "expert"]


def test_an_unknown_name_is_told_at_its_field(as_owner, url):
    reply = as_owner.post(url("members"), {"username": "nobody", "roles": ["annotator"]})
    assert reply.status_code == 422
    assert "Nobody in this house" in reply.content.decode()


def test_roles_are_changed_and_a_membership_ends(as_owner, url, project, annotator):
    member = Membership.objects.get(user=annotator)
    as_owner.post(url("member", member.id), {"roles": ["expert", "viewer"]})
    member.refresh_from_db()
    assert member.roles == ["expert", "viewer"]
    as_owner.post(url("member-ending", member.id))
    member.refresh_from_db()
    assert member.ended_at
    assert as_owner.post(url("member-ending", member.id)).status_code == 404


@pytest.mark.parametrize(("roles", "status"), [(["king"], 422), ([], 422), (["annotator"], 409)])
def test_roles_that_cannot_be_are_refused(as_owner, url, project, owner, roles, status):
    member = Membership.objects.get(user=owner)
    assert as_owner.post(url("member", member.id), {"roles": roles}).status_code == status
    member.refresh_from_db()
    assert "owner" in member.roles


def test_the_last_owner_cannot_end_their_membership(as_owner, url, owner):
    reply = as_owner.post(url("member-ending", Membership.objects.get(user=owner).id))
    assert reply.status_code == 409
    assert "at least one owner" in reply.content.decode()


def test_an_owner_who_leaves_is_led_to_their_projects(as_owner, url, project, owner, stranger):
    add_member(project, stranger, [Role.OWNER], by=owner)
    reply = as_owner.post(url("member-ending", Membership.objects.get(user=owner).id))
    assert reply["Location"] == "/"


# Questions


def put(client, url, body):
    return client.put(url("schema-draft"), json.dumps(body), content_type="application/json")


def test_a_draft_is_kept_with_its_flaws_told(as_owner, url, project):
    body = {"version": 0, "questions": [{"kind": "choice", "name": "", "labels": []}]}
    kept = put(as_owner, url, body).json()
    assert kept["version"] == 1
    assert kept["has_changes"]
    assert [flaw["field"] for flaw in kept["flaws"]] == ["name", "labels"]
    assert len(kept["retired"]["questions"]) == 2


def test_the_second_of_two_editors_gets_both_versions(as_owner, url, project):
    put(as_owner, url, {"version": 0, "questions": QUESTIONS})
    other = [{**QUESTIONS[0], "name": "Mood"}]
    reply = put(as_owner, url, {"version": 0, "questions": other})
    assert (reply.status_code, reply.json()["kind"]) == (409, "stale")
    assert reply.json()["current"]["questions"][0]["name"] == "Tone"
    assert reply.json()["yours"][0]["name"] == "Mood"
    assert draft_of(project).questions[0]["name"] == "Tone"


@pytest.mark.parametrize("body", [{}, {"version": "1", "questions": []}, {"version": 0, "questions": "x"}])
def test_a_draft_that_is_none_is_refused(as_owner, url, body):
    assert put(as_owner, url, body).status_code == 422


def test_a_draft_is_discarded(as_owner, url, project):
    put(as_owner, url, {"version": 0, "questions": QUESTIONS})
    body = json.dumps({"version": 1})
    now = as_owner.delete(url("schema-draft"), body, content_type="application/json").json()
    assert not now["has_changes"]
    assert now["version"] == 2


def test_what_was_reviewed_is_published(as_owner, url, project):
    questions = draft_of(project).questions
    questions[0]["name"] = "Mood"
    put(as_owner, url, {"version": 0, "questions": questions})
    review = as_owner.get(url("publication-list")).content.decode()
    assert "Publish schema 2" in review
    assert 'name="version" value="1"' in review
    assert as_owner.post(url("publication-list"), {"version": "1"}).status_code == 302
    project.refresh_from_db()
    assert (project.schema.number, project.schema.questions[0]["name"]) == (2, "Mood")
    assert "nothing to publish" in as_owner.get(url("publication-list")).content.decode()


def test_a_draft_changed_since_the_review_is_not_published(as_owner, url, project):
    put(as_owner, url, {"version": 0, "questions": QUESTIONS})
    put(as_owner, url, {"version": 1, "questions": QUESTIONS})
    assert as_owner.post(url("publication-list"), {"version": "1"}).status_code == 409
    project.refresh_from_db()
    assert project.schema.number == 1


def test_publishing_can_return_the_incomplete_answers(as_owner, url, project):
    put(
        as_owner,
        url,
        {"version": 0, "questions": [*draft_of(project).questions, {**QUESTIONS[0], "name": "Topic"}]},
    )
    flaws = as_owner.get(url("publication-list")).content.decode()
    assert "have the same key" not in flaws
    as_owner.post(url("publication-list"), {"version": "1", "earlier": "return"})
    project.refresh_from_db()
    assert Job.objects.get().arguments == {"schema": project.schema_id}


def test_a_publication_without_a_version_is_refused(as_owner, url):
    assert as_owner.post(url("publication-list")).status_code == 422
