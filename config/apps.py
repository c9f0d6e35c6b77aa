from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Makes the commands in config/management known to manage.py, and our Celery app the current one."""

    name = "config"

    def ready(self) -> None:
        from config import celery  # noqa: F401, PLC0415 - shared tasks look for the current app
