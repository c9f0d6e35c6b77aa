"""Is the mix what the project says, and is a random document really drawn at random?"""

import random
from collections import Counter

import pytest
from django.db import transaction

from annotate import queue
from annotate.models import QueueRow, Stream
from annotate.queue.chances import Chances
from annotate.queue.claims import Claimant, claim_from_walk
from annotate.queue.streams import DEFAULT_MIX, shares, streams_of
from annotate.services.documents import put_into_queue

# Upper 0.1 % points of chi-square: a fair draw exceeds them once in a thousand seeds, and the seed is fixed.
CHI_SQUARE = {1: 10.83, 2: 13.82, 9: 27.88}


def chi_square(observed, expected):
    return sum((observed[key] - expected[key]) ** 2 / expected[key] for key in expected)


def test_the_default_mix_adds_up():
    assert sum(DEFAULT_MIX.values()) == 100


@pytest.mark.django_db
def test_without_a_ranking_control_and_audit_serve_alone(project):
    assert streams_of(project) == [Stream.CONTROL, Stream.AUDIT]
    share = shares(project, streams_of(project))
    assert share[Stream.CONTROL] == pytest.approx(36 / 46)
    assert sum(share.values()) == pytest.approx(1)


@pytest.mark.django_db
def test_the_project_may_set_its_own_shares(project):
    project.mix = {"control": 3, "audit": 1}
    assert shares(project, streams_of(project)) == {Stream.CONTROL: 0.75, Stream.AUDIT: 0.25}


@pytest.mark.django_db
def test_a_mix_of_nothing_serves_all_alike(project):
    project.mix = {"control": 0, "audit": 0}
    assert shares(project, streams_of(project)) == {Stream.CONTROL: 0.5, Stream.AUDIT: 0.5}


def test_the_first_stream_is_drawn_by_its_share():
    share = {Stream.RANKED: 0.5, Stream.CONTROL: 0.4, Stream.AUDIT: 0.1}
    chances = Chances(share, {0: 90, 1: 10}, {Stream.RANKED: [(1, "")]})
    rng, draws = random.Random(2718), 5_000
    drawn = Counter(chances.drawn(rng) for _ in range(draws))
    assert chi_square(drawn, {stream: draws * part for stream, part in share.items()}) < CHI_SQUARE[2]


def test_every_stream_gets_its_turn_when_others_are_dry():
    chances = Chances({Stream.RANKED: 1.0, Stream.CONTROL: 0.0, Stream.AUDIT: 0.0}, {0: 0, 1: 0})
    served, rng = [], random.Random(1)
    while stream := chances.drawn(rng):
        served.append(stream)
        chances.dry.add(stream)
    assert set(served) == set(chances.shares)


@pytest.mark.django_db
def test_pools_are_uniform_over_the_import_and_as_large_as_they_should_be(project, batch, fill):
    """Whether a document is audited depends neither on its place in the file nor on anything but chance."""
    project.audit_percent, project.seed = 10, 31415
    project.save()
    documents = fill(4_000)
    QueueRow.objects.all().delete()
    put_into_queue(batch)
    audited = set(QueueRow.objects.filter(pool=1).values_list("document_id", flat=True))
    by_tenth = Counter(place // 400 for place, document in enumerate(documents) if document.id in audited)
    assert chi_square({0: len(audited), 1: 4_000 - len(audited)}, {0: 400, 1: 3_600}) < CHI_SQUARE[1]
    assert chi_square(by_tenth, dict.fromkeys(range(10), len(audited) / 10)) < CHI_SQUARE[9]


@pytest.mark.django_db
@pytest.mark.parametrize("pool", [0, 1])
def test_what_control_and_audit_serve_is_uniform_over_the_import(project, batch, fill, person, pool):
    project.seed = 1618
    project.save()
    documents = fill(2_000)
    QueueRow.objects.all().delete()
    put_into_queue(batch)
    QueueRow.objects.update(pool=pool)
    place = {document.id: place for place, document in enumerate(documents)}
    ada = person("ada")
    with transaction.atomic():
        queue.lock_annotator(project.id, ada.user_id)
        claim_from_walk(Claimant(project.id, ada.user_id, shows=1.0), pool, "control", 400, Chances({}))
    by_tenth = Counter(
        place[id_] // 200 for id_ in QueueRow.objects.filter(claimed=1).values_list("pk", flat=True)
    )
    assert chi_square(by_tenth, dict.fromkeys(range(10), 40)) < CHI_SQUARE[9]


@pytest.mark.django_db
def test_documents_of_one_group_share_a_pool(project, batch):
    project.audit_percent = 50
    project.save()
    batch.documents.bulk_create(
        batch.documents.model(
            project=project,
            batch=batch,
            text=f"{n}",
            external_id=f"{n}",
            sha256=bytes([n] * 32),
            length=1,
            group=f"call {n % 40}",
            position=n,
        )
        for n in range(120)
    )
    put_into_queue(batch)
    pools = {
        group: set(QueueRow.objects.filter(document__group=group).values_list("pool", flat=True))
        for group in {f"call {n}" for n in range(40)}
    }
    assert all(len(found) == 1 for found in pools.values())
    assert set.union(*pools.values()) == {0, 1}  # 40 groups in one pool are a matter of 2 in 2 to the 40
