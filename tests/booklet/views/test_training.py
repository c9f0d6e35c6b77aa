"""The training as annotators take it and supervisors set it."""

import re

import pytest
from django.urls import reverse

from annotate.models import Membership
from annotate.services.documents import NewDocument, add_documents
from annotate.services.holds import withdraw_document
from booklet.services.examples import Shown, make_example
from booklet.services.training import set_training

pytestmark = pytest.mark.django_db
XSS = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def at(client, project):
    def ask(name, *args, by, post=None):
        client.force_login(by)
        url = reverse(f"booklet:{name}", args=[project.slug, *args])
        return client.get(url) if post is None else client.post(url, post)

    return ask


def words(response):
    return response.content.decode()


@pytest.fixture
def example(project, batch, glad_page, glad, expert):
    document = add_documents(batch, [NewDocument(f"Ann likes Rome. {XSS}", external_id="harm")])[0]
    person = project.questions.get(name="Names").labels.get(name="person")
    right = [
        {"question": glad.question_id, "content": {"labels": [glad.id]}},
        {"question": person.question_id, "content": {"spans": [{"start": 0, "end": 3, "label": person.id}]}},
    ]
    return make_example(project, Shown(glad_page, document, "counts", right, f"She likes it. {XSS}"), expert)


def test_an_annotator_answers_reads_why_and_begins_to_work(at, project, example, glad, annotator, supervisor):
    post = {"is_on": "on", "size": "5", "mark": "80"}
    at("training-settings", by=supervisor, post=post)
    assert "80 % of your answers" in words(at("training", by=annotator))
    at("training-runs", by=annotator, post={})
    asked = words(at("training-sitting", by=annotator))
    assert "Ann likes Rome." in asked
    assert "She likes it." not in asked
    assert "selected" not in asked
    assert "checked" not in asked
    mark = re.search(r'name="(mark-[\d-]+)"', asked)[1]
    person = project.questions.get(name="Names").labels.get(name="person")
    said = {"example": example.id, f"choice-{glad.question_id}": glad.id}
    refused = at("training-sitting", by=annotator, post=said)
    assert refused.status_code == 422
    answered = words(at("training-sitting", by=annotator, post=said | {mark: person.id}))
    assert "She likes it." in answered
    assert "You have passed." in answered
    assert Membership.objects.get(user=annotator).trained_at
    assert "1 of 1" in words(at("training", by=supervisor))
    for html in (asked, answered):
        assert "<script>alert" not in html
        assert "<img src=x" not in html


def test_results_of_others_are_the_supervisors(at, project, example, annotator, second_annotator, supervisor):
    set_training(project, is_on=True, size=1, mark=80, by=supervisor)
    assert "Ben" in words(at("training", by=supervisor))
    assert "Ben" not in words(at("training", by=annotator))


def test_everybody_is_asked_anew(at, project, example, annotator, supervisor):
    set_training(project, is_on=True, size=1, mark=80, by=supervisor)
    Membership.objects.filter(user=annotator).update(trained_at="2026-01-01T00:00Z")
    at("training-renewals", by=supervisor, post={})
    assert Membership.objects.get(user=annotator).trained_at is None


def test_the_workbench_leads_to_the_training(client, project, example, annotator, supervisor):
    set_training(project, is_on=True, size=1, mark=80, by=supervisor)
    client.force_login(annotator)
    page = words(client.get(reverse("annotate:workbench", args=[project.slug])))
    assert "answer the training" in page
    assert reverse("booklet:training", args=[project.slug]) in page


def test_who_is_in_a_sitting_goes_on_though_nothing_is_left_to_ask(
    at, project, batch, example, glad, annotator, supervisor
):
    set_training(project, is_on=True, size=2, mark=80, by=supervisor)
    at("training-runs", by=annotator, post={})
    withdraw_document(example.document, supervisor)
    assert "Go on" in words(at("training", by=annotator)), "else it would stay open for ever"


def test_without_a_sitting_there_is_no_question(at, example, annotator):
    assert at("training-sitting", by=annotator).status_code == 302
