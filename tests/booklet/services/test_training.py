"""Training: new annotators are lent documents once they have passed the project's mark."""

import pytest

from annotate.models import Annotation, Membership
from annotate.problems import Conflict, Invalid
from annotate.services import work
from annotate.services.holds import withdraw_document
from annotate.services.publishing import publish_schema
from booklet.models import Example, TrainingRun
from booklet.services.examples import Shown, make_example
from booklet.services.training import (
    answer,
    ask_all_anew,
    askable,
    begin,
    drawn,
    next_example,
    results_of,
    set_training,
)
from tests.annotate.answering import says as says_at_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def right(glad):
    return [{"question": glad.question_id, "content": {"labels": [glad.id]}}]


@pytest.fixture
def wrong(glad):
    cross = glad.question.labels.get(name="cross")
    return [{"question": glad.question_id, "content": {"labels": [cross.id]}}]


@pytest.fixture
def examples(project, glad_page, documents, right, expert):
    return [
        make_example(project, Shown(glad_page, one, "counts", right, "So."), expert) for one in documents[:3]
    ]


@pytest.fixture
def training(project, examples, supervisor):
    set_training(project, is_on=True, size=2, mark=50, by=supervisor)


def of(project, user):
    return Membership.objects.select_related("project__schema", "user").get(project=project, user=user)


def sit(membership, *says):
    run = begin(membership)
    for said in says:
        answer(run, next_example(run), said)
    run.refresh_from_db()
    return run


def test_it_is_off_by_default(project, examples, annotator):
    assert not of(project, annotator).awaits_training
    assert work.lend(of(project, annotator), 1, [])["documents"]


def test_nobody_new_is_lent_anything_before_they_have_passed(project, training, annotator, right, wrong):
    step = work.lend(of(project, annotator), 1, [])
    assert step["documents"] == []
    assert "answer the training" in step["empty"]["sentence"]
    assert not sit(of(project, annotator), wrong, wrong).has_passed
    assert work.lend(of(project, annotator), 1, [])["documents"] == []
    assert sit(of(project, annotator), wrong, right).has_passed, "half of them is the mark"
    assert work.lend(of(project, annotator), 1, [])["documents"]


def test_who_has_answered_before_goes_on(
    project, documents, membership, annotator, answer, examples, supervisor
):
    says_at_work(membership, answer, documents[3])
    set_training(project, is_on=True, size=2, mark=50, by=supervisor)
    assert not of(project, annotator).awaits_training


def test_after_a_big_change_everybody_is_asked_once_more(project, training, annotator, right, supervisor):
    sit(of(project, annotator), right, right)
    project.refresh_from_db()
    assert ask_all_anew(project, supervisor) == 2, "the owner annotates, too"
    assert of(project, annotator).awaits_training


def test_switched_off_it_keeps_nothing_back(project, training, annotator, supervisor):
    set_training(project, is_on=False, size=2, mark=50, by=supervisor)
    assert work.lend(of(project, annotator), 1, [])["documents"]


def test_what_is_said_there_is_no_annotation(project, training, annotator, right):
    sit(of(project, annotator), right, right)
    assert not Annotation.objects.exists()


def test_an_example_is_asked_once_and_the_first_answer_counts(project, training, annotator, right, wrong):
    run = begin(of(project, annotator))
    example = next_example(run)
    assert not answer(run, example, wrong).is_right
    assert not answer(run, example, right).is_right
    assert begin(of(project, annotator)) == run, "going on is not beginning"


def test_every_question_wants_an_answer(project, training, annotator):
    run = begin(of(project, annotator))
    with pytest.raises(Invalid, match="Answer every question"):
        answer(run, next_example(run), [])


def test_an_example_whose_document_is_withdrawn_is_left_out(project, training, annotator, right, supervisor):
    run = begin(of(project, annotator))
    for example in Example.objects.filter(id__in=run.examples):
        withdraw_document(example.document, supervisor)
    assert next_example(run) is None
    again = begin(of(project, annotator))
    run.refresh_from_db()
    assert (run.has_passed, bool(run.ended_at)) == (False, True), "nothing answered is nothing passed"
    assert again != run


@pytest.mark.parametrize("gone", ["question", "label"])
def test_what_the_questions_of_today_cannot_answer_is_not_asked(
    project, training, annotator, owner, right, wrong, glad, gone
):
    """Nobody could choose what was right: whoever had begun could neither go on nor begin anew."""
    run = begin(of(project, annotator))
    answer(run, next_example(run), right)
    tone, names = project.schema.questions
    mild = {**tone["labels"][0], "id": None, "name": "mild", "key": "7"}
    kept = [{**tone, "labels": [*tone["labels"][1:], mild]}, names] if gone == "label" else [names]
    publish_schema(project, kept, owner)
    run = TrainingRun.objects.get(id=run.id)
    assert next_example(run) is None
    assert askable(of(project, annotator).project) == []
    assert begin(of(project, annotator)).has_passed, "by what they were asked"


def test_settings_that_make_no_sense_are_refused(project, supervisor, examples):
    for size, mark in ((0, 50), (101, 50), (5, 0), (5, 101)):
        with pytest.raises(Invalid, match="1 to 100"):
            set_training(project, is_on=True, size=size, mark=mark, by=supervisor)
    with pytest.raises(Conflict, match="switched off"):
        ask_all_anew(project, supervisor)


def test_without_examples_there_is_nothing_to_pass(project, supervisor):
    with pytest.raises(Invalid, match="no example"):
        set_training(project, is_on=True, size=5, mark=50, by=supervisor)


def test_supervisors_see_how_it_went(project, training, annotator, second_annotator, right, wrong):
    sit(of(project, annotator), right, wrong)
    by_name = {
        str(one.membership.user): (one.right, one.asked, one.run is None) for one in results_of(project)
    }
    assert by_name == {"Ada": (1, 2, False), "Ben": (0, 0, True), "Olga": (0, 0, True)}
    assert TrainingRun.objects.get().annotator == annotator


def test_examples_are_drawn_from_as_many_pages_as_there_are():
    many = [(1, number) for number in range(50)] + [(2, 100), (3, 101)]
    for _ in range(20):
        assert {100, 101} <= set(drawn(many, 3))
        assert len(set(drawn(many, 40))) == 40
