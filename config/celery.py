"""What the workers run: `celery --app config worker`. What asks for it by the clock is in beat.py."""

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import worker_init

from config import priority
from config.queues import OPTIONS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")  # `manage.py prepare` has made them; they load every page

app = Celery("gloss")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(OPTIONS)
app.autodiscover_tasks()


@worker_init.connect
def keep_shared(**about: Any) -> None:
    """What is loaded now stays shared with the process that does the work: config/warmup.py says why."""
    gc.freeze()


@worker_init.connect
def give_way(**about: Any) -> None:
    """A person waits for a page and nobody for a job, second by second."""
    priority.give_way()
