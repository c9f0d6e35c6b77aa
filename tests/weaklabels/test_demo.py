"""Does the demo come with rules that are mostly right, and do their figures follow by themselves?"""

import json
import random

import pytest
from django.db import connection

from annotate.jobs import due, run_due
from annotate.models import Choice, Project
from annotate.services.demo import load_demo
from tests.weaklabels.services.test_applying import said
from weaklabels.active.evidence import Verdict
from weaklabels.editing import definition_of, rows_of
from weaklabels.models import Dictionary, LabelingFunction, LabelModelFit, LearningSettings
from weaklabels.services.demo import FOLDER
from weaklabels.services.learning.board import boards_of
from weaklabels.services.learning.due import LEARN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture(scope="module")
def world(made_once):
    """The demo, after the jobs that are due with it."""
    demo = load_demo()
    run_due("apply_rules")
    run_due("fit_label_model")
    return demo.id


@pytest.fixture
def demo(world, db):
    return Project.objects.get(id=world)


def kinds_in(form):
    """Every kind of condition and place in a stored definition."""
    if isinstance(form, dict):
        yield from [form["kind"]] if "kind" in form else []
        for part in form.values():
            yield from kinds_in(part)
    elif isinstance(form, list):
        for part in form:
            yield from kinds_in(part)


def test_ten_rules_of_many_kinds_answer_two_questions(demo):
    rules = LabelingFunction.objects.filter(project=demo)
    assert [rules.filter(question__kind=kind).count() for kind in ("choice", "spans")] == [8, 2]
    kinds = set(kinds_in(json.loads((FOLDER / "rules.json").read_text())))
    assert kinds >= {"keywords", "dictionary", "pattern", "near", "within", "metadata", "all of", "not"}


def test_the_editor_can_show_each_and_would_save_it_unchanged(demo):
    for rule in LabelingFunction.objects.filter(project=demo).select_related("question"):
        definition = rule.newest.definition
        again = definition_of(rows_of(definition), 0, spans=rule.question.kind == "spans")
        assert again == definition, rule.name


def test_loading_it_again_adds_nothing(demo):
    assert load_demo() is None
    assert (LabelingFunction.objects.count(), Dictionary.objects.count()) == (10, 1)


def test_their_figures_follow_by_the_jobs_that_are_due(demo):
    for rule in LabelingFunction.objects.all():
        assert rule.newest.column.seen == demo.documents.count()
        assert rule.newest.column.hits >= 10
    choice = LabelModelFit.objects.get(question__kind="choice")
    assert choice.report["project"]["conflicting"] > 0  # else there is nothing to drill into
    assert LabelModelFit.objects.filter(question__kind="spans").exists()


def test_each_is_right_more_often_than_not_where_somebody_answered(demo):
    """Two people answered some documents; what one of them says is right enough here."""
    people_say = {}
    for document, label in Choice.objects.values_list("response__annotation__document", "label"):
        people_say.setdefault(document, set()).add(label)
    for rule in LabelingFunction.objects.filter(question__kind="choice"):
        verdicts = [
            label in people_say[document] for document, label in said(rule).items() if document in people_say
        ]
        assert sum(verdicts) > len(verdicts) / 2, rule.name


def learned(demo):
    """The boards of what was learned of the answers, by the kind of the question; one compares two orders."""
    due(LEARN, demo.id)
    run_due(LEARN)
    boards = {board.subject.question.kind: board for board in boards_of(demo) if board.run}
    (board,) = [one for one in boards.values() if one.is_compared]
    assert board.judgement.verdict in (Verdict.TOO_EARLY, Verdict.NO_DIFFERENCE)
    assert sum(board.run.counts) == board.run.documents > 80
    return boards


def test_its_verdict_follows_from_its_stored_answers(demo):
    """Shuffled, no answer belongs to its document any more: there is nothing that an order could help to learn."""
    shuffle_answers(demo)
    for question in demo.questions.exclude(kind="choice"):
        LearningSettings.objects.update_or_create(question=question, defaults={"learns": False})
    assert learned(demo).keys() == {"choice"}


def shuffle_answers(project):
    """Each answer gets the label of another; as no service may, and so with triggers at rest."""
    choices = list(Choice.objects.filter(response__question__kind="choice").order_by("id"))
    labels = [choice.label_id for choice in choices]
    random.Random(1).shuffle(labels)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for choice, label in zip(choices, labels, strict=True):
            Choice.objects.filter(id=choice.id).update(label=label)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_its_model_page_rests_on_its_stored_answers(demo):
    boards = learned(demo)
    assert {"choice", "choices", "rating", "spans"} == set(boards)
    for kind in ("choice", "spans"):
        board = boards[kind]
        assert board.run.documents + len(board.truth) == 108, "every answered segment teaches or judges"
    assert boards["choice"].judgement.verdict == Verdict.TOO_EARLY
    assert boards["choice"].judgement.duels == 0, "its documents were given out, not drawn"
