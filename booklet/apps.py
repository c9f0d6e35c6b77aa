from django.apps import AppConfig


class BookletConfig(AppConfig):
    """The wiki of a project: pages, examples, discussions, decisions. Empty until its own issue."""

    name = "booklet"
