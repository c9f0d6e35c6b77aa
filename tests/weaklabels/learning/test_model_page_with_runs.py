"""What does the model page say once there are models, and to whom?"""

import numpy as np
import pytest
from django.urls import reverse

from annotate.models import Job, Project, QueueRow
from annotate.queue.streams import DEFAULT_MIX
from annotate.roles import Role
from tests.conftest import make_project, make_user, member
from tests.weaklabels.learning.conftest import add_letters, let_answer, let_learn
from weaklabels.models import ModelRun
from weaklabels.packing import DOCUMENTS, packed, unpacked
from weaklabels.services.learning.board import board_of
from weaklabels.services.learning.due import LEARN
from weaklabels.services.learning.reaching import model_of
from weaklabels.services.learning.subjects import subject_of
from weaklabels.services.learning.wording import too_early

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture(scope="module")
def world(made_once):
    """Two runs, and enough audit answers for figures."""
    project = make_project(make_user("olga"))
    ada = member(project, "ada", Role.ANNOTATOR)
    documents = add_letters(project, 400)
    QueueRow.objects.filter(document__in=documents[:160]).update(pool=1)
    project.mix, project.mix_is_set = {**DEFAULT_MIX, "audit": 60}, True
    project.save()
    let_answer(project, ada, 40)
    let_learn(project)
    let_answer(project, ada, 60)
    let_learn(project)
    return project.id


@pytest.fixture
def project(world, db):
    return Project.objects.select_related("created_by").get(id=world)


def test_it_says_what_was_learned_when_and_on_what_it_is_judged(page, viewer):
    said = page(viewer)
    assert "Run 2, " in said
    assert "drawn at random and never learned from" in said
    assert "Mean F1 of the labels <strong>" in said
    assert "<svg" in said
    assert "There are no duels yet." in said
    assert "The last run changed " in said
    assert "Learn now" not in said, "a viewer reads"


def test_it_says_whether_the_model_is_as_sure_as_it_is_right(page, viewer):
    assert "Of the answers it is least sure of (" in page(viewer)


def test_the_documents_it_names_are_those_the_run_was_asked_about(project):
    """A run reads a part of long documents: figures on 20 are no figures on all that people answered."""
    subject = subject_of(project.questions.get(name="Tone"))
    board = board_of(subject)
    answered, run = board.truth.documents, board.run
    asked = unpacked(run.audit, DOCUMENTS)
    part = np.flatnonzero(np.isin(asked, answered[:20]))
    rows = np.frombuffer(run.audit_chances, "<f2").reshape(len(asked), -1)
    ModelRun.objects.filter(id=run.id).update(
        audit=packed(asked[part], DOCUMENTS), audit_chances=rows[part].tobytes()
    )
    board = board_of(subject)
    assert len(board.truth) == len(answered) > 30
    assert board.figures.quality.documents == 20
    assert "Computed on 20 audit documents" in board.judged_on
    assert model_of(project).count == 20
    assert "asked about only 20 of the 150 audit documents" in too_early(150, 20)
    assert too_early(150, 100) == ""


def test_all_points_of_the_curve_are_of_the_same_documents(project, page, viewer):
    """A run from before an import was not asked about what came with it."""
    subject = subject_of(project.questions.get(name="Tone"))
    board = board_of(subject)
    first, last = board.curve_runs
    asked = unpacked(first.audit, DOCUMENTS)
    answered = board.truth.documents
    known = np.isin(asked, answered[: len(answered) * 2 // 3])
    rows = np.frombuffer(first.audit_chances, "<f2").reshape(len(asked), -1)
    ModelRun.objects.filter(id=first.id).update(
        audit=packed(asked[known], DOCUMENTS), audit_chances=rows[known].tobytes()
    )
    runs, truth = board_of(subject).on_the_curve
    assert [run.number for run in runs] == [first.number, last.number]
    assert set(truth.documents.tolist()) == set(asked[known].tolist()) & set(answered.tolist())
    assert f"All points are computed on the same {len(truth)} audit documents." in page(viewer)
    ModelRun.objects.filter(id=first.id).update(
        audit=packed(asked[known][:5], DOCUMENTS), audit_chances=rows[known][:5].tobytes()
    )
    runs, truth = board_of(subject).on_the_curve
    assert [run.number for run in runs] == [last.number]
    assert len(truth) == len(answered)
    assert board_of(subject).curve_rests_on.endswith("1 run from before most of these came is not shown.")


def test_a_supervisor_lets_it_learn_now(page, client, supervisor, project):
    page(supervisor)
    client.post(reverse("learning:training-list", args=[project.slug]))
    assert Job.objects.filter(kind=LEARN, state="new", owner=supervisor).count() == 1
    assert "It is waiting to begin" in page(supervisor)


def test_the_goal_is_told_or_why_it_cannot_be(page, configure, viewer):
    configure(goal="0.9", orders_queue="on")
    assert "can be said after five runs" in page(viewer)
