"""Lets a project learn again and again inside a site, as its worker does: when each training began and ended out.

`python -m tests.benchmarks.learning_loop`, a project and for how many seconds in; at least once.
"""

import json
import sys
import time

import django

django.setup()

from annotate import jobs  # noqa: E402 - Django must be set up first
from annotate.models import Job  # noqa: E402
from config import priority  # noqa: E402
from weaklabels.services.learning.due import LEARN  # noqa: E402


def trainings(project: int, seconds: float) -> list[tuple[float, float]]:
    found, ends = [], time.monotonic() + seconds
    while not found or time.monotonic() < ends:
        begun = time.monotonic()
        jobs.due(LEARN, project)
        # One at a time: while people answer, the next is due before this one is done
        waiting = Job.objects.filter(project=project, kind=LEARN, state=Job.State.NEW).order_by("id")
        jobs.run_job(waiting.values_list("id", flat=True)[0])
        found.append((begun, time.monotonic()))
    return found


if __name__ == "__main__":
    priority.give_way()
    print(json.dumps(trainings(**json.load(sys.stdin))))
