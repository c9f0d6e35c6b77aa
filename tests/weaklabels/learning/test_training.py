"""Does a model come of the answers, from what it may learn, and does the queue follow it?"""

from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.utils import timezone

from annotate import jobs
from annotate.erasure.documents import erase_document
from annotate.models import Annotation, Document, Job, Project, QueueRow, Standing, Stream, User
from annotate.queue.chances import HEAD
from annotate.services.gold import make_gold
from annotate.services.projects import close_project
from annotate.services.publishing import publish_schema
from tests.weaklabels.learning.conftest import answered_next, mood_of
from weaklabels.models import CandidateList, LearningSettings, ModelRun, PredictedPiece
from weaklabels.packing import DOCUMENTS, unpacked
from weaklabels.services.learning import fitting
from weaklabels.services.learning.answers import lesson_of, said_about
from weaklabels.services.learning.due import LEARN
from weaklabels.services.learning.fitting import ModelGone, fit, open_model
from weaklabels.services.learning.pieces import predicted
from weaklabels.services.learning.recording import newest_run
from weaklabels.services.learning.subjects import subjects_of
from weaklabels.services.learning.training import CHANCES
from weaklabels.services.learning.vectors import Places, background_of, vectors_of

pytestmark = pytest.mark.django_db


def subject_of(project):
    (subject,) = subjects_of(project)
    return subject


def right(project, run, documents):
    """On which share of these documents does the run's model say what they are?"""
    store = vectors_of(project)
    ids = np.array([document.id for document in documents], np.int64)
    said = open_model(run).predict(store.rows(Places(store).of(ids))).argmax(axis=1)
    names = [subject_of(project).names[place] for place in said.tolist()]
    return np.mean([name == mood_of(one) for name, one in zip(names, documents, strict=True)])


def test_a_model_learns_to_tell_the_letters_apart(project, letters, answers, learn, tone):
    documents = letters(200)
    answers(40)
    assert learn() == 1
    run = newest_run(tone)
    assert (run.number, run.documents, run.softly) == (1, 40, 0)
    assert sum(run.counts) == 40
    assert run.active_ms == 160_000
    assert run.versions["numpy"]
    assert right(project, run, documents) > 0.9


def test_a_model_learns_beside_rules_that_say_nothing(letters, answers, learn, tone, rule, work):
    letters(60)
    rule("no letter says so", tone.labels.first())
    work()
    answers(20)
    learn()
    assert (newest_run(tone).documents, newest_run(tone).softly) == (20, 0)


def test_the_order_follows_the_model_and_says_why(project, letters, answers, learn):
    letters(300)
    answers(60)
    learn()
    project.refresh_from_db()
    listed = project.ranking.stretches.filter(stream=Stream.RANKED)
    order = [document for stretch in listed for document in stretch.documents]
    answered = set(Annotation.objects.filter(project=project).values_list("document", flat=True))
    assert not answered.intersection(order)
    assert 200 <= len(set(order)) == len(order), "all others, but for near-duplicates in a row at the end"
    assert any(reason.startswith("torn\t") for reason in project.ranking.reasons)
    store, run = vectors_of(project), ModelRun.objects.get()
    chances = open_model(run).predict(store.rows(Places(store).of(np.array(order, np.int64))))
    lead = np.abs(chances[:, 0] - chances[:, 1])
    assert lead[:HEAD].mean() < lead[HEAD:].mean(), "the least sure come first"


def test_audit_documents_teach_nothing_and_every_run_is_asked_about_all_of_them(
    project, letters, answers, learn, tone
):
    documents = letters(300)
    audited = {document.id for document in documents[::4]}
    QueueRow.objects.filter(document__in=audited).update(pool=1)
    answers(50)
    seen = set(Standing.objects.filter(stream="audit").values_list("document", flat=True))
    assert seen
    learn()
    run = newest_run(tone)
    assert run.documents == 50 - len(seen)
    learned = set(unpacked(run.answers, DOCUMENTS).tolist())
    assert not learned & set(Standing.objects.filter(document__in=audited).values_list("current", flat=True))
    assert set(unpacked(run.audit, DOCUMENTS).tolist()) == audited
    chances = np.frombuffer(run.audit_chances, CHANCES).reshape(len(audited), 2)
    assert chances.sum(axis=1) == pytest.approx(np.ones(len(audited)), abs=0.01)


def test_the_model_suggests_for_what_may_come_and_never_for_what_it_learned(
    project, letters, answers, learn, tone
):
    documents = letters(200)
    answered = {standing.document_id for standing in answers(40)}
    learn()
    found = predicted([tone.id], [document.id for document in documents])
    suggested = {one.document for one in found}
    assert len(suggested) > 100
    assert not suggested & answered
    names = {label.id: label.name for label in tone.labels.all()}
    moods = {document.id: mood_of(document) for document in documents}
    rightly = [names[one.picked.labels[0]] == moods[one.document] for one in found]
    assert np.mean(rightly) > 0.9


def test_a_question_that_may_not_suggest_or_order_does_neither(project, letters, answers, learn, tone):
    LearningSettings.objects.create(question=tone, suggests=False, orders_queue=False)
    letters(100)
    answers(20)
    learn()
    assert ModelRun.objects.count() == 1
    assert not PredictedPiece.objects.exists()
    project.refresh_from_db()
    assert project.ranking is None


def test_gold_counts_more_than_an_answer_and_takes_its_place(project, letters, answers, tone, supervisor):
    letters(30)
    (standing,) = answers(1)
    make_gold(standing.current, supervisor)
    lesson = lesson_of(said_about(subject_of(project)).open())
    assert lesson.documents.tolist() == [standing.document_id]
    assert lesson.weights.tolist() == [2.0]


