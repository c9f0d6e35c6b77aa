from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Makes the commands in config/management known to manage.py."""

    name = "config"
