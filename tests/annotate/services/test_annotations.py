"""A save that had to wait: it sees what was there when its turn came."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from annotate.models import Annotation, Standing
from annotate.problems import StaleAnnotation
from annotate.services import work
from annotate.services.annotations import parse_submission, save_annotation

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_overwrites_no_answer_that_was_written_anew_while_it_waited(membership, documents, answer):
    """Where labels are moved, answers are written anew without their authors' locks; the row of each is waited for."""
    lent = work.lend(membership, 1, [])["documents"][0]
    document = next(one for one in documents if one.id == lent["id"])
    save_annotation(membership, document, parse_submission(answer(lent)))
    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            standing = Standing.objects.select_for_update().get(document=document)
            stale = other.submit(saved_elsewhere, membership, document, answer(lent, tone_label=1))
            wait_for_somebody_waiting()
            standing.current = written_anew(standing.current_id)
            standing.save(update_fields=["current"])
        with pytest.raises(StaleAnnotation) as refused:
            stale.result(timeout=20)
    assert refused.value.details["current"]["key"] == str(standing.current.key)
    assert Standing.objects.get(document=document).current_id == standing.current_id


def saved_elsewhere(membership, document, body):
    try:
        return save_annotation(membership, document, parse_submission(body))
    finally:
        connection.close()


def wait_for_somebody_waiting():
    with connection.cursor() as cursor:
        for _attempt in range(1_000):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
            time.sleep(0.01)


def written_anew(annotation_id):
    """The same as a further revision."""
    again = Annotation.objects.get(id=annotation_id)
    again.replaces_id, again.id, again.key = again.id, None, uuid.uuid4()
    again._state.adding = True
    again.save()
    return again
