"""Publishing: which rows a schema names, and what is refused."""

import pytest

from annotate.models import Label, Question
from annotate.problems import Invalid
from annotate.services.projects import create_project
from annotate.services.publishing import publish_schema
from tests.annotate.every_kind import project_of_every_kind
from tests.conftest import TONE

pytestmark = pytest.mark.django_db


def copy_of(schema):
    return [
        {**question, "labels": [dict(label) for label in question["labels"]]} for question in schema.questions
    ]


def test_a_schema_is_numbered_and_names_its_rows(project):
    assert project.schema.number == 1
    tone = project.schema.questions[0]
    assert Label.objects.get(id=tone["labels"][0]["id"]).name == "glad"
    assert project.events.filter(kind="schema published").count() == 1


def test_a_renamed_label_keeps_its_row(project, owner):
    questions = copy_of(project.schema)
    questions[0]["labels"][0]["name"] = "happy"
    schema = publish_schema(project, questions, owner)
    assert schema.number == 2
    assert schema.questions[0]["labels"][0]["id"] == project.schema.questions[0]["labels"][0]["id"]
    assert Label.objects.get(name="happy").question.name == "Tone"


def test_two_labels_may_swap_names(project, owner):
    questions = copy_of(project.schema)
    one, other = questions[0]["labels"]
    one["name"], other["name"] = other["name"], one["name"]
    publish_schema(project, questions, owner)
    assert Label.objects.get(id=one["id"]).name == "cross"


def test_what_is_left_out_is_retired_and_comes_back_under_its_id(project, owner):
    questions = copy_of(project.schema)
    gone_question, gone_label = questions.pop(1), questions[0]["labels"].pop(0)
    publish_schema(project, questions, owner)
    assert Label.objects.get(id=gone_label["id"]).retired_at
    assert Question.objects.get(id=gone_question["id"]).retired_at
    questions[0]["labels"].append(gone_label)
    publish_schema(project, [*questions, gone_question], owner)
    assert Label.objects.get(id=gone_label["id"]).retired_at is None
    assert Question.objects.get(id=gone_question["id"]).retired_at is None


def test_a_new_label_may_have_the_name_of_a_retired_one(project, owner):
    questions = copy_of(project.schema)
    questions[0]["labels"][0] = {"name": "glad", "key": "1"}
    publish_schema(project, questions, owner)
    assert Label.objects.filter(name="glad").count() == 2


def test_a_question_keeps_its_kind(project, owner):
    questions = copy_of(project.schema)
    questions[0]["kind"] = "choices"
    with pytest.raises(Invalid, match="cannot turn from"):
        publish_schema(project, questions, owner)


@pytest.mark.parametrize("field", ["id", "parent"])
def test_labels_and_questions_of_another_project_are_refused(project, owner, field):
    other = create_project(owner, "Other")
    foreign = publish_schema(other, [TONE], owner).questions[0]
    questions = copy_of(project.schema)
    questions[0]["labels"][0][field] = foreign["labels"][0]["id"]
    with pytest.raises(Invalid, match="is not one of"):
        publish_schema(project, questions, owner)
    with pytest.raises(Invalid, match="is not one of this project"):
        publish_schema(project, [foreign], owner)


def test_what_has_a_flaw_is_not_published(project, owner):
    with pytest.raises(Invalid, match="no labels yet"):
        publish_schema(project, [{"kind": "choice", "name": "Empty", "labels": []}], owner)
    project.refresh_from_db()
    assert project.schema.number == 1


def test_five_hundred_labels_take_few_queries(project, owner, django_assert_max_num_queries):
    labels = [{"name": f"label {number}"} for number in range(500)]
    with django_assert_max_num_queries(30):
        publish_schema(project, [{"kind": "choice", "name": "Many", "labels": labels}], owner)


def test_places_become_ids(owner):
    tone, names, related, reason, heat = project_of_every_kind(owner).schema.questions
    glad, cross, furious = tone["labels"]
    assert (glad["parent"], furious["parent"]) == (None, cross["id"])
    assert Label.objects.get(id=furious["id"]).parent_id == cross["id"]
    assert related["between"] == names["id"]
    assert reason["shown_when"] == {"question": tone["id"], "labels": [cross["id"]]}
    assert heat["scale"]["most_name"] == ""


def test_what_is_published_can_be_published_again_as_it_is(owner):
    project = project_of_every_kind(owner)
    again = publish_schema(project, copy_of(project.schema), owner)
    assert again.questions == project.schema.questions


def test_a_label_moves_to_another_parent_and_back_to_the_top(owner):
    project = project_of_every_kind(owner)
    questions = copy_of(project.schema)
    glad, cross, furious = questions[0]["labels"]
    furious["parent"], glad["parent"] = {"place": 0}, cross["id"]
    publish_schema(project, questions, owner)
    assert list(Label.objects.filter(question=questions[0]["id"]).values_list("parent", flat=True)) == [
        cross["id"],
        None,
        glad["id"],
    ]
    for label in questions[0]["labels"]:
        label["parent"] = None
    publish_schema(project, questions, owner)
    assert not Label.objects.exclude(parent=None).exists()


def test_what_a_question_waits_for_cannot_be_retired_under_it(owner):
    project = project_of_every_kind(owner)
    questions = copy_of(project.schema)
    del questions[0]["labels"][1:]
    with pytest.raises(Invalid, match="waits for a label that is not there"):
        publish_schema(project, questions, owner)
    with pytest.raises(Invalid, match="Say between which words"):
        publish_schema(project, [questions[2]], owner)
