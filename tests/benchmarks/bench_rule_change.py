"""An expert changes one rule of a million documents. How long until its votes and all figures are there?

From the job that is due to stored votes, and on to a new fit with its table: as a worker does it, in this process.
Once with the texts in the cache of this host, as they are whenever rules were applied before, and once from
PostgreSQL alone. Times of the clock; in brackets, processor time of this process (not of PostgreSQL).
"""

import io
import shutil
import statistics
import time
from collections.abc import Callable

import numpy as np
from django.db import connection
from django.test import Client
from django.urls import reverse

from annotate.jobs import run_due
from annotate.models import Batch, Gold, Project, User
from annotate.services.projects import create_project
from annotate.services.publishing import publish_schema
from tests.benchmarks.bench_matching import conditions, documents, vocabulary
from weaklabels.matching import forms
from weaklabels.matching.definitions import Rule
from weaklabels.models import LabelingFunction
from weaklabels.services import corpus
from weaklabels.services.figures import board_of
from weaklabels.services.fitting import newest_fit
from weaklabels.services.functions import APPLY, FIT, Wish, change_rule, make_rule

DOCUMENTS = 1_000_000
RULES = 20
GOLD = 500
TIMES = 12
TONE = {
    "kind": "choice",
    "name": "Tone",
    "labels": [{"name": "glad", "slot": 1, "key": "1"}, {"name": "cross", "slot": 2, "key": "2"}],
}
DOCUMENTS_OF_TEXTS = """
INSERT INTO annotate_document (
    project_id, batch_id, external_id, text, sha256, length, metadata, "group", position
)
SELECT %(project)s, %(batch)s, n::text, body, sha256(convert_to(body, 'UTF8')), length(body),
    jsonb_build_object('channel', 'c' || n %% 20), '', 0
FROM texts ORDER BY n;
INSERT INTO annotate_queuerow (document_id, project_id, pool, random_key, overlap_key, wants, claimed, is_held)
SELECT id, project_id, CASE WHEN id %% 10 = 0 THEN 1 ELSE 0 END, hashtextextended(external_id, 0), 0, 1, 0, false
FROM annotate_document WHERE project_id = %(project)s;
"""


def run(count: int = DOCUMENTS) -> None:
    project = world(count)
    print(f"{count:,} documents, {RULES} rules, {GOLD} gold documents")
    function = LabelingFunction.objects.filter(project=project).first()
    measure("all rules, for the first time", project)
    change(function, RULES)
    measure("one changed rule", project, goal="goal 10 s")
    shutil.rmtree(corpus.folder_of(project))
    corpus._open.clear()
    change(function, RULES + 1)
    measure("one changed rule, without the texts on this host", project)
    [question] = project.questions.all()
    timed("the page's figures", lambda: board_of(question))
    previews(project)


def previews(project: Project) -> None:
    """The whole request of a preview, again and again with other words: what somebody waits for while typing."""
    client = Client(headers={"host": "localhost"})
    client.force_login(project.created_by)
    [question] = project.questions.all()
    address = reverse("weaklabels:rule-previews", args=[project.slug])
    words = vocabulary()[20 : 20 + TIMES * 2]
    common = {"question": question.id, "label": question.labels.first().id, "name": "new"}
    for name, row in {
        "words": lambda one, _other: {"kind-0": "words", "text-0": one},
        "pattern": lambda one, other: {"kind-0": "pattern", "text-0": rf"\b{one}\b.*\b{other}"},
        "near": lambda one, other: {"kind-0": "near", "text-0": one, "other-0": other, "within-0": "5"},
    }.items():
        taken = []
        for one, other in zip(words[::2], words[1::2], strict=True):
            begun, used = time.perf_counter(), time.process_time()
            response = client.post(address, {**common, **row(one, other)})
            taken.append((time.perf_counter() - begun, time.process_time() - used))
            assert "hits" in response.content.decode()
        first, *later = (1000 * clock for clock, _cpu in taken)
        cpu = 1000 * statistics.median(used for _clock, used in taken[1:])
        print(
            f"  preview, {name:8} first {first:4.0f} ms, then {statistics.median(later):4.0f} ms ({cpu:.0f});"
            " goal 100 ms"
        )


def measure(name: str, project: Project, goal: str = "") -> None:
    votes = timed(f"{name}: votes", lambda: run_due(APPLY))
    figures = timed("    figures", lambda: run_due(FIT))
    fit = newest_fit(project.questions.get())
    covered = [row["covered"] for row in fit.report["rules"]]
    print(f"    together {votes + figures:.1f} s; {sum(covered):,} votes  {goal}")
    assert len(covered) == RULES
    assert min(covered) > 0


def timed(name: str, act: Callable[[], object]) -> float:
    begun, used = time.perf_counter(), time.process_time()
    act()
    took = time.perf_counter() - begun
    print(f"  {name:56} {took:6.2f} s ({time.process_time() - used:.2f})", flush=True)
    return took


def change(function: LabelingFunction, number: int) -> None:
    """Another condition; the same label."""
    version = function.newest
    definition = forms.write(Rule(0, conditions()[number]))
    change_rule(function, Wish(function.name, definition, version.label_id), version.author)


def world(count: int) -> Project:
    """So many documents, twenty rules and some gold."""
    project = bare_world(count)
    question, owner = project.questions.get(), project.created_by
    labels = list(question.labels.order_by("id"))
    for number, condition in enumerate(conditions()[5 : 5 + RULES]):
        definition = forms.write(Rule(0, condition))
        make_rule(question, Wish(f"rule {number}", definition, labels[number % 2].id), owner)
    give_gold(project, labels, owner)
    return project


def bare_world(count: int) -> Project:
    """A project with so many documents that nobody has looked at."""
    owner = User.objects.create_user("olga", None, name="Olga")
    project = create_project(owner, "Calls")
    publish_schema(project, [TONE], owner)
    project.refresh_from_db()
    batch = Batch.objects.create(project=project, name="calls.jsonl", created_by=owner)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # triggers rest, as in a bulk load
        cursor.execute("CREATE TEMP TABLE texts (n serial, body text)")
        lines = io.StringIO("\n".join(documents(count)))
        cursor.cursor.copy_expert("COPY texts (body) FROM STDIN", lines)
        cursor.execute(DOCUMENTS_OF_TEXTS, {"project": project.id, "batch": batch.id})
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")
    return project


def give_gold(project: Project, labels: list, owner: User) -> None:
    rng = np.random.default_rng(0)
    ids = np.array(project.documents.order_by("id").values_list("id", flat=True)[: 40 * GOLD])
    Gold.objects.bulk_create(
        Gold(
            project=project,
            document_id=document,
            question=labels[0].question,
            schema=project.schema,
            content={"labels": [labels[int(rng.integers(2))].id]},
            origin=Gold.Origin.ADJUDICATED,
            decided_by=owner,
        )
        for document in rng.choice(ids, GOLD, replace=False).tolist()
    )
