"""A change of the scheme on its pages: chosen, looked at, applied, taken back."""

import pytest
from django.urls import reverse

from annotate import jobs
from annotate.services.publishing import publish_schema
from booklet.models import Decision, SchemeChange
from tests.annotate.answering import says
from tests.conftest import TONE
from weaklabels.matching import forms
from weaklabels.matching.definitions import Keywords, Rule
from weaklabels.services.functions import Wish, make_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def merge(project, glad):
    cross = project.questions.get(name="Tone").labels.get(name="cross")
    return {"act": "merge", "labels": [glad.id], "into": cross.id, "schema": project.schema_id}


@pytest.fixture
def rule(project, glad, expert):
    definition = forms.write(Rule(0, Keywords(("Rome",))))
    return make_rule(glad.question, Wish("Rome is glad", definition, glad.id), expert)


def at(name, project, *more):
    return reverse(f"booklet:{name}", args=[project.slug, *more])


def test_the_preview_counts_what_is_touched_and_changes_nothing(
    client, project, owner, membership, documents, answer, merge, glad_page, rule
):
    says(membership, answer, documents[0])
    client.force_login(owner)
    page = client.get(at("scheme-preview", project), merge).content.decode()
    assert "“glad” merged into “cross”" in page
    assert "Are written anew with the label that stays" in page
    assert reverse("weaklabels:rule", args=[project.slug, rule.id]) in page
    assert reverse("booklet:page", args=[project.slug, glad_page.id]) in page
    assert "no annotator&#x27;s time" in page or "no annotator's time" in page
    assert project.schemas.count() == 1


def test_the_change_is_one_decision_with_its_rules_and_can_be_taken_back(
    client, project, owner, membership, documents, answer, merge, rule
):
    says(membership, answer, documents[0])
    client.force_login(owner)
    answered = client.post(at("scheme-changes", project), {**merge, "reason": "Nobody tells them apart."})
    change = SchemeChange.objects.get()
    assert answered["Location"] == at("scheme-change", project, change.id)
    made = Decision.objects.get()
    assert made.context == "Nobody tells them apart."
    assert "- Answers (1): Are written anew" in made.consequences
    assert "- Rules (1): Say the label that stays" in made.consequences
    assert rule.newest.label_id == merge["into"], "the rule follows in the same step"
    jobs.run_due("rewrite_answers")
    page = client.get(at("scheme-change", project, change.id)).content.decode()
    assert "Take it back" in page
    assert "still to be written anew" not in page
    back = client.post(at("scheme-undoings", project, change.id), {"reason": "It was wrong."})
    assert back["Location"] == at("scheme-change", project, SchemeChange.objects.first().id)
    assert rule.newest.label_id == merge["labels"][0]
    again = client.post(at("scheme-undoings", project, change.id), {"reason": "Again."})
    assert again.status_code == 409
    assert "being carried out" in again.content.decode()
    listed = client.get(at("scheme", project)).content.decode()
    assert "taken back" in listed
    assert listed.count("Taken back: ") == 1


def test_what_a_cancelled_job_left_is_shown_and_can_be_done(
    client, project, owner, membership, documents, answer, merge
):
    says(membership, answer, documents[0])
    client.force_login(owner)
    client.post(at("scheme-changes", project), {**merge, "reason": "Alike."})
    change = SchemeChange.objects.get()
    jobs.cancel(project.jobs.get(kind="rewrite_answers"))
    page = client.get(at("scheme-change", project, change.id)).content.decode()
    assert "On 1 document an answer is still to be written anew." in page
    client.post(at("scheme-resumptions", project, change.id))
    jobs.run_due("rewrite_answers")
    page = client.get(at("scheme-change", project, change.id)).content.decode()
    assert "still to be written anew" not in page


def test_who_published_meanwhile_is_shown_with_both(client, project, owner, supervisor, merge):
    tone, names = project.schema.questions
    publish_schema(project, [{**tone, "name": "Mood"}, names], supervisor)
    client.force_login(owner)
    refused = client.post(at("scheme-changes", project), {**merge, "reason": "Alike."})
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Sam published schema 2" in page
    assert "Schema 2, as published" in page
    assert "Alike." in page, "what was typed is kept"
    assert not SchemeChange.objects.exists()


def test_what_makes_no_sense_leads_back_to_the_choice(client, project, owner, expert, merge):
    client.force_login(expert)
    wrong = client.get(at("scheme-preview", project), {**merge, "into": merge["labels"][0]})
    assert wrong.status_code == 422
    assert "into itself" in wrong.content.decode()
    assert (
        "An owner of the project can apply it."
        in client.get(at("scheme-preview", project), merge).content.decode()
    )
    client.force_login(owner)
    silent = client.post(at("scheme-changes", project), {**merge, "reason": " "})
    assert silent.status_code == 422
    assert "Say why" in silent.content.decode()


def test_the_questions_lead_to_it(client, project, owner):
    client.force_login(owner)
    page = client.get(reverse("annotate:questions", args=[project.slug])).content.decode()
    assert at("scheme", project) in page


def test_a_label_answers_another_question_with_its_rule_and_page_until_that_is_taken_back(
    client, project, owner, membership, documents, answer, glad, glad_page, rule
):
    says(membership, answer, documents[0])
    mood = {**TONE, "name": "Mood", "required": False, "labels": [{"name": "low"}, {"name": "high"}]}
    publish_schema(project, [*project.schema.questions, mood], owner)
    project.refresh_from_db()
    mood = project.questions.get(name="Mood")
    wish = {"act": "transfer", "labels": [glad.id], "question": mood.id, "schema": project.schema_id}
    client.force_login(owner)
    assert "Answers the question" in client.get(at("scheme", project), {"act": "transfer"}).content.decode()
    page = " ".join(client.get(at("scheme-preview", project), wish).content.decode().split())
    assert "“glad” answers “Mood”" in page
    assert '<th scope="row">Of these</th><td class="number">1</td>' in page
    assert "about" in page, "asking again costs time"
    client.post(at("scheme-changes", project), {**wish, "reason": "It says how, not what."})
    change = SchemeChange.objects.get()
    jobs.run_due("rewrite_answers")
    moved = mood.labels.get(name="glad")
    [made] = project.labeling_functions.living()
    assert (made.name, made.question, made.newest.label) == (rule.name, mood, moved)
    glad_page.refresh_from_db()
    assert glad_page.label == moved
    client.post(at("scheme-undoings", project, change.id), {"reason": "It was wrong."})
    [again] = project.labeling_functions.living()
    assert (again, again.newest.label) == (rule, glad)
    glad_page.refresh_from_db()
    assert glad_page.label == glad
