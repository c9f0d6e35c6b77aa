"""Sixteen write at once while the workers that count are killed: the counters say what all answers say."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from annotate.models import Annotation
from config.testing.soaking import LONG
from review.models import Counting
from review.services.counters.auditing import differences
from tests.faults.conftest import wait_until
from tests.review.counters.world import make, says

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, DOCUMENTS = 16, 200 if LONG else 24
PATIENCE_SECONDS = 180


def answers(memberships, documents, number, together):
    """Every document, at the same moment as all others; one in four changes the answer at once."""
    try:
        for document in documents:
            rng = random.Random(f"{number}/{document.id}")
            together.wait()
            says(memberships[number], document, rng)
            if rng.random() < 0.25:
                says(memberships[number], document, rng)
    finally:
        connections.close_all()


def counted():
    return Counting.objects.filter(is_whole=True).values_list("newest", flat=True).first() or 0


def settled(project):
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM annotate_event WHERE project_id = %s", [project.id])
        [newest] = cursor.fetchone()
    return Counting.objects.filter(project=project, is_whole=True, settled=newest).exists()


def test_counters_equal_a_full_recount_after_sixteen_writers_and_two_deaths(workers):
    project, people, documents = make(WRITERS, DOCUMENTS)
    says(people[0], documents[0], random.Random(1))
    wait_until(lambda: counted() > 0, PATIENCE_SECONDS, lambda: list(Counting.objects.values()))
    together = Barrier(WRITERS, timeout=PATIENCE_SECONDS)
    with ThreadPoolExecutor(WRITERS) as pool:
        writing = [pool.submit(answers, people, documents[1:], number, together) for number in range(WRITERS)]
        for _death in range(2):
            before = counted()
            wait_until(
                lambda before=before: counted() > before or all(one.done() for one in writing),
                PATIENCE_SECONDS,
                counted,
            )
            for worker in workers.values():
                worker.kill_tree_and_start_again()
        for one in writing:
            one.result()
    wait_until(lambda: settled(project), PATIENCE_SECONDS, lambda: list(Counting.objects.values()))
    assert Annotation.objects.filter(replaces=None).count() == 1 + WRITERS * (DOCUMENTS - 1)
    assert differences(project) == []
