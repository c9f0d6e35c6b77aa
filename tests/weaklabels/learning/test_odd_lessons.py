"""What a training makes of odd answers and documents: a model that knows little and says so, and never an error."""

import numpy as np
import pytest

from annotate.models import Batch, Membership, QueueRow
from annotate.roles import Role
from annotate.services.documents import NewDocument, add_documents
from annotate.services.publishing import publish_schema
from annotate.services.questions import MOST_LABELS
from tests.conftest import member
from tests.weaklabels.learning.conftest import answered_next, mood_of
from weaklabels.packing import DOCUMENTS, unpacked
from weaklabels.services.learning import pools
from weaklabels.services.learning.answers import lesson_of, said_about
from weaklabels.services.learning.board import board_of
from weaklabels.services.learning.predicting import predict
from weaklabels.services.learning.recording import newest_run
from weaklabels.services.learning.subjects import subject_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def texts(project):
    """Documents with these texts, none of which audits: texts(["a", "b"]) -> documents."""

    def add(texts):
        batch = Batch.objects.create(project=project, name="texts", created_by=project.created_by)
        made = add_documents(
            batch, [NewDocument(text, external_id=f"glad-{n}") for n, text in enumerate(texts)]
        )
        QueueRow.objects.filter(document__in=made).update(pool=0)
        return made

    return add


@pytest.fixture
def let(project):
    """Let somebody answer what they are given: let(person, count, label_of)."""

    def let(person, count, label_of=mood_of):
        membership = Membership.objects.select_related("project__schema", "user").get(
            project=project, user=person
        )
        return [one for _turn in range(count) if (one := answered_next(membership, label_of))]

    return let


def test_one_label_only_so_far_is_thought_probable_and_the_other_possible(
    letters, let, learn, tone, annotator
):
    letters(60)
    let(annotator, 30, lambda document: "glad")
    learn()
    (said,) = predict(newest_run(tone), ["the parcel is broken"])
    chances = dict(said.chances)
    assert said.labels == ["glad"]
    assert 0 < chances["cross"] < 0.5 < chances["glad"] < 1


def test_a_label_with_two_examples_is_learned_beside_one_with_many(letters, let, learn, tone, annotator):
    letters(60)
    seen = []

    def label_of(document):
        if document not in seen:
            seen.append(document)
        return "cross" if document in seen[:2] else "glad"

    let(annotator, 30, label_of)
    learn()
    run = newest_run(tone)
    assert sorted(run.counts) == [2, len(seen) - 2]
    (said,) = predict(run, [seen[0].text])
    assert dict(said.chances)["cross"] > dict(predict(run, ["good morning"])[0].chances)["cross"]


def test_as_many_labels_as_a_question_may_have_are_learned(
    project, texts, let, learn, tone, annotator, owner
):
    """Two thousand, as an older import may bring them, are tested where they are learned: test_classifiers.py."""
    entry = project.schema.questions[0]
    more = [{"name": f"label {number}"} for number in range(MOST_LABELS - len(entry["labels"]))]
    publish_schema(project, [{**entry, "labels": [*entry["labels"], *more]}], owner)
    texts([f"a letter about thing {number % 7}" for number in range(40)])
    let(annotator, 20, lambda document: f"label {document.id % 3}")
    learn()
    run = newest_run(tone)
    assert len(run.labels) == MOST_LABELS
    (said,) = predict(run, ["a letter about thing 3"])
    assert said.labels[0] in {"label 0", "label 1", "label 2"}
    assert len(said.chances) == 10


def test_with_very_many_labels_a_run_keeps_its_word_on_fewer_audit_documents(
    letters, let, learn, tone, annotator, monkeypatch
):
    monkeypatch.setattr(pools, "AUDITED_CELLS", 24)
    made = letters(60)
    QueueRow.objects.filter(document__in=made[:30]).update(pool=1)
    let(annotator, 20)
    learn()
    run = newest_run(tone)
    assert len(run.audit) == 12 * 8
    first = QueueRow.objects.filter(pool=1).order_by("random_key").values_list("document", flat=True)[:12]
    assert unpacked(run.audit, DOCUMENTS).tolist() == list(first)


def test_texts_of_which_nothing_can_be_learned_are_no_error(texts, let, learn, tone, annotator):
    texts(["   ", "\n", "\t ", "!", "😀", "a letter"])
    let(annotator, 5)
    learn()
    (blank,) = predict(newest_run(tone), [""])
    assert 0 <= blank.confidence <= 1


def test_ten_documents_are_learned_to_the_last_and_nothing_is_left_to_order(
    project, texts, let, learn, tone, annotator
):
    texts([f"letter {number}" for number in range(10)])
    assert len(let(annotator, 12)) == 10
    learn()
    project.refresh_from_db()
    assert newest_run(tone).documents == 10
    assert project.ranking is None


def test_documents_of_half_a_megabyte_are_learned(texts, let, learn, tone, annotator):
    texts(
        [
            ("a very long letter about many things " * 13_500)[:500_000] + mood
            for mood in ("glad", "cross", "so")
        ]
    )
    let(annotator, 2)
    learn()
    assert newest_run(tone).documents == 2


def test_annotators_who_all_disagree_leave_the_model_unsure(project, texts, let, learn, tone, annotator):
    made = texts([f"the same letter {number}" for number in range(12)])
    QueueRow.objects.filter(document__in=made).update(wants=2)
    let(annotator, 12, lambda document: "glad")
    let(member(project, "bert", Role.ANNOTATOR), 12, lambda document: "cross")
    lesson = lesson_of(said_about(subject_of(tone)).open())
    assert np.allclose(lesson.targets, 0.5)
    learn()
    (said,) = predict(newest_run(tone), ["the same letter"])
    assert said.confidence == pytest.approx(0.5, abs=0.1)


def test_before_any_audit_answer_there_are_no_figures_and_it_says_when_there_will_be(
    texts, let, learn, tone, annotator
):
    texts([f"letter {number}" for number in range(30)])
    let(annotator, 20)
    learn()
    board = board_of(subject_of(tone))
    assert "0 audit documents are answered. Figures begin at 15 of a label" in board.too_early
    assert board.too_early.endswith(
        "The audit share of this project has 0 documents: its figures stay rough."
    )
    assert board.figures.quality.macro is None
    assert board.contenders == []


def test_the_documents_of_a_conversation_are_kept_together_where_ways_of_learning_are_tried(
    project, let, annotator, tone
):
    batch = Batch.objects.create(project=project, name="calls", created_by=project.created_by)
    new = [
        NewDocument(f"a letter {at}", f"glad-{at}", group=f"call {at // 3}" if at < 9 else "")
        for at in range(12)
    ]
    made = add_documents(batch, new)
    QueueRow.objects.filter(document__in=made).update(pool=0)
    let(annotator, 12)
    numbers = lesson_of(said_about(subject_of(tone)).open()).group_numbers.tolist()
    assert [len({*numbers[first : first + 3]}) for first in (0, 3, 6, 9)] == [1, 1, 1, 3]
    assert len({*numbers}) == 6


def test_without_conversations_every_document_stands_alone(texts, let, annotator, tone):
    texts([f"letter {number}" for number in range(10)])
    let(annotator, 10)
    assert lesson_of(said_about(subject_of(tone)).open()).group_numbers is None
