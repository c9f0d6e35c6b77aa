"""Erasing a person leaves no trace of their name, and all their answers."""

import pytest
from django.urls import reverse
from django.utils import timezone

from annotate import jobs
from annotate.models import (
    Annotation,
    ApiToken,
    Event,
    Job,
    QueueRow,
    Session,
    SignInAttempt,
    Standing,
    User,
)
from annotate.queue import recount
from tests.annotate.erasure.conftest import CANARY, due_now, lent
from tests.annotate.erasure.traces import traces


@pytest.mark.django_db(transaction=True)
def test_no_trace_of_a_person_is_left_and_their_answers_stay(client, canary_person, administrator, project):
    person = canary_person
    assert len(traces(CANARY)) > 8, "the canary is everywhere"
    answers, attempts = Annotation.objects.filter(author=person).count(), SignInAttempt.objects.count()
    client.force_login(administrator)
    url = reverse("annotate:person-erasure", args=[person.id])
    assert client.post(url, {"confirmed": "yes"})["Location"] == url
    jobs.run_due()
    assert set(Job.objects.filter(due_at__lte=timezone.now()).values_list("state", flat=True)) == {"done"}
    assert traces(CANARY) == []

    person.refresh_from_db()
    assert (person.username, person.is_active, str(person)) == (
        f"erased-{person.id}",
        False,
        f"erased-{person.id}",
    )
    assert Annotation.objects.filter(author=person).count() == answers == 1
    assert SignInAttempt.objects.count() < attempts
    assert not Session.objects.filter(user=person).exists()
    assert not ApiToken.objects.filter(user=person, revoked_at=None).exists()
    assert not project.memberships.filter(user=person, ended_at=None).exists()
    assert Event.objects.get(kind="person erased").detail == {"user": person.id, "projects": [project.id]}
    assert "This person was erased" in client.get(url).content.decode()
    due_now()
    assert Event.objects.filter(kind="person erased").count() == 1


@pytest.mark.django_db
def test_the_only_administrator_and_an_only_owner_stay(client, administrator, owner, project):
    client.force_login(administrator)
    for person, why in ((administrator, "the only administrator"), (owner, "the only owner of: Postcards")):
        url = reverse("annotate:person-erasure", args=[person.id])
        assert why in client.get(url).content.decode()
        refused = client.post(url, {"confirmed": "yes"})
        assert refused.status_code == 422
        assert why in refused.content.decode()
    assert not Job.objects.exists()
    assert not User.objects.exclude(erased_at=None).exists()


@pytest.mark.django_db
def test_what_was_lent_and_assigned_to_an_erased_person_is_free_again(
    administrator, annotator, project, documents
):
    lent(documents[0], annotator)
    lent(documents[1], annotator)
    Standing.objects.filter(document=documents[1]).update(state="assigned", lease_until=None)
    jobs.start("erase_person", project=None, owner=administrator, arguments={"person": annotator.id})
    jobs.run_due()
    assert not Standing.objects.filter(annotator=annotator, holds_slot=True).exists()
    assert not QueueRow.objects.filter(claimed__gt=0).exists()
    assert recount(project.id) == []


@pytest.mark.django_db
def test_a_name_put_back_by_a_request_under_way_goes_at_the_second_look(administrator, annotator):
    jobs.start("erase_person", project=None, owner=administrator, arguments={"person": annotator.id})
    jobs.run_due()
    annotator.refresh_from_db()
    erased_at = annotator.erased_at
    User.objects.filter(id=annotator.id).update(name=CANARY, email=f"{CANARY}@example.org")
    due_now()
    annotator.refresh_from_db()
    assert (annotator.name, annotator.email, annotator.erased_at) == ("", "", erased_at)
