"""From where on agreement is good enough: an owner's choice with its reason, and every reading goes by it."""

import re

import pytest
from django.urls import reverse

from annotate.models import Event, Membership
from review.agreement import Figure, Reading, State, Thresholds
from review.services.comparison import Measured
from review.services.phases.testing import needed_agreement
from review.services.thresholds import choose_thresholds, thresholds_of

pytestmark = pytest.mark.django_db
WORDS = "A question of taste: papers on the same task report 0.4."


@pytest.fixture
def send(client, project, owner):
    def send(status=302, **form):
        client.force_login(owner)
        reply = client.post(reverse("review:thresholds", args=[project.slug]), form)
        assert reply.status_code == status
        return reply.content.decode()

    return send


def test_an_owner_chooses_and_readings_go_by_it(send, project, owner):
    send(tentative="0.3", reliable="0.5", reason=WORDS)
    chosen = thresholds_of(project)
    assert (chosen.tentative, chosen.reliable, needed_agreement(project, None)) == (0.3, 0.5, 0.3)
    measured = Measured.corrected("alpha", Figure(State.MEASURED, 60, 0.6, 0.52, 0.7))
    percent = Measured("percent", measured.figure)
    assert (measured.reading, measured.read_by(chosen).reading) == (Reading.UNDECIDED, Reading.RELIABLE)
    assert percent.read_by(chosen).reading is None
    assert Event.objects.get(kind="thresholds set").detail == {"tentative": 0.3, "reliable": 0.5}
    send(usual="yes")
    assert thresholds_of(project) == Thresholds()


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"tentative": "0.9", "reliable": "0.8", "reason": WORDS}, "must lie above 0 and up to 1"),
        ({"tentative": "0", "reliable": "0.8", "reason": WORDS}, "must lie above 0 and up to 1"),
        ({"tentative": "0.5", "reliable": "1.2", "reason": WORDS}, "must lie above 0 and up to 1"),
        ({"tentative": "nan", "reliable": "0.8", "reason": WORDS}, "Enter a number"),
        ({"tentative": "0.5", "reliable": "0.8", "reason": "  "}, "This field is required"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_changes(send, project, form, sentence):
    assert sentence in send(status=422, **form)
    assert thresholds_of(project) == Thresholds()


def test_the_reason_stands_on_the_page_of_the_figures(client, project, owner, documents):
    membership = Membership.objects.get(project=project, user=owner)
    choose_thresholds(membership, 0.3, 0.5, WORDS)
    client.force_login(owner)
    assert WORDS in client.get(reverse("review:thresholds", args=[project.slug])).content.decode()


def test_it_stands_in_the_settings(client, project, owner):
    client.force_login(owner)
    page = client.get(reverse("review:thresholds", args=[project.slug])).content.decode()
    here = re.findall(r'aria-current="page">([^<]+)<', page)
    assert here == ["Settings", "Agreement"]
