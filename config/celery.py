"""What the workers run: `celery --app config worker`. What asks for it by the clock is in beat.py."""

import os

from celery import Celery

from config.queues import OPTIONS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")  # `manage.py prepare` has made them; they load every page

app = Celery("gloss")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(OPTIONS)
app.autodiscover_tasks()
