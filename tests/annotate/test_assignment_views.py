"""The pages by which documents are given out: preview, moving, goals, sharing rules."""

import pytest
from django.urls import reverse

from annotate import jobs
from annotate.documents import previewing
from annotate.models import Job, Membership, SharingRule, Standing
from annotate.services.assignments import assign
from annotate.services.plans import Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def sam(client, supervisor):
    client.force_login(supervisor)
    return supervisor


def url(name, project, **more):
    return reverse(f"annotate:{name}", kwargs={"project_slug": project.slug, **more})


def text_of(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def test_the_preview_says_who_would_get_what_and_the_button_does_just_that(
    client, project, sam, documents, annotator, second_annotator
):
    form = {"person": [annotator.id, second_annotator.id], f"share-{annotator.id}": "3", "part": "percent"}
    shown = text_of(client.post(url("assignment-preview-list", project), form | {"percent": "100"}))
    assert '<th scope="row">Ada</th><td class="number">3</td><td class="number">3</td>' in shown
    assert "Assign 4 documents" in shown
    assert f'name="share-{annotator.id}" value="3"' in shown
    assert not Standing.objects.exists()
    assert not Job.objects.exists()


def test_of_very_many_documents_a_job_makes_the_preview(
    client, project, sam, documents, annotator, monkeypatch
):
    monkeypatch.setattr(previewing, "MOST_AT_ONCE", 2)
    shown = text_of(client.post(url("assignment-preview-list", project), {"person": annotator.id}))
    job = Job.objects.get(kind="preview_assignment")
    assert url("assignment-preview", project, preview_id=job.id) in shown
    jobs.run_due()
    shown = text_of(client.get(url("assignment-preview", project, preview_id=job.id)))
    assert "Assign 4 documents" in shown
    assert "hx-trigger" not in shown


def test_where_nothing_is_to_be_had_the_preview_says_why(client, project, sam, documents, annotator):
    assign(project, [document.id for document in documents], Plan({annotator.id: 1}), sam)
    shown = text_of(client.post(url("assignment-preview-list", project), {"person": annotator.id}))
    assert "Passed over: 4 that were answered or skipped by, or assigned to" in shown
    assert "So there is nothing to assign." in shown


def test_ticking_says_what_the_button_would_do(client, project, sam, documents, annotator):
    assign(project, [documents[0].id], Plan({annotator.id: 1}), sam)
    ticked = {"document": [document.id for document in documents[:3]], "taker": annotator.id}
    shown = text_of(client.post(url("assignment-preview-list", project), ticked))
    assert "3 ticked: 2 go to Ada. Not 1 that were answered or skipped" in shown


@pytest.mark.parametrize(
    ("number", "stays"), [("1", 3), ("", 0), ("999", 0)], ids=["some", "all", "more than there are"]
)
def test_some_or_all_are_taken_back_with_one_click(client, project, sam, documents, annotator, number, stays):
    assign(project, [document.id for document in documents], Plan({annotator.id: 1}), sam)
    response = client.post(
        url("assignment-ending-list", project, annotator_id=annotator.id), {"number": number}
    )
    assert response["Location"] == url("assignment-list", project)
    assert Standing.objects.filter(state="assigned").count() == stays
    assert not Job.objects.filter(kind="end_assignments").exists(), "so few are done at once"


def test_what_cannot_be_handed_over_is_said(client, project, sam, documents, annotator, second_annotator):
    assign(project, [document.id for document in documents], Plan({annotator.id: 1}), sam)
    Standing.objects.create(
        project=project, document=documents[0], annotator=second_annotator, state="skipped", stream="control"
    )
    there = url("assignment-ending-list", project, annotator_id=annotator.id)
    shown = text_of(client.post(there, {"taker": second_annotator.id}, follow=True))
    assert "3 documents moved." in shown
    assert "1 stays: the other person has had it before" in shown


def test_goals_are_set_in_one_form_and_shown_to_their_people(
    client, project, sam, annotator, second_annotator
):
    form = {f"goal-a-day-{annotator.id}": "50", f"goal-in-all-{annotator.id}": "", "goal-a-day-987654": "1"}
    shown = text_of(client.post(url("goal-list", project), form, follow=True))
    assert "0 of 50" in shown
    assert Membership.objects.get(user=annotator).goal_a_day == 50
    assert Membership.objects.get(user=second_annotator).goal_a_day is None
    client.force_login(annotator)
    assert "<strong>0</strong> of 50 today" in text_of(client.get("/"))
    client.force_login(second_annotator)
    assert "of 50" not in text_of(client.get("/"))
    client.force_login(sam)
    text_of(client.post(url("goal-list", project), form | {f"goal-a-day-{annotator.id}": "many"}), 422)


RULE = {"name": "Calls", "meta": "channel=phone\r\n", "cap_a_day": "20"}


def test_a_rule_is_made_changed_paused_and_retired(
    client, project, sam, documents, annotator, second_annotator
):
    form = RULE | {"person": annotator.id, "takes_earlier": "on"}
    shown = text_of(client.post(url("sharing-rule-list", project), form, follow=True))
    assert "“Calls” holds from now on." in shown
    assert "channel=phone" in shown
    rule = SharingRule.objects.get()
    assert (rule.meta, rule.cap_a_day, rule.shared_until) == ([["channel", "phone"]], 20, 0)
    here = {"rule_id": rule.id}
    changed = {
        "name": "Everything",
        "person": [annotator.id, second_annotator.id],
        f"share-{annotator.id}": "2",
    }
    client.post(url("sharing-rule", project, **here), changed)
    jobs.run_due()
    assert Standing.objects.filter(state="assigned").count() == 4
    shown = text_of(client.get(url("sharing-rule", project, **here)))
    assert "Everything: 3 to Ada, 1 to Ben." in shown
    for name, state in (("pause", "paused"), ("resumption", "holds"), ("retirement", "retired")):
        shown = text_of(client.post(url(f"rule-{name}-list", project, **here), follow=True))
        assert f"<td>{state}</td>" in shown
    assert client.post(url("sharing-rule", project, **here), changed).status_code == 409


def test_rules_are_applied_on_demand(client, project, sam, documents, annotator):
    response = client.post(url("rule-application-list", project))
    job = Job.objects.get(kind="share_by_rules")
    assert response["Location"] == url("job", project, job_id=job.id)


@pytest.mark.parametrize("wrong", [{"name": ""}, {"person": ""}, {"meta": "channel"}, {"cap_a_day": "0"}])
def test_a_rule_that_makes_no_sense_gets_a_sentence(client, project, sam, annotator, wrong):
    response = client.post(url("sharing-rule-list", project), RULE | {"person": annotator.id} | wrong)
    assert "notice" in text_of(response, 422)
    assert not SharingRule.objects.exists()


@pytest.mark.parametrize("number", ["0", "x", "9" * 12, "000000000001" + "9" * 5_000])
def test_a_number_of_no_end_gets_a_sentence(client, project, sam, documents, annotator, number):
    form = {"person": annotator.id, "part": "number", "number": number}
    text_of(client.post(url("assignment-preview-list", project), form), status=422)
