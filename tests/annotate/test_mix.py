"""Which share of the documents does each stream serve, and who says so?"""

from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse

from annotate.models import Event
from annotate.queue.streams import DEFAULT_MIX
from annotate.services.mixing import follow, mix_of

pytestmark = pytest.mark.django_db
OWN = {"ranked": 70, "control": 10, "duel": 5, "audit": 15}
VERDICT = {"ranked": 65, "control": 15, "duel": 8, "audit": 12}


@pytest.fixture
def page(client, owner, project):
    client.force_login(owner)
    return reverse("annotate:mix", args=[project.slug])


def test_the_page_shows_the_shares_that_hold(client, page):
    assert "Ranked" in client.get(page).content.decode()


def test_own_shares_hold_and_no_verdict_changes_them(client, page, project):
    assert client.post(page, OWN).status_code == 302
    project.refresh_from_db()
    assert (project.mix, project.mix_is_set) == (OWN, True)
    assert follow(project, VERDICT, "helps") is False
    project.refresh_from_db()
    assert project.mix == OWN


def test_left_to_the_comparison_they_follow_its_verdict(client, page, project):
    client.post(page, OWN)
    client.post(page, {"follows": "on"})
    project.refresh_from_db()
    assert mix_of(project) == DEFAULT_MIX
    assert follow(project, VERDICT, "helps") is True
    assert follow(project, VERDICT, "helps") is False, "a second time nothing changes"
    project.refresh_from_db()
    assert mix_of(project) == VERDICT
    assert Event.objects.filter(kind="mix follows verdict").count() == 1


def test_what_a_mix_said_of_checks_goes_to_its_other_streams(project):
    project.mix = {"ranked": 63, "control": 9, "duel": 8, "audit": 10, "repeat": 5, "gold_check": 5}
    project.save()
    import_module("annotate.migrations.0028_gold_checks").leave_mix(apps, None)
    project.refresh_from_db()
    assert project.mix == {"ranked": 70, "control": 10, "duel": 9, "audit": 11}


def test_shares_that_do_not_add_up_are_refused_in_words(client, page, project):
    reply = client.post(page, OWN | {"ranked": 71})
    assert reply.status_code == 422
    assert "add up to 100; yours add up to 101" in reply.content.decode()
    project.refresh_from_db()
    assert not project.mix_is_set
