"""One question whose training fails takes nothing from the others."""

import uuid

import pytest

from annotate import jobs
from annotate.models import Job, Project
from annotate.services.annotations import Submission, save_annotation
from annotate.services.publishing import publish_schema
from annotate.services.responses import ResponseAnswer
from tests.weaklabels.learning.conftest import mood_of
from tests.weaklabels.learning.lending import lent_next
from weaklabels.models import LearningState
from weaklabels.services.learning.due import LEARN
from weaklabels.services.learning.recording import newest_run
from weaklabels.services.learning.training import Training

pytestmark = pytest.mark.django_db
QUOTED = "words of a document"


@pytest.fixture
def haste(project, owner):
    """A second question, answered as the first is."""
    [tone, *others] = Project.objects.get(id=project.id).schema.questions
    asked = {"kind": "choice", "name": "Haste", "labels": [{"name": "no"}, {"name": "yes"}]}
    publish_schema(project, [tone, asked, *others], owner)
    return project.questions.get(name="Haste")


@pytest.fixture
def answered_twice(project, haste, letters, membership):
    letters(60)
    membership.project.refresh_from_db()
    questions = membership.project.schema.questions[:2]
    for _turn in range(20):
        standing = lent_next(membership)
        told = mood_of(standing.document) == "cross"
        labels = [sorted(question["labels"], key=lambda one: one["name"]) for question in questions]
        body = Submission(
            key=uuid.uuid4(),
            sha256=bytes(standing.document.sha256).hex(),
            replaces=None,
            schema_id=membership.project.schema_id,
            responses=[
                ResponseAnswer(question["id"], labels=(named[told]["id"],))
                for question, named in zip(questions, labels, strict=True)
            ],
            active_ms=4_000,
        )
        save_annotation(membership, standing.document, body)


@pytest.mark.parametrize("fails", ["Tone", "Haste"])
def test_the_other_question_learns_and_the_job_is_tried_again_and_says_that_it_failed(
    project, answered_twice, monkeypatch, caplog, fails
):
    work = Training.work

    def fail_for_one(training):
        if training.subject.question.name == fails:
            raise ValueError(QUOTED)
        work(training)

    monkeypatch.setattr(Training, "work", fail_for_one)
    jobs.due(LEARN, project.id)
    jobs.run_due(LEARN)
    runs = {name: newest_run(project.questions.get(name=name)) for name in ("Tone", "Haste")}
    assert runs.pop(fails) is None
    assert all(runs.values())
    assert Project.objects.get(id=project.id).ranking is not None
    assert LearningState.objects.get(project=project).looked_at
    job = Job.objects.get(kind=LEARN)
    assert (job.state, job.attempt) == ("new", 1)
    assert "could not learn: ValueError" in caplog.text
    assert QUOTED not in caplog.text
    Job.objects.update(attempt=Job.MOST_ATTEMPTS - 1, due_at=job.created_at)
    jobs.run_due(LEARN)
    job.refresh_from_db()
    assert (job.state, "ValueError" in job.error) == ("failed", True)
