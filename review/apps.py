from importlib import import_module

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The supervisor's view of a project: its home page, and how far its annotators agree."""

    name = "review"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("review.services.acceptance.accepting")
        import_module("review.services.releases.running")
        import_module("review.services.suspicions.finding")
        import_module("review.services.counters.recounting")
        import_module("review.registration").register()
