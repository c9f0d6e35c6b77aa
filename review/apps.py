from importlib import import_module

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The supervisor's view of a project: its home page, and how far its annotators agree."""

    name = "review"

    def ready(self) -> None:
        import_module("review.registration").register()
