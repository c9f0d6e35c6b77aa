"""What does the model page say, to whom, and what can be set there?"""

import pytest
from django.urls import reverse

from annotate.models import Job, QueueRow
from annotate.queue.streams import DEFAULT_MIX
from annotate.services.mixing import mix_of
from weaklabels.models import LearningSettings
from weaklabels.services.learning.due import LEARN
from weaklabels.services.learning.verdicts import MIXES

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client, project):
    """The page as a person sees it: page(user) -> its text."""

    def page(user):
        client.force_login(user)
        reply = client.get(reverse("learning:model", args=[project.slug]))
        assert reply.status_code == 200
        return " ".join(reply.content.decode().split())

    return page


@pytest.fixture
def learned(project, letters, answers, learn, tone):
    """Two runs, and enough audit answers for figures."""
    documents = letters(400)
    QueueRow.objects.filter(document__in=documents[:160]).update(pool=1)
    project.mix, project.mix_is_set = {**DEFAULT_MIX, "audit": 60}, True
    project.save()
    answers(40)
    learn()
    answers(60)
    learn()
    return tone


def test_before_any_answer_it_says_when_there_will_be_a_model(page, letters, supervisor):
    letters(20)
    said = page(supervisor)
    assert "No model yet. It learns again after 10 more answers" in said
    assert "Too early to say." in said


def test_it_says_what_was_learned_when_and_on_what_it_is_judged(page, learned, viewer):
    said = page(viewer)
    assert "Run 2, " in said
    assert "drawn at random and never learned from" in said
    assert "Mean F1 of the labels <strong>" in said
    assert "<svg" in said
    assert "There are no duels yet." in said
    assert "The last run changed " in said
    assert "Learn now" not in said, "a viewer reads"


def test_a_supervisor_lets_it_learn_now(page, client, learned, supervisor, project):
    page(supervisor)
    client.post(reverse("learning:training-list", args=[project.slug]))
    assert Job.objects.filter(kind=LEARN, state="new", owner=supervisor).count() == 1
    assert "It is waiting to begin" in page(supervisor)


@pytest.fixture
def configure(client, project, supervisor, tone):
    def configure(**wishes):
        client.force_login(supervisor)
        said = {"learns": "on", "strategy": "margin", "answers_a_run": 10, "minutes_a_run": 30, **wishes}
        body = {f"q{tone.id}-{name}": value for name, value in said.items()}
        return client.post(reverse("learning:settings", args=[project.slug, tone.id]), body)

    return configure


def test_how_it_learns_is_set_question_by_question(configure, letters, tone):
    letters(10)
    assert configure(strategy="entropy", answers_a_run=25, goal="0.8").status_code == 302
    kept = LearningSettings.objects.get(question=tone)
    assert (kept.strategy, kept.answers_a_run, kept.goal) == ("entropy", 25, 0.8)
    assert (kept.learns, kept.orders_queue) == (True, False)
    assert Job.objects.filter(kind=LEARN, state="new").exists(), "it learns again"


@pytest.mark.parametrize("wrong", [{"answers_a_run": 0}, {"goal": 2}, {"strategy": "magic"}])
def test_what_cannot_be_is_refused_in_words(configure, letters, wrong):
    letters(10)
    assert configure(**wrong).status_code == 422
    assert not LearningSettings.objects.exists()


@pytest.mark.parametrize("wish", list(MIXES))
def test_one_click_sets_the_mix_and_another_leaves_it_to_the_comparison(client, project, supervisor, wish):
    client.force_login(supervisor)
    address = reverse("learning:mix-list", args=[project.slug])
    client.post(address, {"mix": wish})
    project.refresh_from_db()
    assert (mix_of(project), project.mix_is_set) == (MIXES[wish], True)
    client.post(address, {"mix": "follow"})
    project.refresh_from_db()
    assert not project.mix_is_set
    assert client.post(address, {"mix": "never"}).status_code == 422


def test_the_goal_is_told_or_why_it_cannot_be(page, configure, learned, viewer):
    configure(goal="0.9", orders_queue="on")
    assert "can be said after five runs" in page(viewer)
