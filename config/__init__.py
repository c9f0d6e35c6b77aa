"""The only place that knows every app: settings, addresses, processes."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
