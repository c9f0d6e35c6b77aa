"""Does an annotator see what the current model suggests, where it may be seen?"""

import numpy as np
import pytest

from annotate.models import Membership, Project, QueueRow, Standing, User
from annotate.roles import Role
from annotate.services import work
from tests.conftest import make_project, make_user, member
from tests.weaklabels.learning.conftest import add_letters, let_answer, let_learn
from weaklabels.services.learning.pieces import soon_lent
from weaklabels.services.learning.predicting import predict
from weaklabels.services.learning.training import newest_run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture
def served(project, annotator):
    """What Ada is served under a mix: served(10, ranked=100) -> documents as her workbench gets them."""

    def served(count, **mix):
        Project.objects.update(mix={**dict.fromkeys(["ranked", "control", "duel", "audit"], 0), **mix})
        membership = Membership.objects.select_related("project__schema", "user").get(
            project=project, user=annotator
        )
        return work.lend(membership, count, [])["documents"]

    return served


@pytest.fixture(scope="module")
def world(made_once):
    """A run after 50 answers, and documents of the audit."""
    project = make_project(make_user("olga"))
    ada = member(project, "ada", Role.ANNOTATOR)
    documents = add_letters(project, 300)
    QueueRow.objects.filter(document__in=documents[:60]).update(pool=1)
    let_answer(project, ada, 50)
    let_learn(project)
    return project.id


@pytest.fixture
def project(world, db):
    return Project.objects.select_related("created_by").get(id=world)


@pytest.fixture
def annotator(project):
    return User.objects.get(username="ada")


def test_a_ranked_document_comes_with_the_models_suggestion(served, project, tone):
    """Not that it is right: what is served by its order is what the model is least sure of."""
    names = {label.id: label.name for label in tone.labels.all()}
    shown = {one["id"]: one["suggestions"][0] for one in served(10, ranked=100) if one["suggestions"]}
    assert len(shown) > 5
    assert {one["source"] for one in shown.values()} == {"model"}
    said = predict(newest_run(tone), [project.documents.get(id=document).text for document in shown])
    assert [[names[label] for label in one["labels"]] for one in shown.values()] == [
        one.labels for one in said
    ]


@pytest.mark.parametrize("stream", ["control", "audit"])
def test_what_compares_and_what_judges_comes_without(served, stream):
    documents = served(8, **{stream: 100})
    assert {standing.stream for standing in Standing.objects.filter(state="leased")} == {stream}
    assert [one["suggestions"] for one in documents] == [[]] * len(documents)


def test_what_a_later_run_says_changes_nothing_that_was_shown(served, answers, learn):
    (first,) = served(1, ranked=100)
    shown = Standing.objects.get(document=first["id"]).suggestions_shown
    answers(10)
    learn()
    assert Standing.objects.get(document=first["id"]).suggestions_shown == shown


def test_a_run_speaks_of_documents_that_were_returned_unless_it_learned_from_them(project):
    """They are answered again like new ones; those whose order is random come without suggestions."""
    answered = Standing.objects.filter(annotator__username="ada", state="answered", pool=0)
    ranked, control = answered.order_by("id")[:2]
    for standing, stream in ((ranked, "ranked"), (control, "control")):
        Standing.objects.filter(id=standing.id).update(state="returned", stream=stream)
    learned = np.array([one.document_id for one in answered.filter(state="answered")])
    soon = soon_lent(project, [], learned)
    assert soon.tolist() == [ranked.document_id]
    assert soon_lent(project, [], np.append(learned, ranked.document_id)).tolist() == []
