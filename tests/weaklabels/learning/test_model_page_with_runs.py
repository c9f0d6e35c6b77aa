"""What does the model page say once there are models, and to whom?"""

import pytest
from django.urls import reverse

from annotate.models import Job, Project, QueueRow
from annotate.queue.streams import DEFAULT_MIX
from annotate.roles import Role
from tests.conftest import make_project, make_user, member
from tests.weaklabels.learning.conftest import add_letters, let_answer, let_learn
from weaklabels.services.learning.due import LEARN

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


def test_a_supervisor_lets_it_learn_now(page, client, supervisor, project):
    page(supervisor)
    client.post(reverse("learning:training-list", args=[project.slug]))
    assert Job.objects.filter(kind=LEARN, state="new", owner=supervisor).count() == 1
    assert "It is waiting to begin" in page(supervisor)


def test_the_goal_is_told_or_why_it_cannot_be(page, configure, viewer):
    configure(goal="0.9", orders_queue="on")
    assert "can be said after five runs" in page(viewer)
