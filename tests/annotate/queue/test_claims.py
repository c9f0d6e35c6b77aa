"""Does the next document cost the same for everybody, however far ahead they are?"""

import pytest
from django.db import connection, transaction

from annotate import queue
from annotate.models import FreedSlot, Project, QueueRow, Standing, Stream, Watermark
from annotate.queue.chances import COUNT_FREE, COUNT_HAD
from annotate.queue.claims import FREED, MARKED, NAMED, WALK, Claimant, move_mark
from annotate.queue.heads import HEADS
from annotate.queue.leases import LEASE_OF_PREFETCHED
from annotate.queue.serving import lock_annotator
from annotate.services import work
from annotate.services.documents import put_into_queue
from annotate.services.rankings import Listed, switch_ranking

pytestmark = pytest.mark.django_db

MANY, FAR_AHEAD = 8_000, 6_000

LARGE = {"annotate_standing", "annotate_queuerow", "annotate_document"}

DOCUMENTS = """
INSERT INTO annotate_document (project_id, batch_id, external_id, text, sha256, length, metadata, "group", position)
SELECT %(project)s, %(batch)s, 'many-' || n, 'Text ' || n, sha256(n::text::bytea), 10, '{}', '', 0
FROM generate_series(1, %(count)s) AS n
"""
ANSWERED = """
INSERT INTO annotate_standing (
    project_id, document_id, annotator_id, occasion, state, holds_slot, stream, pool, reason,
    suggestions_shown, note, begun_at, changed_at
)
SELECT project_id, document_id, %(annotator)s, 'work', 'answered', true, 'control', 0, '', '{}', '', now(), now()
FROM annotate_queuerow WHERE project_id = %(project)s ORDER BY random_key LIMIT %(count)s
"""


