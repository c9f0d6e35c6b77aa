"""What publishing other questions does to the answers given, and returning those it made incomplete."""

import pytest

from annotate import jobs
from annotate.models import Event, Job, Membership, Standing
from annotate.services import asking_again, effects, work
from annotate.services.annotations import parse_submission, save_annotation
from annotate.services.members import end_membership
from annotate.services.publishing import publish_schema
from annotate.services.questions import read_questions

pytestmark = pytest.mark.django_db

TOPIC = {"kind": "choice", "name": "Topic", "labels": [{"name": "weather"}]}


@pytest.fixture
def answers(project, annotator, documents, membership, answer):
    """Three answers of Ada: two glad, one cross; the first also marks a person."""
    step = work.lend(membership, 3, [])
    for number, document in enumerate(step["documents"]):
        spans = [(0, 3, 0)] if number == 0 else []
        body = answer(document, tone_label=int(number == 2), spans=spans)
        save_annotation(membership, project.documents.get(id=document["id"]), parse_submission(body))
    return Standing.objects.filter(state="answered")


def changed(project, *, required=None, without=None, more=()):
    questions = [
        {**question, "labels": [label for label in question["labels"] if label["name"] != without]}
        for question in project.schema.questions
    ]
    if required is not None:
        questions[1]["required"] = required
    return read_questions([*questions, *more])


def test_nothing_is_affected_before_anybody_answered(project):
    effect = effects.effect_of(project, changed(project, more=[TOPIC]))
    assert effect.sentences[-1] == "Nobody has answered yet, so nothing is affected."


def test_a_new_name_or_an_optional_question_leaves_all_answers_complete(project, answers):
    effect = effects.effect_of(project, changed(project, more=[{**TOPIC, "required": False}]))
    assert (effect.answers, effect.incomplete, effect.is_compatible) == (3, 0, True)
    assert effect.sentences == ["The 3 answers given so far fit and stay as they are."]


def test_a_required_question_makes_all_answers_incomplete(project, answers):
    effect = effects.effect_of(project, changed(project, more=[{**TOPIC, "required": True}]))
    assert effect.incomplete == 3
    assert "“Topic” now needs an answer" in effect.sentences[0]
    assert effect.sentences[-1] == "3 of 3 answers would be incomplete."


def test_a_retired_label_counts_the_answers_that_use_it(project, answers):
    effect = effects.effect_of(project, changed(project, without="glad"))
    assert [(label["name"], count) for label, count in effect.retired] == [("glad", 2)]
    assert effect.incomplete == 2
    effect = effects.effect_of(project, changed(project, without="person"))
    assert [(label["name"], count) for label, count in effect.retired] == [("person", 1)]
    assert "1 answer uses it" in effect.sentences[0]


def test_a_dropped_question_leaves_its_answers(project, answers):
    effect = effects.effect_of(project, changed(project)[:1])
    assert effect.is_compatible
    assert "no longer asked" in effect.sentences[0]


def test_incomplete_answers_go_back_to_those_who_gave_them(project, owner, answers, annotator, membership):
    schema = publish_schema(project, changed(project, more=[TOPIC]), owner)
    jobs.start("return_answers", project=project, owner=owner, arguments={"schema": schema.id})
    jobs.run_due()
    assert Job.objects.get().state == Job.State.DONE
    returned = Standing.objects.filter(state="returned", annotator=annotator)
    assert returned.count() == 3
    assert all(standing.holds_slot and "please answer “Topic”" in standing.note for standing in returned)
    assert Event.objects.filter(kind="answer returned").count() == 3
    membership.project.refresh_from_db()
    first = work.lend(membership, 1, [])["documents"][0]
    assert first["state"] == "returned"
    assert first["answer"]


def test_only_answers_with_the_retired_label_go_back(project, owner, answers):
    schema = publish_schema(project, changed(project, without="glad"), owner)
    assert asking_again.return_handful(schema, owner) == 2
    assert asking_again.return_handful(schema, owner) == 0
    notes = Standing.objects.filter(state="returned").values_list("note", flat=True)
    assert all("“glad” is no label any more" in note for note in notes)


def test_nothing_goes_back_to_somebody_who_left(project, owner, answers, annotator):
    end_membership(Membership.objects.get(project=project, user=annotator), owner)
    schema = publish_schema(project, changed(project, more=[TOPIC]), owner)
    assert asking_again.return_handful(schema, owner) == 0


def waiting(project, label, **more):
    """A question asked of those who chose this label of the first question."""
    tone = project.schema.questions[0]
    chosen = next(each["id"] for each in tone["labels"] if each["name"] == label)
    condition = {"question": tone["id"], "labels": [chosen]}
    return {"kind": "text", "name": "Reason", "required": True, "shown_when": condition, **more}


def test_a_question_with_a_condition_makes_only_those_answers_incomplete_that_meet_it(project, answers):
    effect = effects.effect_of(project, changed(project, more=[waiting(project, "glad")]))
    assert effect.incomplete == 2
    effect = effects.effect_of(project, changed(project, more=[waiting(project, "cross")]))
    assert effect.incomplete == 1
    new = {"kind": "choice", "name": "New", "required": False, "labels": [{"name": "a"}]}
    after_new = {
        **waiting(project, "glad"),
        "shown_when": {"question": {"place": 2}, "labels": [{"place": 0}]},
    }
    assert effects.effect_of(project, changed(project, more=[new, after_new])).incomplete == 0


def test_a_label_put_above_others_makes_the_question_theirs_too(project, answers):
    questions = changed(project, more=[waiting(project, "glad")])
    questions[0]["labels"].append(
        {"id": None, "name": "strong", "slot": 1, "key": "", "description": "", "parent": None}
    )
    for label in questions[0]["labels"][:2]:
        label["parent"] = {"place": 2}
    questions[2]["shown_when"]["labels"] = [{"place": 2}]
    assert effects.effect_of(project, questions).incomplete == 3


def test_answers_that_a_wider_condition_reaches_go_back_and_no_others(project, owner, answers):
    publish_schema(project, changed(project, more=[waiting(project, "cross")]), owner)
    project.refresh_from_db()
    assert effects.effect_of(project, project.schema.questions).required == []
    wider = [*project.schema.questions[:2], {**project.schema.questions[2], "shown_when": None}]
    assert effects.effect_of(project, read_questions(wider)).incomplete == 3
    wider[2]["shown_when"] = waiting(project, "glad")["shown_when"]
    schema = publish_schema(project, wider, owner)
    assert asking_again.return_handful(schema, owner) == 2
    assert "please answer “Reason”" in Standing.objects.filter(state="returned").first().note


def test_another_scale_is_told(project, owner, answers):
    heat = {"kind": "rating", "name": "Heat", "required": False}
    publish_schema(project, changed(project, more=[heat]), owner)
    project.refresh_from_db()
    questions = [*project.schema.questions[:2], {**project.schema.questions[2], "scale": {"most": 7}}]
    effect = effects.effect_of(project, read_questions(questions))
    assert effect.sentences[0] == "The scale of “Heat” changes; ratings given so far keep theirs."
    assert effect.is_compatible
