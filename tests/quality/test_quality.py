"""The tables of docs/quality.md are what the runs say, and the runs can be made again."""

import numpy as np
import pytest

from config.testing.soaking import LONG
from tests.public_sets import needs_public_sets
from tests.quality import tables
from tests.quality.__main__ import JOBS
from tests.quality.product import product_row
from tests.quality.rows import CURVES, VERDICTS
from tests.quality.runs import BUDGET, LOOKED_AT, PRODUCT, SIMULATED, is_false, judged_again, verdict_row
from weaklabels.active.evidence import Verdict

REPLAYED = [
    (SIMULATED, "AB", "sms", 2),
    (SIMULATED, "AA-random", "clinc150", 0),
    (SIMULATED, "AA-margin", "sms", 1),
    (SIMULATED, "AA-random", "trec", 0),
]
IN_EARNEST = (PRODUCT, "AB", "sms", 3)
# Duels have begun by then, and the long run goes on to the verdict.
SIMULATED_ANSWERS, PRODUCT_ANSWERS = (BUDGET, BUDGET) if LONG else (140, 90)


def test_the_page_holds_the_tables_of_the_rows():
    assert tables.written() in tables.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("table", [VERDICTS, CURVES], ids=lambda table: table.path.stem)
def test_each_row_is_one_of_the_runs_and_there_once(table):
    found = [row.key for row in table.rows()]
    wanted = {key for of, keys in JOBS.values() if of is table for key in keys}
    assert found
    assert len(found) == len(set(found))
    assert set(found) <= wanted


def test_each_verdict_follows_from_the_duels_of_its_row():
    assert [row.verdict for row in VERDICTS.rows()] == [judged_again(row) for row in VERDICTS.rows()]


@pytest.mark.parametrize(
    ("queue", "kinds"), [(PRODUCT, {"AA-random", "AA-margin"}), (SIMULATED, {"AA-random"})]
)
def test_at_most_five_in_a_hundred_verdicts_on_the_same_against_the_same_are_false(queue, kinds):
    """In simulation both arms in the default order have more: docs/quality.md says why."""
    rows = [row for row in VERDICTS.rows() if row.queue == queue and row.kind in kinds]
    assert rows
    assert sum(map(is_false, rows)) <= 0.05 * len(rows)


@pytest.mark.parametrize("queue", [PRODUCT, SIMULATED])
def test_four_in_five_verdicts_on_sms_are_right_by_four_hundred_answers(queue):
    rows = [row for row in VERDICTS.rows() if (row.queue, row.kind) == (queue, "AB")]
    assert rows
    assert sum(row.verdict == Verdict.HELPS for row in rows) >= 0.8 * len(rows)


def test_the_default_is_never_more_than_three_points_under_random():
    """In the mean of the seeds, on each set; on the misleading one too, for there it falls back."""
    for name in {row.corpus for row in CURVES.rows()}:
        rows = [row for row in CURVES.rows() if row.corpus == name]
        for answers in LOOKED_AT:
            default, random = (
                [getattr(row, f"{order}_{answers}") for row in rows] for order in ("default", "random")
            )
            assert np.mean(default) >= np.mean(random) - 0.03, f"{name} at {answers} answers"


def test_a_third_of_the_answers_is_saved_in_the_mean_of_the_sets():
    names = {row.corpus for row in CURVES.rows()} - {"misleading"}
    saved = [np.mean([row.saved for row in CURVES.rows() if row.corpus == name]) for name in names]
    assert np.mean(saved) >= 1 / 3


def begins(row, again, answers):
    """Whether a run made again has the first duels of its row, and at its end the verdict too."""
    until = [duel for duel in row.duels.split() if int(duel.rsplit(":", 1)[1]) <= answers]
    assert until
    assert again.answers == answers
    return again.duels.split() == until and (answers < BUDGET or again.verdict == row.verdict)


@needs_public_sets
@pytest.mark.parametrize("key", REPLAYED, ids=lambda key: "-".join(map(str, key)))
def test_a_run_made_again_begins_as_its_row_does(key):
    [row] = [row for row in VERDICTS.rows() if row.key == key]
    assert begins(row, verdict_row(*key, budget=SIMULATED_ANSWERS), SIMULATED_ANSWERS)


@needs_public_sets
@pytest.mark.django_db(transaction=True)
def test_a_run_through_the_queue_of_the_product_begins_again_as_its_row_does():
    [row] = [row for row in VERDICTS.rows() if row.key == IN_EARNEST]
    assert begins(row, product_row(*IN_EARNEST, budget=PRODUCT_ANSWERS), PRODUCT_ANSWERS)