def test_an_answer_that_names_only_a_retired_label_says_nothing_any_more(
    project, letters, answers, tone, owner
):
    letters(30)
    answers(30)  # all of them: a third is cross
    cross = tone.labels.get(name="cross")
    body = project.schema.body
    body["questions"][0]["labels"].append(
        {**body["questions"][0]["labels"][0], "id": cross.id + 1000, "name": "odd", "key": "3"}
    )
    body["questions"][0]["labels"] = [one for one in body["questions"][0]["labels"] if one["id"] != cross.id]
    subject = subject_of(Project.objects.get(id=project.id))
    assert len(lesson_of(said_about(subject))) == 30
    kept = [label for label in subject.labels if label != cross.id]
    narrowed = type(subject)(subject.question, subject.schema, kept, ["glad"])
    assert len(lesson_of(said_about(narrowed))) == 20


def test_where_a_label_came_or_went_since_the_last_run_the_next_one_is_made_all_the_same(
    project, letters, answers, membership, learn, tone, owner
):
    """Each run asks the model of the one before about the answers since: that one knows other labels."""
    letters(120)
    answers(20)
    learn()
    entry = Project.objects.get(id=project.id).schema.questions[0]
    more = [*entry["labels"], {"name": "odd"}]
    publish_schema(project, [{**entry, "labels": more}], owner)
    for _answer in range(5):
        answered_next(membership, lambda _document: "odd")
    learn()
    assert (newest_run(tone).number, len(newest_run(tone).labels)) == (2, 3)
    entry = Project.objects.get(id=project.id).schema.questions[0]
    kept = [label for label in entry["labels"] if label["name"] != "cross"]
    publish_schema(Project.objects.get(id=project.id), [{**entry, "labels": kept}], owner)
    for _answer in range(5):
        answered_next(membership, lambda _document: "glad")
    learn()
    assert (newest_run(tone).number, len(newest_run(tone).labels)) == (3, 2)


def test_the_same_seed_and_the_same_answers_give_the_same_model(project, letters, answers, learn, tone):
    letters(150)
    answers(40)
    learn()
    run, subject = newest_run(tone), subject_of(project)
    said = said_about(subject).open()
    assert [one.annotation for one in said.answers] == unpacked(run.answers, DOCUMENTS).tolist()
    store = vectors_of(project)
    again = fit(subject, lesson_of(said), store, background_of(project, store), seed=run.seed)
    assert again.to_files() == open_model(run).to_files()


def test_a_closed_project_learns_nothing(project, letters, answers, learn, owner):
    letters(60)
    answers(20)
    close_project(project, owner)
    learn()
    assert not ModelRun.objects.exists()
    assert Job.objects.get(kind=LEARN).state == "done"


def test_two_trainings_never_go_on_at_once(project, letters, answers, learn):
    """The second waits for the first, which holds a lock on a connection of its own."""
    letters(60)
    answers(20)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_lock(hashtextextended('learning of project ' || %s, 0))", [project.id]
            )
        jobs.due(LEARN, project.id)
        jobs.run_due(LEARN)
        assert not ModelRun.objects.exists()
        waiting = Job.objects.get(kind=LEARN, state="new")
        assert waiting.due_at > timezone.now()
    finally:
        other.close()
    learn()
    assert ModelRun.objects.count() == 1


def test_a_training_that_was_killed_begins_anew_and_leaves_one_run(
    project, letters, answers, learn, monkeypatch
):
    letters(60)
    answers(20)

    def killed(self):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr("weaklabels.services.learning.training.Training.keep", killed)
        with pytest.raises(SystemExit):
            learn()
    assert not ModelRun.objects.exists()
    assert not CandidateList.objects.exists()
    Job.objects.update(beat_at=timezone.now() - timedelta(minutes=5))
    jobs.reconcile()
    jobs.run_due(LEARN)
    assert ModelRun.objects.count() == 1
    assert Job.objects.get().attempt == 2


def test_a_damaged_file_is_no_model(project, letters, answers, learn, tone, settings):
    letters(60)
    answers(20)
    learn()
    run = newest_run(tone)
    path = settings.MEDIA_ROOT / run.file.sha256[:2] / run.file.sha256
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    fitting._opened.cache_clear()
    with pytest.raises(ModelGone, match="missing or damaged"):
        open_model(run)


@pytest.mark.parametrize("count", [1, 3])
def test_very_few_answers_make_a_model_that_knows_little_and_says_so(
    project, letters, answers, learn, tone, count
):
    letters(40)
    answers(count)
    learn()
    run = newest_run(tone)
    assert run.documents == count
    assert run.report["because"] == "cold"


def test_without_anything_to_learn_from_there_is_no_run(project, letters, learn):
    letters(20)
    learn()
    assert not ModelRun.objects.exists()


def test_rules_alone_make_a_first_model(project, letters, learn, rule, work, tone):
    documents = letters(120)
    cross, glad = tone.labels.get(name="cross"), tone.labels.get(name="glad")
    for word, label in (("refund", cross), ("angry", cross), ("thanks", glad), ("lovely", glad)):
        rule(word, label)
    work()
    learn()
    run = newest_run(tone)
    assert (run.documents, run.softly > 20) == (0, True)
    assert right(project, run, documents) > 0.7


def test_erasing_a_document_takes_its_features_and_the_models_files(
    project, letters, answers, learn, tone, owner
):
    letters(60)
    (first, *_others) = answers(20)
    learn()
    run = newest_run(tone)
    erase_document(Document.objects.get(id=first.document_id), User.objects.get(id=owner.id))
    run.refresh_from_db()
    with pytest.raises(ModelGone, match="erased"):
        open_model(run)
    learn()
    newer = newest_run(tone)
    assert newer.number == 2
    assert newer.documents == 19
    assert -1 in vectors_of(project).ids
