"""How long does the page of documents take at a million? The whole request, from session to HTML.

The count follows in a request of its own, so that no page waits for it.
"""

import time
from collections.abc import Callable

from django.db import connection
from django.test import Client
from django.urls import reverse

from annotate.models import Document
from tests.benchmarks.big_project import BigProject, build

DOCUMENTS = 1_000_000
TIMES = 40
GOAL_MS = 200
PAGE = 50


def run(documents: int = DOCUMENTS) -> None:
    measure(build(documents), documents)


def measure(big: BigProject, documents: int) -> None:
    client = Client(headers={"host": "localhost"})
    client.force_login(big.supervisor.user)
    page = reverse("annotate:documents", args=[big.project.slug])
    count = reverse("annotate:document-count-list", args=[big.project.slug])
    print(f"{documents:,} documents, {TIMES} requests each; goal: p95 of the page under {GOAL_MS} ms")
    print(f"  {'':42} {'page p50':>9} {'p95':>6}   {'count p50':>9} {'p95':>6}")
    for name, query in questions(big, documents).items():
        shown = timed(lambda query=query: client.get(page, query))
        counted = timed(lambda query=query: client.get(count, {**query, "after": ""}))
        print(f"  {name:42} {shown[0]:9.0f} {shown[1]:6.0f}   {counted[0]:9.0f} {counted[1]:6.0f}")


def questions(big: BigProject, documents: int) -> dict[str, dict[str, object]]:
    in_order = Document.objects.filter(project=big.project).order_by("id")
    far = in_order.values_list("id", flat=True)[min(10_000 * PAGE, documents // 2) - 1]
    return {
        "no filter": {},
        "a word in 3 documents": {"q": "xylophone"},
        "a word in 30 %": {"q": "delivery"},
        "that word, a rare label, a metadata value": {
            "q": "delivery",
            "label": big.odd_label,
            "meta": "channel=c3",
        },
        "one annotator's answers": {"answered_by": big.annotators[3].id},
        "the 10,000th page": {"after": far},
        "the beginning of a word (2 letters)": {"q": "de"},
        "that word, one annotator": {"q": "delivery", "answered_by": big.annotators[3].id},
        "a state": {"state": "partly"},
    }


def timed(ask: Callable[[], object]) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds."""
    ask()
    taken = []
    for _time in range(TIMES):
        begun = time.perf_counter()
        response = ask()
        taken.append(1000 * (time.perf_counter() - begun))
        assert response.status_code == 200, response
    connection.close()
    taken.sort()
    return taken[len(taken) // 2], taken[int(0.95 * len(taken))]
