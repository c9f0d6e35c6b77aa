"""What people differ on, gathered for a session, where it is no label."""

import uuid

import pytest
from django.utils import timezone

from annotate.models import Membership, QueueRow
from annotate.models.queueing import Pool
from annotate.services.publishing import publish_schema
from review.services.sessions import gathering
from tests.annotate.answering import says

pytestmark = pytest.mark.django_db


@pytest.fixture
def rated(project, documents, owner, annotator, second_annotator):
    """Ada gives every document a 2, Ben a 3."""
    schema = publish_schema(project, [{"kind": "rating", "name": "Warmth"}], owner)
    QueueRow.objects.filter(project=project).update(overlap_key=1, pool=Pool.OPEN)

    def body(document, *, rating, **more):
        said = [{"question": schema.questions[0]["id"], "rating": rating}]
        key = str(uuid.uuid4())
        return {"key": key, "schema": schema.id, "responses": said, "active_ms": 900, **document, **more}

    for rating, person in ((2, annotator), (3, second_annotator)):
        membership = Membership.objects.select_related("project__schema", "user").get(
            project=project, user=person
        )
        for document in documents:
            says(membership, body, document, rating=rating)
    project.refresh_from_db()
    return project


def test_a_step_of_a_rating_is_not_the_label_of_the_same_number(rated, monkeypatch):
    """Else a page of the label whose id is 3 would make talking about "2 or 3?" half as urgent."""
    [before] = gathering.raised_in(rated, timezone.now())
    monkeypatch.setattr(gathering, "labels_with_page", lambda _project: frozenset({2, 3}))
    [after] = gathering.raised_in(rated, timezone.now())
    assert tuple(before.weighed.theme) == (2, 3)
    assert after.weighed.worth == before.weighed.worth > 0
