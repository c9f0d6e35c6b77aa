"""Are the counts on the pages the counts of the rows, whatever changed them?"""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from annotate.models import AnswerTally, Document, QueueRow, QueueTally, Standing
from annotate.services import work
from annotate.services.annotations import parse_submission, save_annotation
from annotate.services.tallies import fold, progress_of, shares_of

pytestmark = pytest.mark.django_db

RECOUNT = """
SELECT count(*), count(*) FILTER (WHERE answered >= wants), count(*) FILTER (WHERE is_held),
    coalesce(sum(answered), 0),
    coalesce(sum(greatest(wants - answered, 0)) FILTER (WHERE NOT is_held), 0)
FROM (
    SELECT q.wants, q.is_held, (
        SELECT count(*) FROM annotate_standing s
        WHERE s.document_id = q.document_id AND s.holds_slot AND s.state = 'answered'
    ) AS answered FROM annotate_queuerow q WHERE project_id = %s
) AS documents
"""


def recounted(project):
    """The same figures, counted from the rows themselves."""
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT, [project.id])
        return tuple(map(int, cursor.fetchone()))


def told(project):
    progress = progress_of(project)
    return (
        progress.documents,
        progress.finished,
        progress.held,
        progress.given,
        progress.to_come,
    )


def save(membership, document, body):
    return save_annotation(membership, Document.objects.get(id=document["id"]), parse_submission(body))


def test_a_day_of_work_is_counted_as_it_is(project, documents, membership, answer):
    assert told(project) == recounted(project) == (4, 0, 0, 0, 4)
    first, second, third = work.lend(membership, 3, [])["documents"]
    assert told(project) == recounted(project) == (4, 0, 0, 0, 4)
    body = answer(first)
    save(membership, first, body)
    assert told(project) == recounted(project) == (4, 1, 0, 1, 3)
    save(membership, first, answer(first, tone_label=1, replaces=body["key"]))
    assert told(project) == recounted(project)
    work.skip(membership, project.documents.get(id=second["id"]), "")
    assert told(project) == recounted(project) == (4, 1, 1, 1, 2)
    work.give_back(membership, [third["id"]])
    Standing.objects.filter(state="answered").update(state="returned")
    assert told(project) == recounted(project) == (4, 0, 1, 0, 3)


def test_changing_what_documents_want_is_counted(project, documents):
    QueueRow.objects.update(wants=3)
    assert told(project) == recounted(project) == (4, 0, 0, 0, 12)
    QueueRow.objects.filter(document=documents[0]).delete()
    assert told(project) == recounted(project) == (3, 0, 0, 0, 9)


def test_a_statement_that_changes_nothing_adds_no_row(project, documents):
    before = QueueTally.objects.count()
    QueueRow.objects.update(wants=1)
    assert QueueTally.objects.count() == before


def test_first_answers_count_corrections_do_not_and_withdrawals_take_back(
    project, documents, membership, annotator, answer
):
    document = work.lend(membership, 1, [])["documents"][0]
    body, keys = answer(document), []
    for replaces, withdraws in [(None, False), (0, False), (1, True), (2, False)]:
        body = answer(
            document, replaces=keys[replaces] if replaces is not None else None, withdraws=withdraws
        )
        keys.append(body["key"])
        save(membership, document, body)
    (share,) = shares_of(project)
    assert (share.author_id, share.answers, share.active_ms) == (annotator.id, 1, 6_000)
    assert share.day == datetime.now(UTC).date()
    assert [row.answers for row in AnswerTally.objects.order_by("id")] == [1, 0, -1, 1]


def test_an_answer_counts_on_its_own_day(project, documents, membership, answer):
    document = work.lend(membership, 1, [])["documents"][0]
    yesterday = datetime.now(UTC) - timedelta(days=1)
    save_annotation(
        membership,
        Document.objects.get(id=document["id"]),
        parse_submission(answer(document)),
        at=yesterday,
    )
    assert [share.day for share in shares_of(project)] == [yesterday.date()]


def test_folding_changes_no_sum(project, documents, membership, answer):
    for document in work.lend(membership, 3, [])["documents"]:
        save(membership, document, answer(document))
    before = told(project), shares_of(project)
    assert QueueTally.objects.count() > 1
    fold()
    assert (told(project), shares_of(project)) == before
    assert QueueTally.objects.count() == 1
    assert AnswerTally.objects.count() == 1
    fold()
    assert QueueTally.objects.count() == 1


def test_an_empty_project_has_no_progress(project):
    progress = progress_of(project)
    assert (progress.documents, progress.wanted, progress.is_finished) == (0, 0, False)
