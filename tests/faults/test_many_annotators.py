"""Forty annotators at a server that is killed again and again: no answer is lost, doubled or given to too many.

The short form is part of every test run; SOAK=1 (`make soak`) runs 2,000 documents and 25 kills.
"""

import random
import statistics
import time
from collections import Counter
from dataclasses import replace

from config.testing.soaking import LONG
from tests.faults import checker
from tests.faults.client import DILIGENT, Habits, replay
from tests.faults.conftest import PEOPLE, SEED, wait_until
from tests.faults.crowd import Crowd

DOCUMENTS, KILLS = (2_000, 25) if LONG else (200, 3)
PATIENCE_SECONDS = 300  # without any progress
HABITS = Habits() if LONG else Habits(vanishes_within=3)  # of the few documents everybody gets few
PHASE_SECONDS = 300 if LONG else 2
PLENTY = 100_000 if LONG else 2_000  # documents: eight people answer some 45 a second
SLOWER_AT_MOST = 1.2


def rank(site, world, rng):
    """Write a new generation of the ranking and switch to it, as a training job does."""
    project = world["project"]
    ids = [
        row[0]
        for row in site.query("SELECT document_id FROM annotate_queuerow WHERE project_id = %s", [project])
    ]
    chosen = rng.sample(ids, min(100, len(ids)))
    site.query(
        """
        WITH ranking AS (
            INSERT INTO annotate_ranking (project_id, made_at, reasons)
            VALUES (%s, now(), ARRAY['the model is unsure']) RETURNING id
        ), candidates AS (
            INSERT INTO annotate_rankedstretch (ranking_id, stream, number, documents, scores, reasons)
            SELECT ranking.id, 'ranked', 0, chosen.ids, array_fill(1.0, ARRAY[cardinality(chosen.ids)]),
                array_fill(0::smallint, ARRAY[cardinality(chosen.ids)])
            FROM ranking, (SELECT %s::bigint[] AS ids) AS chosen
        )
        UPDATE annotate_project SET ranking_id = ranking.id FROM ranking WHERE annotate_project.id = %s
        """,
        [project, chosen, project],
    )


def progress(query):
    """The site's answer, or None while its database is down."""
    try:
        return query()
    except Exception:
        return None


def test_no_answer_is_lost_doubled_or_given_to_too_many_whatever_is_killed(site, make_world):
    world = make_world(name="chaos", documents=DOCUMENTS)
    project, rng = world["project"], random.Random(SEED)
    faults = [site.kill_web, site.kill_postgres, site.kill_worker, site.kill_web_process, site.kill_redis]
    wanted = site.query("SELECT sum(wants) FROM annotate_queuerow WHERE project_id = %s", [project])[0][0]
    moments = sorted(rng.uniform(0.05, 0.9) * wanted for _ in range(KILLS))
    turn, miscounted, begun = 0, 0, time.monotonic()
    with Crowd(site.web.port, world, HABITS, SEED) as crowd:
        fewest, since = DOCUMENTS + 1, begun
        while left := checker.unfinished(site.query, project):
            if left < fewest:
                fewest, since = left, time.monotonic()
            assert time.monotonic() - since < PATIENCE_SECONDS, f"{left} documents stay unfinished"
            if turn < len(moments) and crowd.history.acknowledged() >= moments[turn]:
                time.sleep(rng.uniform(0, 0.2))
                fault = faults[turn] if turn < len(faults) else rng.choice(faults)
                fault()
                turn += 1
            rank(site, world, rng)
            miscounted += checker.miscounted_now(site.query, project)
            time.sleep(rng.uniform(0.3, 0.6))
    replay(site.web.port, world, crowd.history)
    calls = Counter((call.kind, call.outcome) for call in crowd.history.calls)
    streams = dict(
        site.query(
            "SELECT stream, count(*) FROM annotate_annotation WHERE project_id = %s GROUP BY 1", [project]
        )
    )
    print(
        f"\n{time.monotonic() - begun:.0f} s, {turn} kills, {crowd.vanished} tabs vanished, {streams}, {dict(calls)}"
    )
    assert turn == KILLS
    assert miscounted == 0
    assert checker.check(site.query, project, crowd.history) == []
    assert crowd.history.unknown_keys() == []
    assert {"ranked", "control", "audit", "assigned"} <= streams.keys()
    assert crowd.vanished >= PEOPLE / 10


def test_annotators_do_not_notice_that_redis_refuses_is_frozen_or_forgets(site, make_world):
    """Neither an error nor a wait: the 95th percentile of a step beside that of the quiet minutes before and after."""
    world = make_world(name="quiet", people=8, documents=PLENTY, wants=[2])
    faults = {
        "refused": (site.refuse_redis, site.valkey.start),
        "frozen": (site.freeze_redis, site.thaw_redis),
        "wiped": (site.wipe_redis, lambda: None),
    }
    quiet, ill = [], {}
    with Crowd(site.web.port, world, replace(DILIGENT, thinks_seconds=0.1), SEED) as crowd:
        wait_until(lambda: crowd.history.acknowledged() > 20, 60, crowd.history.acknowledged)
        quiet.append(period())
        for name, (begin, end) in faults.items():
            begin()
            ill[name] = period()
            end()
            quiet.append(period())
    calls = [call for call in crowd.history.calls if call.outcome != "invoke"]
    assert [call for call in calls if call.outcome != "ok"] == []
    assert checker.check(site.query, world["project"], crowd.history, must_be_finished=False) == []
    ratios = {}
    for turn, name in enumerate(faults):
        # Of both: what drifts in an hour, the machine's neighbours and the age of the tables, is in neither alone.
        around, then = p95(crowd.history, *quiet[turn : turn + 2]), p95(crowd.history, ill[name])
        ratios[name] = then / around
        print(
            f"\nRedis {name}: p95 {1000 * then:.0f} ms, around it {1000 * around:.0f}, ratio {ratios[name]:.2f}"
        )
    assert max(ratios.values()) < SLOWER_AT_MOST or not LONG, ratios


def period():
    begun = time.monotonic()
    time.sleep(PHASE_SECONDS)
    return begun, time.monotonic()


def p95(history, *periods):
    saves = history.of("save", "ok")
    times = [
        call.seconds for begin, end in periods for call in saves if begin <= call.at - call.seconds < end
    ]
    return statistics.quantiles(times, n=20)[-1]
