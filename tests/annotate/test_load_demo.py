"""Does the demo come once, whole, and only where it was asked for?"""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from annotate.models import (
    Annotation,
    FreeText,
    Gold,
    Project,
    QueueRow,
    Rating,
    Relation,
    Standing,
    Suggestion,
    User,
)
from annotate.queue import recount
from annotate.services.demo import PASSWORD, PEOPLE
from annotate.services.estimates import pace_of
from annotate.services.tallies import progress_of
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


def load():
    said = StringIO()
    call_command("load_demo", stdout=said)
    return said.getvalue()


def test_it_is_refused_where_the_demo_is_off(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO is off"):
        load()
    assert not User.objects.exists()


def test_it_comes_once_and_says_how_to_sign_in(settings):
    settings.DEMO = True
    said = load()
    assert PASSWORD in said
    assert "olive" in said
    counts = Annotation.objects.count(), User.objects.count()
    assert load() == said
    assert (Annotation.objects.count(), User.objects.count()) == counts


def test_it_leaves_accounts_alone_that_have_the_same_names(settings):
    settings.DEMO = True
    ada = make_user("ada")
    assert "not loaded" in load()
    assert not Project.objects.exists()
    ada.refresh_from_db()
    assert ada.check_password("correct horse battery")


def test_what_it_loads_is_what_its_files_say_and_lies_in_the_past_at_a_pace(settings):
    settings.DEMO = True
    load()
    project = Project.objects.get()
    assert {user.username for user in User.objects.filter(is_source=False)} == set(PEOPLE)
    assert project.documents.count() == 230
    assert Annotation.objects.count() == 167
    assert not Annotation.objects.filter(is_extra=True).exists()
    assert Suggestion.objects.count() == 96
    assert (Relation.objects.count(), FreeText.objects.count(), Rating.objects.count()) == (41, 24, 53)
    gold = Gold.objects.filter(question__kind="choice")
    assert (gold.count(), {one.origin for one in gold}) == (46, {"adjudicated"})
    assert all(len(one.answered_by) == 2 for one in gold)
    assert recount(project.id) == []
    assert Standing.objects.filter(state="answered", holds_slot=True).count() == 167
    assert QueueRow.objects.filter(wants=2).count() == 92  # 40 % of 230
    assert progress_of(project).given == 167
    pace = pace_of(project)
    assert pace.is_measured
    assert 5 < pace.seconds < 60
    days = set(Annotation.objects.values_list("saved_at__date", flat=True))
    assert len(days) >= 4
    assert all(day < timezone.now().date() and day.weekday() < 5 for day in days)
