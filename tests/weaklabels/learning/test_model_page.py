"""What does the model page say, to whom, and what can be set there?"""

import pytest
from django.urls import reverse

from annotate.models import Job
from annotate.services.mixing import mix_of
from weaklabels.models import LearningSettings
from weaklabels.services.learning.due import LEARN
from weaklabels.services.learning.verdicts import MIXES

pytestmark = pytest.mark.django_db


def test_before_any_answer_it_says_when_there_will_be_a_model(page, letters, supervisor):
    letters(20)
    said = page(supervisor)
    assert "No model yet. It learns next after 10 more answers" in said
    assert "Too early to say." in said


def test_while_there_is_no_model_to_ask_the_page_says_so(client, viewer, project):
    client.force_login(viewer)
    assert "No model yet" in client.get(reverse("learning:try", args=[project.slug])).content.decode()


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
