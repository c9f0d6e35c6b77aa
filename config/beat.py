"""When is what asked for? `celery --app config.beat beat` sends the names of tasks to their queue, and no more.

It knows the settings but none of the apps, or it would hold a hundred megabytes of them only to tell the time.
"""

from logging.config import dictConfig

from celery import Celery

from config import settings
from config.queues import OPTIONS

RECONCILE_EVERY_SECONDS = 10
FOLD_EVERY_SECONDS = 60
LEARN_EVERY_SECONDS = 60
SHARE_EVERY_SECONDS = 600
WRITE_EVERY_SECONDS = 900

dictConfig(settings.LOGGING)

app = Celery("gloss", fixups=[], set_as_current=False)
app.config_from_object(settings, namespace="CELERY")
app.conf.update(
    OPTIONS,
    beat_scheduler="celery.beat:Scheduler",  # keeps no file: it could only be found damaged after a crash
    beat_schedule={
        "reconcile": {"task": "annotate.tasks.reconcile", "schedule": RECONCILE_EVERY_SECONDS},
        "fold-tallies": {"task": "annotate.tasks.fold_tallies", "schedule": FOLD_EVERY_SECONDS},
        "learn-what-waits": {"task": "weaklabels.tasks.learn_what_waits", "schedule": LEARN_EVERY_SECONDS},
        "send-digests": {"task": "annotate.tasks.send_digests", "schedule": WRITE_EVERY_SECONDS},
        "share-what-waited": {"task": "annotate.tasks.share_what_waited", "schedule": SHARE_EVERY_SECONDS},
    },
)
