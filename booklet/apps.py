from importlib import import_module

from django.apps import AppConfig


class BookletConfig(AppConfig):
    """The living guideline of a project: pages, what was decided, and who has read it."""

    name = "booklet"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("booklet.chores")
        import_module("booklet.registration").register()
