"""Background work that follows a change of the scheme. Imported when the app is ready."""

import time

from django.utils.translation import gettext_lazy as _

from annotate.jobs import Run, handler
from annotate.models import Job
from annotate.services import rewriting
from booklet.models import SchemeChange
from booklet.services.scheme.applying import WRITES
from booklet.services.scheme.writing import keep_unanswered, rewrite_of

LOOKS = 5  # for answers that somebody was saving on
PAUSE_SECONDS = 0.2


@handler(WRITES, lane=Job.Lane.BULK, name=_("write answers anew after a change of the labels"))
def rewrite_answers(run: Run) -> None:
    """Each stretch of documents in a transaction of its own, so that nobody who saves waits for long."""
    changes = SchemeChange.objects.select_related(
        "after", "source__user", "undoes__source__user", "undoes__after", "project__schema"
    )
    change = changes.get(id=run.job.arguments["change"])
    rewrite = rewrite_of(change)
    run.chunks(rewriting.parts_of(rewrite))
    total = run.job.chunks.count()
    for chunk in run.open_chunks():
        with run.commit(chunk):
            rewriting.write_between(rewrite, *chunk.bounds)
        run.report_progress(chunk.number + 1, total)
    for _look in range(LOOKS):
        parts = rewriting.parts_of(rewrite)
        for part in parts:
            with run.commit():
                rewriting.write_between(rewrite, *part)
        if not parts:
            break
        time.sleep(PAUSE_SECONDS)
    with run.commit():
        keep_unanswered(change)
