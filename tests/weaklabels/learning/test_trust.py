"""Answers count what their authors are worth, as review grades them; span models begin with what rules find."""

import pytest

from annotate.models import QueueRow
from tests.weaklabels.conftest import make_gold
from tests.weaklabels.learning.conftest import mood_of
from weaklabels import ports
from weaklabels.active.trusting import weights_of
from weaklabels.services.learning.answers import Answer, Said, lesson_of
from weaklabels.services.learning.recording import newest_run
from weaklabels.services.learning.subjects import subject_of
from weaklabels.services.learning.trust import trust_of

pytestmark = pytest.mark.django_db


def answer(author, document, label):
    return Answer(
        document * 10 + author, document, author, "control", None, None, 0, False, 0, 0, "", False, (label,)
    )


def test_an_answer_counts_what_its_author_is_worth(tone):
    subject = subject_of(tone)
    glad, cross = subject.labels
    said = Said(subject, [answer(1, 7, glad), answer(2, 7, cross), answer(2, 8, cross)])
    alike = lesson_of(said)
    assert alike.targets.tolist() == [[0.5, 0.5], [0.0, 1.0]]
    assert alike.weights.tolist() == [2.0, 1.0]
    trusted = lesson_of(said, {1: 1.5, 2: 0.5})
    assert trusted.targets.tolist() == [[0.75, 0.25], [0.0, 1.0]]
    assert trusted.weights.tolist() == [2.0, 0.5]


def test_whoever_guesses_counts_little_and_never_nothing():
    found = weights_of({1: (98, 100), 2: (50, 100), 3: (0, 40)}, 2)
    assert found[1] > 1 > found[2] > 0
    assert found[3] == 0.1


def test_of_a_crowd_that_nobody_graded_all_count_alike():
    assert weights_of({}, 2) == {}


def test_review_says_how_often_each_was_right(letters, answers, learn, tone, annotator, expert):
    """By gold that is not made of their own answers."""
    letters(80)
    QueueRow.objects.update(pool=0)
    for standing in answers(60):
        make_gold(standing.document, tone.labels.get(name=mood_of(standing.document)), expert)
    (told,) = (grade(tone) for grade in ports.annotator_grades)
    assert told == {annotator.id: (60, 60)}
    assert trust_of(subject_of(tone))[annotator.id] == pytest.approx(1, abs=0.05), "alone she is the usual"
    learn()
    assert newest_run(tone).report["trust"] == {str(annotator.id): pytest.approx(1, abs=0.05)}


def test_gold_of_the_audit_share_says_nothing_of_what_an_answer_is_worth(
    letters, answers, tone, annotator, expert
):
    """A model is judged by it: it may not choose either whose answers the model learns from."""
    letters(80)
    QueueRow.objects.update(pool=0)
    given = answers(20)
    for standing in given:
        make_gold(standing.document, tone.labels.get(name=mood_of(standing.document)), expert)
    QueueRow.objects.filter(document__in=[one.document_id for one in given[:12]]).update(pool=1)
    assert [grade(tone) for grade in ports.annotator_grades] == [{annotator.id: (8, 8)}]
