"""Who sees to it that the counters follow? A thread of every worker, every two seconds: no save does, nor any page.

It is not a job of a lane: a ranking that takes a minute would keep the figures waiting. It is a thread of the process
that does the work, as the reconciler is (annotate/jobs/worker.py). Of several one counts a project, the others pass on.
"""

import logging
import threading
from typing import Any

from celery.signals import worker_process_init
from django.db import connection

from annotate.models import Project
from review.models import Counting
from review.services.counters.counting import VERSION, is_right
from review.services.counters.following import MOST_AT_ONCE, follow
from review.services.counters.recounting import recount_unless_under_way

EVERY_SECONDS = 2.0
log = logging.getLogger(__name__)

# Projects with answers and no counters, with old or unfinished ones, or with events that are not settled.
WAITING = """
SELECT p.id FROM annotate_project p LEFT JOIN review_counting c ON c.project_id = p.id
WHERE p.retired_at IS NULL AND CASE
    WHEN c.project_id IS NULL THEN (SELECT 1 FROM annotate_annotation a WHERE a.project_id = p.id LIMIT 1) IS NOT NULL
    ELSE NOT c.is_whole OR c.version <> %s
        OR (SELECT max(id) FROM annotate_event e WHERE e.project_id = p.id) > c.settled
END
ORDER BY p.id
"""


@worker_process_init.connect
def begin(**about: Any) -> None:
    threading.Thread(target=count_for_ever, name="counter", daemon=True).start()


def count_for_ever() -> None:
    """Whatever happened the last time."""
    pause = threading.Event()
    while True:
        try:
            count_what_waits()
        except Exception as error:
            log.warning("counting for agreement failed, and is tried again: %s", type(error).__name__)
            connection.close()
        pause.wait(EVERY_SECONDS)


def count_what_waits() -> None:
    """All projects, one after the other; one that fails keeps no other waiting."""
    for project in Project.objects.raw(WAITING, [VERSION]):
        try:
            bring_up_to_date(project)
        except Exception as error:
            log.warning(
                "counting project %s failed, and is tried again: %s", project.id, type(error).__name__
            )
            connection.close_if_unusable_or_obsolete()


def bring_up_to_date(project: Project) -> None:
    """What came since; where all must be counted anew, a job does."""
    if is_right(Counting.objects.filter(project=project).first(), project):
        while follow(project.id) >= MOST_AT_ONCE:
            pass
    else:
        recount_unless_under_way(project.id)
