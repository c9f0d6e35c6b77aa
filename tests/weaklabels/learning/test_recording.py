"""Does a project that learns for years keep what is needed of its runs, and no more?"""

from itertools import pairwise

import pytest

from annotate.models import Project, QueueRow
from weaklabels.models import ModelRun, PublishedModel
from weaklabels.services.learning.board import board_of
from weaklabels.services.learning.recording import (
    KEPT_WORDS,
    MOST_ON_CURVE,
    forget_old_words,
    newest_run,
    step_of,
)
from weaklabels.services.learning.subjects import subject_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs(letters, answers, learn, tone):
    """So many runs, all alike: runs(45) -> the newest."""

    def runs(count):
        documents = letters(60)
        QueueRow.objects.filter(document__in=documents[:10]).update(pool=1)
        answers(12)
        learn()
        made = newest_run(tone)
        for number in range(2, count + 1):
            made.pk, made.number = None, number
            made.save(force_insert=True)
        return made

    return runs


def speaking():
    return list(ModelRun.objects.exclude(audit=b"").order_by("number").values_list("number", flat=True))


def test_old_runs_off_the_curve_keep_no_words_about_the_audit_share(runs, tone, owner):
    newest = runs(45)
    assert len(speaking()) == 45
    PublishedModel.objects.create(
        project=newest.project,
        question=tone,
        run=ModelRun.objects.get(number=7),
        version=1,
        published_by=owner,
    )
    forget_old_words(newest)
    kept = {1, 7, *range(2, 46, 2), *range(46 - KEPT_WORDS, 46)}
    assert speaking() == sorted(kept)
    assert not ModelRun.objects.filter(audit=b"").exclude(audit_chances=b"").exists()
    assert not ModelRun.objects.filter(answers=b"").exists()


def test_whatever_is_on_the_curve_was_kept(runs, tone):
    newest = runs(45)
    forget_old_words(newest)
    board = board_of(subject_of(tone))
    numbers = [run.number for run in board.curve_runs]
    assert numbers == [1, *range(2, 45, 2), 45]
    assert set(numbers) <= set(speaking())


@pytest.mark.parametrize("newest", [1, 30, 31, 100, 999, 1_000, 54_321])
def test_the_curve_has_neither_too_few_points_nor_too_many(newest):
    points = newest // step_of(newest)
    assert points <= MOST_ON_CURVE
    assert points >= min(newest, MOST_ON_CURVE // 2)


def test_what_is_on_the_curve_later_was_on_it_before():
    steps = [step_of(newest) for newest in range(1, 1_000)]
    assert all(later % before == 0 for before, later in pairwise(steps))


def test_older_generations_of_the_order_keep_their_head_and_no_reasons(project, letters, answers, learn, mix):
    letters(400)
    answers(50)
    learn()
    mix(ranked=100)
    for _run in range(3):
        answers(12)
        learn()
    generations = Project.objects.get(id=project.id).rankings.order_by("-id")
    assert [bool(one.reasons) for one in generations] == [True, True, False, False]
    lengths = [one.stretches.filter(stream="ranked").count() for one in generations]
    assert min(lengths[:2]) > 2
    assert lengths[2:] == [2, 2]


def test_what_was_served_from_the_order_can_be_told_with_its_score_long_after(
    project, letters, answers, learn, mix
):
    letters(400)
    answers(50)
    learn()
    mix(ranked=100)
    served = answers(12)
    for _run in range(3):
        learn()
    generations = {one.id: one for one in Project.objects.get(id=project.id).rankings.all()}
    for standing in served:
        assert standing.draw_probability > 0
        stretches = generations[standing.generation].stretches.filter(stream=standing.stream)
        scores = {
            document: score
            for stretch in stretches
            for document, score in zip(stretch.documents, stretch.scores, strict=True)
        }
        assert 0 <= scores[standing.document_id] <= 1
