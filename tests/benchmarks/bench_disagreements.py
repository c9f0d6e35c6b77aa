"""How long does the list of disagreements take in a large project, and a document's page? The whole requests."""

import re
import time

from django.test import Client
from django.urls import reverse

from config.warmup import get_ready
from review.services.disagreements.looking import MOST_LOOKED
from tests.benchmarks.bench_documents import TIMES, timed
from tests.benchmarks.big_project import BigProject, build

DOCUMENTS = 400_000  # half of them answered by two, each pair of answers to the first question differs
GOAL_MS = 200


def run(documents: int = DOCUMENTS) -> None:
    measure(build(documents), documents)


def measure(big: BigProject, documents: int) -> None:
    get_ready()  # as a web process does before its first request
    client = Client(headers={"host": "localhost"})
    client.force_login(big.supervisor.user)
    page = reverse("review:disagreements", args=[big.project.slug])
    first = re.search(rb"/disagreements/(\d+)/\?", client.get(page).content)
    names = big.project.questions.get(name="Names").id
    print(
        f"{documents:,} documents, as many answers; a look at {MOST_LOOKED:,}; goal: p95 under {GOAL_MS} ms"
    )
    say("the list, of a choice", lambda: client.get(page))
    say("the list, of marks", lambda: client.get(page, {"question": names}))
    say("the list, of one annotator", lambda: client.get(page, {"annotator": big.annotators[3].id}))
    assert first, "every pair of answers differs, so there is a first disagreement"
    document = reverse("review:adjudication", args=[big.project.slug, int(first[1])])
    say("a document's page, with the next and the one before", lambda: client.get(document))


def say(name: str, ask: object) -> None:
    used = time.process_time()
    median, late = timed(ask)
    own = 1000 * (time.process_time() - used) / (TIMES + 1)
    print(
        f"  {name:56} p50 {median:5.0f}  p95 {late:5.0f}  processor of the request, without the database {own:4.0f}"
    )
