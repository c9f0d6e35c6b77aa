"""Is the probability that is kept with a document the one with which it is really drawn?"""

import random
import uuid
from collections import Counter

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from annotate.models import Project, QueueRow, Standing, Stream, Watermark
from annotate.queue import drawing
from annotate.queue.chances import Chances
from annotate.services import work
from annotate.services.annotations import Submission
from annotate.services.rankings import Listed, switch_ranking
from annotate.services.responses import ResponseAnswer
from config.testing.soaking import LONG

pytestmark = pytest.mark.django_db
DRAWS = 3_000 if LONG else 500  # of twenty documents, which come twelve times each at the least
CHI_SQUARE_19 = (
    43.8  # upper 0.1 % point: a fair draw exceeds it once in a thousand seeds, and the seed is fixed
)


class Rolled(Exception):
    """Undoes a draw."""


@pytest.fixture
def rank(project):
    """Switch to lists of these documents: rank(ranked, duels) -> ranking."""

    def rank(ranked, duels=()):
        def listed(some):
            return Listed([one.id for one in some], [0.5] * len(some), ["unsure"] * len(some))

        ranking = switch_ranking(project, {Stream.RANKED: listed(ranked), Stream.DUEL: listed(duels)})
        project.refresh_from_db()
        return ranking

    return rank


@pytest.fixture
def seeded(monkeypatch):
    """The queue's chance, the same in every run."""
    monkeypatch.setattr(drawing, "RANDOM", random.Random(2718))


def shuffle():
    """Another random order, as another seed of the project would have made it."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE annotate_queuerow SET random_key = (random() * 1e15)::bigint")


def drawn(lend, membership):
    """What one draw gives this person, undone at once."""
    try:
        with transaction.atomic():
            shuffle()
            (standing,) = lend(membership)
            raise Rolled
    except Rolled:
        return standing


def test_documents_are_drawn_as_often_as_is_kept_with_them(fill, person, lend, rank, project, seeded):
    """In the long run, whatever stream they come from: two lists that overlap, random order and audit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.31415)")
    documents = fill(20)
    QueueRow.objects.filter(document__in=documents[16:]).update(pool=1)
    rank(documents[:5], duels=documents[3:6])
    ada = person("ada")
    draws = [drawn(lend, ada) for _number in range(DRAWS)]
    chance = {draw.document_id: draw.draw_probability for draw in draws}
    assert all(draw.draw_probability == pytest.approx(chance[draw.document_id]) for draw in draws)
    assert set(chance) == {document.id for document in documents}, "every open document may come"
    assert sum(chance.values()) == pytest.approx(1)
    often = Counter(draw.document_id for draw in draws)
    apart = sum((often[one] - DRAWS * part) ** 2 / (DRAWS * part) for one, part in chance.items())
    assert apart < CHI_SQUARE_19
    streams = Counter(draw.stream for draw in draws)
    assert set(streams) == {"ranked", "duel", "control", "audit"}


def test_the_chance_is_the_sum_over_all_streams_that_could_have_served_it(project):
    shares = {Stream.RANKED: 0.4, Stream.DUEL: 0.2, Stream.CONTROL: 0.3, Stream.AUDIT: 0.1}
    heads = {Stream.RANKED: [(1, ""), (2, "")], Stream.DUEL: [(2, "")]}
    values = Chances(shares, {0: 100, 1: 10}, heads).values()
    assert values["ranked_chance"] == pytest.approx(0.2)
    assert values["duel_chance"] == pytest.approx(0.2)
    assert values["control_chance"] == pytest.approx(0.003)
    assert values["audit_chance"] == pytest.approx(0.01)


def test_what_a_dry_stream_cannot_serve_is_shared_out_to_the_others(project):
    shares = {Stream.RANKED: 0.4, Stream.DUEL: 0.2, Stream.CONTROL: 0.3, Stream.AUDIT: 0.1}
    chances = Chances(shares, {0: 100, 1: 10}, {Stream.RANKED: [(1, "")], Stream.DUEL: []})
    assert chances.live() == pytest.approx({"ranked": 0.5, "control": 0.375, "audit": 0.125})
    chances.dry.add(Stream.AUDIT)
    assert chances.live() == pytest.approx({"ranked": 4 / 7, "control": 3 / 7})


