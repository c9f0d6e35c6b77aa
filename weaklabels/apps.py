from django.apps import AppConfig


class WeaklabelsConfig(AppConfig):
    """Rules and models that label without a person. Empty until its own issue."""

    name = "weaklabels"
