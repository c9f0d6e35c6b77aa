"""Background work that follows a change of the scheme. Imported when the app is ready."""

import time
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from annotate.jobs import Run, handler
from annotate.models import Job
from annotate.services import rewriting
from annotate.services.rewrites import Rewrite
from booklet.models import SchemeChange
from booklet.services.scheme.applying import WRITES
from booklet.services.scheme.writing import keep_unanswered, rewrites_of

LOOKS = 5  # for answers that somebody was saving on
PAUSE_SECONDS = 0.2


@handler(WRITES, lane=Job.Lane.BULK, name=_("write answers anew after a change of the labels"))
def rewrite_answers(run: Run) -> None:
    """Each stretch of documents in a transaction of its own, so that nobody who saves waits for long."""
    changes = SchemeChange.objects.select_related(
        "before", "after", "source__user", "undoes__source__user", "undoes__before", "project__schema"
    )
    change = changes.get(id=run.job.arguments["change"])
    rewrites = rewrites_of(change)
    run.chunks(_parts(rewrites))
    total = run.job.chunks.count()
    for chunk in run.open_chunks():
        with run.commit(chunk):
            _write(rewrites, *chunk.bounds)
        run.report_progress(chunk.number + 1, total)
    for _look in range(LOOKS):
        parts = _parts(rewrites)
        for part in parts:
            with run.commit():
                _write(rewrites, *part)
        if not parts:
            break
        time.sleep(PAUSE_SECONDS)
    with run.commit():
        keep_unanswered(change)


def _parts(rewrites: Sequence[Rewrite]) -> list[tuple[int, int]]:
    return [part for rewrite in rewrites for part in rewriting.parts_of(rewrite)]


def _write(rewrites: Sequence[Rewrite], first: int, last: int) -> None:
    """All of them in their order: where there is nothing to do, nothing is done."""
    for rewrite in rewrites:
        rewriting.write_between(rewrite, first, last)