def test_in_a_large_project_what_is_free_for_this_very_person_is_counted(fill, person, lend, save, project):
    """Documents that others may still answer, and this person has, are not among what they draw from."""
    fill(150, wants=2)
    ada, ben = person("ada"), person("ben")
    for standing in lend(ada, 10):
        save(ada, standing)
    Watermark.objects.all().delete()
    (hers,), (his,) = lend(ada), lend(ben)
    assert hers.draw_probability == pytest.approx(1 / 140)
    assert his.draw_probability == pytest.approx(1 / 150)


def test_documents_that_come_are_counted_at_once(fill, person, lend):
    fill(120)
    ada = person("ada")
    (before,) = lend(ada)
    fill(200)
    (after,) = lend(ada)
    assert before.draw_probability == pytest.approx(1 / 120)
    assert after.draw_probability == pytest.approx(1 / 319)


def test_what_others_gave_back_is_not_served_before_its_turn(fill, person, lend, rank, project, give_back):
    """Else ranked documents, of which many are given back, would be more than their share of the control."""
    documents = fill(300)
    order = list(QueueRow.objects.order_by("random_key").values_list("document_id", flat=True))
    last = [document for document in documents if document.id in order[-20:]]
    rank(last)
    Project.objects.update(mix={"ranked": 100, "control": 0})
    ada = person("ada")
    give_back(ada, lend(ada, 5))
    Project.objects.update(mix={"ranked": 0, "control": 100})
    ben = person("ben")
    served = [lend(ben)[0].document_id for _turn in range(10)]
    assert served == order[:10]


def test_control_duel_and_audit_are_chosen_at_random_to_whoever_gets_them(
    fill, person, lend, rank, project, seeded
):
    """And what is said of a ranked document of a blind project names the stream, not what the model thinks."""
    documents = fill(300)
    QueueRow.objects.filter(document__in=documents[200:]).update(pool=1)
    rank(documents[:60], duels=documents[60:120])
    ada = person("ada")
    said = {}
    for _turn in range(60):
        step = work.lend(ada, 1, [])
        (document,) = step["documents"]
        said.setdefault(Standing.objects.get(document=document["id"]).stream, set()).add(document["reason"])
        assert not {"stream", "generation", "draw_probability", "score", "pool"} & document.keys()
    assert said.pop("ranked") == {"picked from the top of the list"}
    assert set(said) == {"control", "duel", "audit"}
    assert set.union(*said.values()) == {"chosen at random"}


def test_where_people_may_see_answers_the_reason_is_told(fill, person, lend, rank, project):
    project.is_blind, project.mix = False, {"ranked": 100, "control": 0}
    project.save()
    rank(fill(20))
    (document,) = work.lend(person("ada"), 1, [])["documents"]
    assert document["reason"] == "the model is unsure between many labels"


def test_a_ranked_order_costs_a_step_one_look_more(fill, person, lend, rank, project, monkeypatch):
    """And no more however long the lists are."""

    class Never(random.Random):
        def random(self):
            return 0.999

    monkeypatch.setattr(drawing, "RANDOM", Never())
    documents = fill(400)
    ada = person("ada")

    def step():
        (standing,) = lend(ada)
        tone = project.schema.questions[0]
        submission = Submission(
            key=uuid.uuid4(),
            sha256=bytes(standing.document.sha256).hex(),
            replaces=None,
            schema_id=project.schema_id,
            responses=[ResponseAnswer(tone["id"], labels=(tone["labels"][0]["id"],))],
        )
        with CaptureQueriesContext(connection) as queries:
            work.save_and_lend(ada, standing.document, submission, 1, [])
        return len(queries)

    step()
    without = step()
    rank(documents[:300], duels=documents[300:])
    ada.project.refresh_from_db()
    step()
    assert step() <= without + 1
