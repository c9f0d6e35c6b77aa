"""How does background work travel? Redis carries hints; the Job rows in PostgreSQL are the truth."""

import os

from celery import Celery
from kombu import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

VISIBILITY_TIMEOUT_SECONDS = 900
RECONCILE_EVERY_SECONDS = 10
FOLD_EVERY_SECONDS = 60
LEARN_EVERY_SECONDS = 60
SHARE_EVERY_SECONDS = 600

app = Celery("gloss")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    # A message is done with when its work is done, not when it was fetched.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    task_time_limit=300,
    task_soft_time_limit=270,
    # State lives in PostgreSQL; JSON only, because unpickling a message runs it (CVE-2021-23727).
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    # The defaults wait an hour for a lost message and for ever on a frozen socket.
    visibility_timeout=VISIBILITY_TIMEOUT_SECONDS,
    broker_transport_options={
        "visibility_timeout": VISIBILITY_TIMEOUT_SECONDS,
        "unacked_restore_throttle": 1,
        "unacked_restore_interval": 10,
        "socket_timeout": 15,
        "socket_connect_timeout": 5,
        "socket_keepalive": True,
        "health_check_interval": 25,
    },
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    task_publish_retry_policy={"max_retries": 3, "interval_start": 0, "interval_step": 0.05},
    # Work goes on when Redis goes: a second copy of it finds the Job row taken, and could commit nothing.
    worker_cancel_long_running_tasks_on_connection_loss=False,
    worker_soft_shutdown_timeout=20,  # for work that is going on; an idle worker ends at once
    worker_max_tasks_per_child=200,
    worker_max_memory_per_child=400_000,  # kB
    worker_hijack_root_logger=False,
    task_queues=[Queue("quick"), Queue("bulk")],
    task_default_queue="quick",
    task_create_missing_queues=False,
    beat_scheduler="celery.beat:Scheduler",  # keeps no file: it could only be found damaged after a crash
    beat_schedule={
        "reconcile": {"task": "annotate.tasks.reconcile", "schedule": RECONCILE_EVERY_SECONDS},
        "fold-tallies": {"task": "annotate.tasks.fold_tallies", "schedule": FOLD_EVERY_SECONDS},
        "learn-what-waits": {"task": "weaklabels.tasks.learn_what_waits", "schedule": LEARN_EVERY_SECONDS},
        "share-what-waited": {"task": "annotate.tasks.share_what_waited", "schedule": SHARE_EVERY_SECONDS},
    },
)
app.autodiscover_tasks()
