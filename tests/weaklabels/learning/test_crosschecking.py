"""The second opinion from the queue's own answers: judged before they are learned, weighted, or not shown."""

import pytest
from django.urls import reverse

from annotate.models import Project
from annotate.queue.streams import DEFAULT_MIX
from weaklabels.models import ModelRun
from weaklabels.packing import DOCUMENTS, unpacked
from weaklabels.services.learning.answers import said_about
from weaklabels.services.learning.crosschecking import crosscheck
from weaklabels.services.learning.subjects import subject_of

pytestmark = pytest.mark.django_db


def mixed(**shares):
    Project.objects.update(mix={**dict.fromkeys(DEFAULT_MIX, 0), **shares}, mix_is_set=True)


@pytest.fixture
def runs(project, letters, answers, learn, tone):
    """Three runs, with forty answers before each: runs(ranked=50, control=50)."""

    def runs(**mix):
        letters(400)
        mixed(**mix)
        for _run in range(3):
            answers(40)
            learn()
        return list(ModelRun.objects.order_by("number"))

    return runs


def test_each_answer_is_judged_once_by_a_model_that_had_not_learned_it(runs):
    first, second, third = runs(ranked=50, control=50)
    assert first.report["before"] is None
    for before, run in ((first, second), (second, third)):
        judged = set(run.report["before"]["answers"])
        assert len(judged) == 40
        assert not judged & set(unpacked(before.answers, DOCUMENTS).tolist())
        assert judged <= set(unpacked(run.answers, DOCUMENTS).tolist())


def test_it_is_near_the_share_of_all_documents_that_the_models_have_right(
    runs, tone, client, viewer, project
):
    kept = runs(ranked=50, control=50)
    found = crosscheck(said_about(subject_of(tone)), kept)
    assert found.documents == 80
    assert found.interval[0] <= found.mean <= found.interval[1]
    assert found.mean > 0.8, "the letters are easy to tell apart"
    client.force_login(viewer)
    page = " ".join(client.get(reverse("learning:model", args=[project.slug])).content.decode().split())
    assert "by 80 answers from the queue, each weighted by its chance to be drawn" in page


def test_where_some_documents_could_not_be_drawn_nothing_is_said(runs, tone):
    kept = runs(ranked=100)
    assert not kept[-1].report["before"]["all_had_a_chance"]
    assert crosscheck(said_about(subject_of(tone)), kept) is None


def test_without_a_model_before_nothing_is_said(project, letters, answers, learn, tone):
    letters(60)
    answers(40)
    learn()
    assert crosscheck(said_about(subject_of(tone)), list(ModelRun.objects.all())) is None
