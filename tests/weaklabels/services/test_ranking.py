"""Is the order put together of all that has a wish, and does it cost the same whatever the project's size?"""

import pytest
from django.db import connection

from annotate.models import Project, QueueRow, Stream
from annotate.services.documents import put_into_queue
from annotate.services.rankings import Listed
from weaklabels.models import CandidateList
from weaklabels.services.ranking import MOST_RANKED, Source, compose, offer, take_back

pytestmark = pytest.mark.django_db

DOCUMENTS = """
INSERT INTO annotate_document (project_id, batch_id, external_id, text, sha256, length, metadata, "group", position)
SELECT %s, %s, 'many-' || n, 'Text ' || n, sha256(n::text::bytea), 10, '{}', '', 0 FROM generate_series(1, %s) AS n
"""
WRITTEN = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), %s::pg_lsn)"


@pytest.fixture
def many(project, batch):
    """So many documents, by id: many(20) -> ids."""

    def many(count):
        with connection.cursor() as cursor:
            cursor.execute(DOCUMENTS, [project.id, batch.id, count])
        put_into_queue(batch)
        return list(project.documents.order_by("id").values_list("id", flat=True))

    return many


@pytest.fixture
def tone(project):
    return project.questions.get(name="Tone")


@pytest.fixture
def names(project):
    return project.questions.get(name="Names")


def wishes(documents, why):
    return Listed(documents, [1.0] * len(documents), [why] * len(documents))


def served(project, stream=Stream.RANKED):
    project.refresh_from_db()
    stretches = project.ranking.stretches.filter(stream=stream) if project.ranking else []
    return [document for stretch in stretches for document in stretch.documents]


def test_the_questions_take_turns_and_what_a_person_sent_comes_first(project, many, tone, names):
    ids = many(9)
    offer(tone, Source.RULES, wishes(ids[:3], "rules"))
    offer(names, Source.MODEL, wishes(ids[3:6], "model"))
    offer(names, Source.SENT, wishes(ids[8:], "sent"))
    compose(project)
    assert served(project) == [ids[8], ids[3], ids[0], ids[4], ids[1], ids[5], ids[2]]


def test_a_new_fit_of_one_question_takes_nothing_from_another(project, many, tone, names):
    ids = many(6)
    offer(tone, Source.RULES, wishes(ids[:2], "rules"))
    compose(project)
    offer(names, Source.RULES, wishes(ids[2:4], "rules"))
    compose(project)
    assert set(served(project)) == set(ids[:4])
    take_back(tone, Source.RULES)
    compose(project)
    assert served(project) == ids[2:4]
    take_back(names, Source.RULES)
    assert compose(project) is None
    project.refresh_from_db()
    assert project.ranking is None


def test_a_document_that_two_wish_for_is_listed_once_with_its_first_reason(project, many, tone, names):
    ids = many(3)
    offer(tone, Source.MODEL, wishes([ids[0], ids[1]], "torn"))
    offer(names, Source.MODEL, wishes([ids[1], ids[0]], "unsure"))
    compose(project)
    (stretch,) = project.rankings.latest("id").stretches.all()
    assert sorted(stretch.documents) == sorted(ids[:2])
    reasons = project.rankings.latest("id").reasons
    assert reasons[stretch.reasons[stretch.documents.index(ids[0])]] == "torn"


def test_only_what_may_still_be_served_is_listed_the_unanswered_first(project, many, tone):
    ids = many(6)
    QueueRow.objects.filter(document=ids[0]).update(pool=1)
    QueueRow.objects.filter(document=ids[1]).update(claimed=1)
    QueueRow.objects.filter(document=ids[2]).update(is_held=True)
    QueueRow.objects.filter(document=ids[3]).update(wants=2, claimed=1)
    offer(tone, Source.MODEL, wishes(ids, "torn"))
    compose(project)
    assert served(project) == [ids[4], ids[5], ids[3]]


def test_a_retired_question_wishes_nothing(project, many, tone):
    ids = many(3)
    offer(tone, Source.MODEL, wishes(ids, "torn"))
    tone.retired_at = tone.project.created_at
    tone.save()
    assert compose(project) is None


def test_the_order_is_ten_thousand_documents_at_most_and_less_than_a_megabyte(project, many, tone, names):
    ids = many(12_000)
    offer(tone, Source.MODEL, wishes(ids[:6_500], "the model is torn between “objection” and “question”"))
    offer(names, Source.MODEL, wishes(ids[5_500:], "the model is torn between “person” and “place”"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()")
        begin = cursor.fetchone()[0]
        compose(project)
        cursor.execute(WRITTEN, [begin])
        assert cursor.fetchone()[0] < 1_000_000
    assert len(served(project)) == MOST_RANKED
    assert CandidateList.objects.count() == 2


def test_a_new_generation_leaves_the_one_before_and_forgets_older_ones(project, many, tone):
    """But for their head, where what was drawn from them is found with its score."""
    ids = many(105)
    made = []
    for number in range(1, 5):
        offer(tone, Source.MODEL, wishes(ids[number:], "torn"))
        made.append(compose(project))
    assert Project.objects.get(id=project.id).ranking_id == made[-1].id
    assert [one.stretches.count() for one in made] == [2, 2, 4, 4]
    assert [one.stretches.first().documents for one in made] == [ids[at : at + 32] for at in range(1, 5)]
