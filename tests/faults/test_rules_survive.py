"""Kill the workers that apply rules: every rule votes on every document exactly once, whoever died on the way."""

import random
import subprocess
import sys
import time

import pytest
from celery import current_app
from django.conf import settings

from annotate import jobs
from annotate.jobs import hints
from annotate.models import Batch, Job
from annotate.services.documents import NewDocument, add_documents
from tests.faults.conftest import Worker, wait_until
from tests.weaklabels.conftest import keywords
from weaklabels.models import LabelingFunction, VoteColumn, VotePiece
from weaklabels.services.functions import APPLY, FIT, HELP, Wish, change_rule, make_rule
from weaklabels.services.python.permission import allow_python
from weaklabels.services.python.sources import definition_of
from weaklabels.services.votes import read_votes

pytestmark = pytest.mark.django_db(transaction=True)
SEED = 20_261_126
DOCUMENTS = 3_000
PATIENCE_SECONDS = 120
ROUNDS = 5
SLOW = """
def label(text, metadata):
    sum(range(60_000))
    return "glad" if text.endswith("7") else None
"""
State = Job.State


@pytest.fixture
def service(tmp_path, settings):
    settings.RULES_SOCKET = tmp_path / "rules.sock"
    command = ["-m", "weaklabels.sandbox.service", str(settings.RULES_SOCKET), "--wrapped", "no"]
    process = subprocess.Popen([sys.executable, *command], env={})
    wait_until(settings.RULES_SOCKET.exists, 20, lambda: "no socket")
    yield settings.RULES_SOCKET
    process.kill()
    process.wait()


@pytest.fixture
def pair(fragile_redis, service, tmp_path, monkeypatch):
    """Two workers of the quick lane."""
    monkeypatch.setattr(hints, "breaker", hints.Breaker())
    monkeypatch.setattr(
        hints,
        "connect",
        lambda **options: current_app.connection_for_write(
            f"redis+socket://{fragile_redis.socket}", transport_options=hints.BRISK | options
        ),
    )
    where = {"RULES_SOCKET": str(service), "DATA_DIR": str(settings.DATA_DIR)}
    started = [Worker("quick", tmp_path, fragile_redis.url, name=name, **where) for name in ("one", "other")]
    for worker in started:
        worker.start()
    yield started
    for worker in started:
        worker.kill()


@pytest.fixture
def rules(project, owner, expert, service):
    """One without code and one in slow Python, over three thousand documents."""
    tone = project.questions.get(name="Tone")
    glad = tone.labels.get(name="glad")
    batch = Batch.objects.create(project=project, name="many", created_by=owner)
    add_documents(batch, [NewDocument(f"number {number}") for number in range(DOCUMENTS)])
    allow_python(project, ["expert"], owner)
    kind = LabelingFunction.Kind.PYTHON
    return [
        make_rule(tone, Wish("sevens", definition_of(SLOW), None), expert, kind),
        make_rule(tone, Wish("a seven", keywords("7", "17", "27"), glad.id), expert),
    ]


def is_over():
    return not Job.objects.filter(kind__in=[APPLY, HELP, FIT], state__in=[State.NEW, State.RUNNING]).exists()


def check_votes(function, right):
    """Pieces that lie one behind the other, and the votes one worker would have written."""
    version = function.newest
    pieces = list(VotePiece.objects.filter(column=version.id).order_by("first"))
    assert [piece.first for piece in pieces] == [1, *(piece.last + 1 for piece in pieces[:-1])]
    documents = read_votes([version.id])[version.id].documents.tolist()
    assert documents == right
    column = VoteColumn.objects.get(version=version.id)
    assert (column.hits, column.error) == (len(right), "")
    return column


def test_rules_vote_once_on_every_document_whoever_is_killed(pair, rules, project):
    chaos = random.Random(SEED)
    slow, plain = rules
    jobs.due(APPLY, project.id)
    for kill in (pair[0].kill_child, pair[1].kill_tree_and_start_again, pair[1].kill_child):
        count = VotePiece.objects.count()
        wait_until(lambda count=count: VotePiece.objects.count() > count, PATIENCE_SECONDS, states)
        time.sleep(chaos.uniform(0, 0.2))
        kill()
        for worker in pair:
            worker.start_again_if_dead()
    wait_until(is_over, PATIENCE_SECONDS, states)
    texts = dict(project.documents.order_by("id").values_list("id", "text"))
    column = check_votes(slow, [one for one, text in texts.items() if text.endswith("7")])
    assert column.seen == len(texts)
    check_votes(plain, [one for one, text in texts.items() if text.split()[-1] in {"7", "17", "27"}])


def test_two_workers_share_a_rule_in_python(pair, rules, project, expert):
    """In one of some rounds: at first the second worker may still be starting."""
    for number in range(ROUNDS):
        jobs.due(APPLY, project.id)
        wait_until(is_over, PATIENCE_SECONDS, states)
        if helped() > DOCUMENTS / 5:
            break
        wish = Wish("sevens", definition_of(f"{SLOW}# {number}\n"), None)
        change_rule(rules[0], wish, expert)
    assert helped() > DOCUMENTS / 5


def helped():
    """Documents that helpers looked at."""
    jobs_of_helpers = Job.objects.filter(kind=HELP, state=State.DONE)
    return sum(jobs_of_helpers.values_list("progress", flat=True))


def states():
    return list(Job.objects.values_list("kind", "state", "attempt", "progress", "error"))
