"""Is what the rules say together always made of the newest votes?"""

import pytest
from django.db import connections

from annotate.jobs import due, run_due
from annotate.models import Job, QueueRow
from weaklabels.models import CandidateList, LabelModelFit, SoftLabels
from weaklabels.services.fitting import lock_of
from weaklabels.services.functions import FIT, retire_rule
from weaklabels.services.learning.softly import word_of_rules
from weaklabels.services.learning.subjects import subject_of
from weaklabels.services.ranking import Source
from weaklabels.services.usage import Usage, use_rules

pytestmark = pytest.mark.django_db


@pytest.fixture
def elsewhere():
    """Another process's way to the database."""
    other = connections.create_connection("default")
    yield other
    other.close()


def test_while_another_weighs_it_waits_or_older_votes_might_be_kept_last(
    project, rule, cross, texts, work, elsewhere
):
    rule("money back", cross)
    work()
    fits = LabelModelFit.objects.count()
    with elsewhere.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [lock_of(project)])
        due(FIT, project.id)
        run_due(FIT)
    assert LabelModelFit.objects.count() == fits
    waiting = Job.objects.get(kind=FIT, state=Job.State.NEW)
    assert waiting.due_at > waiting.created_at
    elsewhere.close()
    Job.objects.filter(id=waiting.id).update(due_at=waiting.created_at)
    run_due(FIT)
    assert LabelModelFit.objects.count() == fits + 1


def test_what_the_last_rules_said_teaches_and_orders_nothing_once_they_are_retired(
    project, rule, cross, glad, texts, tone, owner, expert, work
):
    QueueRow.objects.update(pool=0)
    use_rules(tone, Usage("cavity", orders_queue=True), owner)
    rules = rule("money back", cross), rule("please", glad)
    work()
    assert len(word_of_rules(subject_of(tone)).documents) == 2
    assert CandidateList.objects.filter(source=Source.RULES).exists()
    for one in rules:
        retire_rule(one, expert)
    work()
    assert word_of_rules(subject_of(tone)) is None
    assert not SoftLabels.objects.exists()
    assert not CandidateList.objects.filter(source=Source.RULES).exists()
    project.refresh_from_db()
    assert project.ranking is None


def test_figures_of_fits_that_no_page_shows_any_more_are_not_kept(project, rule, cross, texts, work):
    for word in ("money", "refund", "broken", "late", "angry"):
        rule(word, cross)
        work()
    reports = LabelModelFit.objects.order_by("-id").values_list("report", flat=True)
    assert len(reports) >= 5
    assert [bool(report) for report in reports] == [True] * 3 + [False] * (len(reports) - 3)
