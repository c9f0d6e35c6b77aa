"""When does a project learn again?"""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotate.models import Job
from annotate.services.projects import close_project
from weaklabels.models import LearningSettings, LearningState
from weaklabels.services.learning import due
from weaklabels.services.learning.due import LEARN, answered, learn_if_enough, learn_what_waits

pytestmark = pytest.mark.django_db


def is_due(project):
    learn_if_enough(project.id)
    return Job.objects.filter(kind=LEARN, state="new").exists()


def test_ten_answers_are_enough(project, letters, answers):
    letters(30)
    answers(9)
    assert not is_due(project)
    answers(1)
    assert is_due(project)


def test_what_was_looked_at_counts_no_more(project, letters, answers, learn):
    letters(40)
    answers(12)
    learn()
    LearningState.objects.update(looked_at=timezone.now())
    assert not is_due(project)


def test_a_question_may_wish_for_more_or_fewer(project, letters, answers, tone):
    letters(30)
    LearningSettings.objects.create(question=tone, answers_a_run=3)
    answers(3)
    assert is_due(project)


def test_where_nothing_may_learn_nothing_is_due(project, letters, answers):
    letters(30)
    for question in project.questions.all():
        LearningSettings.objects.create(question=question, learns=False)
    answers(12)
    assert not is_due(project)


def test_a_closed_project_is_never_due(project, letters, answers, owner):
    letters(30)
    answers(12)
    close_project(project, owner)
    assert not is_due(project)
    assert learn_what_waits() == 0


def test_one_answer_that_has_waited_for_long_is_enough(project, letters, answers):
    letters(30)
    answers(1)
    LearningState.objects.create(project=project, looked_at=timezone.now() - timedelta(minutes=20))
    assert learn_what_waits() == 0
    LearningState.objects.update(looked_at=timezone.now() - timedelta(minutes=31))
    assert learn_what_waits() == 1
    assert Job.objects.filter(kind=LEARN, state="new").count() == 1


def test_what_no_answer_looked_at_is_found_by_the_clock(project, letters, answers):
    letters(30)
    LearningState.objects.create(project=project, looked_at=timezone.now())
    answers(9)
    assert learn_what_waits() == 0
    answers(1)
    assert learn_what_waits() == 1


def test_an_answer_costs_at_most_one_statement_more(
    project, letters, answers, monkeypatch, django_assert_num_queries
):
    letters(30)
    answers(2)
    monkeypatch.setattr(due, "_looked", {})
    monkeypatch.setattr(due, "LOOKS_APART_SECONDS", 3_600)
    with django_assert_num_queries(1):
        answered(project.id)
    with django_assert_num_queries(0):
        answered(project.id)


def test_the_first_answer_after_a_while_looks_again(project, letters, answers, monkeypatch):
    letters(30)
    monkeypatch.setattr(due, "_looked", {})
    monkeypatch.setattr(due, "LOOKS_APART_SECONDS", 3_600)
    answered(project.id)
    answers(10)
    answered(project.id)
    assert not Job.objects.filter(kind=LEARN).exists()
    monkeypatch.setattr(due, "LOOKS_APART_SECONDS", 0)
    answered(project.id)
    assert Job.objects.filter(kind=LEARN, state="new").exists()