def run(statement, **values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def many(project, batch):
    """Many documents that want two answers."""
    run(DOCUMENTS, project=project.id, batch=batch.id, count=MANY)
    Project.objects.filter(id=project.id).update(wants=2, overlap_wants=2)
    put_into_queue(batch)
    return project


@pytest.fixture
def has_answered(many):
    """Let a person be so many documents ahead of everybody else: has_answered(membership, count)."""

    def has_answered(membership, count):
        run(ANSWERED, annotator=membership.user_id, project=many.id, count=count)
        run(
            "UPDATE annotate_queuerow q SET claimed = claimed + 1 FROM annotate_standing s"
            " WHERE s.document_id = q.document_id AND s.annotator_id = %(annotator)s",
            annotator=membership.user_id,
        )
        run("ANALYZE annotate_queuerow; ANALYZE annotate_standing; ANALYZE annotate_document")

    return has_answered


def plan_of(statement, membership, **values):
    """What PostgreSQL would do for this person's claim, and how many pages it touches doing it."""
    parameters = {
        "project": membership.project_id,
        "annotator": membership.user_id,
        "tab": None,
        "pool": 0,
        "want": 1,
        "shows": 1.0,
        "lease": LEASE_OF_PREFETCHED,
        "stream": "control",
        "generation": None,
        "audit_chance": 0.001,
        "control_chance": 0.001,
        "ranked_chance": 0.01,
        "duel_chance": 0.01,
        "ranked": list(range(50)),
        "duels": [],
        **values,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        lock_annotator(membership.project_id, membership.user_id)
        statement.plan(connection.connection)
        cursor.execute("EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + statement.call, parameters)
        (plan,) = cursor.fetchone()[0]
        transaction.set_rollback(True)
    return plan["Plan"]


def nodes(plan):
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def pages(plan):
    return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]


def whole_scans(plan):
    return {
        node["Relation Name"]
        for node in nodes(plan)
        if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE
    }


def test_no_claim_reads_a_whole_table_whoever_asks(many, person, has_answered, lend):
    """The planner's trap: with NOT EXISTS it scans every standing for somebody who has few."""
    for name, answered in (("far ahead", FAR_AHEAD), ("old", 500), ("new", 0)):
        each = person(name)
        has_answered(each, answered)
        lend(each)  # the first claim sets the watermark; what comes after must be cheap
        for statement in (WALK, FREED, MARKED):
            plan = plan_of(statement, each)
            assert not whole_scans(plan), name
            assert pages(plan) < 300, name
        for statement in (COUNT_FREE, COUNT_HAD):
            assert not whole_scans(plan_of(statement, each)), name


def test_a_plan_made_while_the_tables_were_small_serves_when_they_are_large(
    fill, person, project, batch, lend
):
    fill(3)
    ada = person("ada")
    run("ANALYZE annotate_queuerow; ANALYZE annotate_standing; ANALYZE annotate_document")
    lend(ada)  # plans the statements on this connection, for three documents
    run(DOCUMENTS, project=project.id, batch=batch.id, count=MANY)
    put_into_queue(batch)
    for statement in (WALK, FREED, MARKED):
        assert not whole_scans(plan_of(statement, ada))


def test_being_far_ahead_costs_once(many, person, has_answered, lend):
    """The first claim walks past all that was answered; the watermark spares every later one the walk."""
    ada = person("ada")
    has_answered(ada, FAR_AHEAD)
    before = pages(plan_of(WALK, ada))
    lend(ada)
    after = pages(plan_of(WALK, ada))
    assert before > FAR_AHEAD
    assert after < 300


def test_the_walk_goes_past_documents_others_hold_but_the_watermark_does_not(fill, person, lend, give_back):
    fill(6)
    ada, ben = person("ada"), person("ben")
    held = lend(ada, 2)
    lend(ben)
    give_back(ada, held)
    served = {standing.document_id for standing in lend(ben, 2)}
    assert served == {standing.document_id for standing in held}


def test_a_slot_given_back_behind_the_watermark_is_found(fill, person, lend, give_back, project):
    fill(30)
    ada, ben = person("ada"), person("ben")
    given_back = lend(ben)
    for _turn in range(5):
        lend(ada)
    give_back(ben, given_back)
    assert FreedSlot.objects.get().document_id == given_back[0].document_id
    assert [standing.document_id for standing in lend(ada)] == [given_back[0].document_id]
    assert not FreedSlot.objects.exists()


def test_documents_imported_behind_the_watermark_are_found(fill, person, lend):
    fill(3)
    ada = person("ada")
    for _turn in range(3):
        lend(ada)
    move_mark(Claimant(ada.project_id, ada.user_id, shows=1.0), 0)
    mark = Watermark.objects.get(pool=0).random_key
    (new,) = fill(1)
    QueueRow.objects.filter(document=new).update(random_key=-(2**63))
    assert mark > -(2**63), "nothing lies behind it"
    assert [standing.document_id for standing in lend(ada)] == [new.id]


def test_documents_that_want_more_answers_are_found_by_all(fill, person, lend, save, project):
    documents = fill(2)
    ada, ben = person("ada"), person("ben")
    for standing in lend(ada, 2) + lend(ada, 2):
        save(ada, standing)
    assert lend(ben) == []
    QueueRow.objects.update(wants=2)
    queue.reopen(project.id)
    assert {standing.document_id for standing in lend(ben, 2) + lend(ben, 2)} == {d.id for d in documents}


def test_a_skip_leaves_nothing_behind_for_others_to_step_over(fill, person, lend):
    """A held document is not kept among the freed ones: each claim looks at all of those."""
    (document,) = fill(1)
    ada = person("ada")
    lend(ada)
    work.skip(ada, document, "")
    assert QueueRow.objects.get().is_held
    assert not FreedSlot.objects.exists()


def test_a_ranking_is_read_by_its_index(many, person, has_answered):
    ada = person("ada")
    has_answered(ada, FAR_AHEAD)
    rows = QueueRow.objects.filter(project=many).order_by("-random_key")
    ids = list(rows.values_list("document_id", flat=True)[:MANY])
    listed = Listed(ids, [1.0] * len(ids), ["unsure"] * len(ids))
    ranking = switch_ranking(many, {Stream.RANKED: listed, Stream.DUEL: listed})
    plan = plan_of(HEADS, ada, generation=ranking.id)
    assert not whole_scans(plan)
    assert pages(plan) < 2_000, "the first stretch of each list is read, not all of them"
    plan = plan_of(NAMED, ada, documents=ids[:8], reasons=["unsure"] * 8)
    assert not whole_scans(plan)
    assert pages(plan) < 300


def test_a_claim_takes_a_slot_and_makes_one_standing(fill, person, lend, project):
    (document,) = fill(1)
    ada = person("ada")
    (standing,) = lend(ada)
    assert QueueRow.objects.get().claimed == 1
    assert Standing.objects.get() == standing
    assert standing.document_id == document.id
    assert queue.recount(project.id) == []
