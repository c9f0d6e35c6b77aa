"""Two supervisors decide on the same document at the same moment: one is first, the other is told, nothing doubles."""

import threading
import uuid

import pytest
from django.db import connection

from annotate.models import Gold, Membership
from annotate.roles import Role
from review.models import Adjudication
from review.services.adjudication.deciding import Decision, Form, decide
from review.services.adjudication.seen import Overtaken, seen_now
from tests.annotate.answering import says
from tests.conftest import member

pytestmark = pytest.mark.django_db(transaction=True)
ADJUDICATORS = 4


def test_one_of_several_is_first_and_the_others_are_told(
    project, documents, annotator, second_annotator, answer
):
    for said, user in enumerate((annotator, second_annotator)):
        says(membership_of(project, user), answer, documents[0], tone_label=said)
    tone = project.questions.get(name="Tone")
    labels = list(tone.labels.values_list("id", flat=True))
    people = [member(project, f"sup{n}", Role.SUPERVISOR) for n in range(ADJUDICATORS)]
    seen = seen_now(documents[0])
    barrier, came_of_it = threading.Barrier(ADJUDICATORS), []

    def act(number):
        try:
            membership = membership_of(project, people[number])
            document = membership.project.documents.select_related("project__schema").get(id=documents[0].id)
            decision = Decision({tone.id: {"labels": [labels[number % 2]]}})
            barrier.wait()
            decide(membership, document, Form(uuid.uuid4(), seen), decision)
            came_of_it.append("decided")
        except Overtaken as overtaken:
            came_of_it.append(overtaken.sentence)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[number]) for number in range(ADJUDICATORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert came_of_it.count("decided") == 1
    assert sum("decided on this document at" in one for one in came_of_it) == ADJUDICATORS - 1
    assert (Gold.objects.count(), Adjudication.objects.count()) == (1, 1)


def membership_of(project, user):
    return Membership.objects.select_related("project__schema", "user").get(project=project, user=user)
