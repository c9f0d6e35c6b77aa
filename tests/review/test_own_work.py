"""No number an annotator reads of their own work tells which document was a gold check or a repeat."""

import uuid

import pytest
from django.urls import reverse

from annotate.models import Annotation, Membership
from review.home import figures_of
from review.services.annotators import doings
from review.services.costs.timesheets import timesheet_of
from tests.annotate.answering import says

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(project, annotator, documents, answer):
    """She has answered one document."""
    ada = Membership.objects.select_related("project__schema", "user").get(project=project, user=annotator)
    says(ada, answer, documents[0])
    return ada


@pytest.fixture
def goes_on(ada, documents):
    """She answers another, on this occasion."""

    def goes_on(occasion, document=1):
        Annotation.objects.create(
            key=uuid.uuid4(),
            body_hash=b"",
            project=ada.project,
            document=documents[document],
            author=ada.user,
            schema=ada.project.schema,
            occasion=occasion,
            stream="control",
            active_ms=1500,
        )

    return goes_on


@pytest.mark.parametrize("occasion", ["work", "gold_check", "repeat"])
def test_every_document_counts_alike_before_who_answered_it(ada, goes_on, occasion):
    goes_on(occasion)
    assert (figures_of(ada).mine.answers, figures_of(ada).mine.today) == (2, 2)
    assert sum(bar.value for bar in figures_of(ada).chart.bars) == 2
    [mine] = doings(ada.project, [ada.user], steadily=True)
    assert mine.times.answers == 2
    [week] = timesheet_of(ada.project, ada.user).weeks
    assert (week.answers, week.answering, week.checks) == (2, 3000, 0)


def test_who_reviews_sees_them_apart(ada, goes_on):
    goes_on("gold_check")
    goes_on("training", document=2)
    [shown] = doings(ada.project, [ada.user])
    assert shown.times.answers == 1
    [week] = timesheet_of(ada.project).weeks
    assert (week.answers, week.answering, week.checks) == (1, 1500, 3000)
    [own] = timesheet_of(ada.project, ada.user).weeks
    assert (own.answers, own.answering, own.checks) == (2, 3000, 1500)


def test_the_file_names_what_it_holds(client, ada, goes_on, supervisor):
    goes_on("gold_check")
    address = reverse("review:timesheet-file", args=[ada.project.slug])
    client.force_login(ada.user)
    own = client.get(address).content.decode()
    client.force_login(supervisor)
    assert "checks" not in own
    assert "hours of checks and training" in client.get(address).content.decode()
