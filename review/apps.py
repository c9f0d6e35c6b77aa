from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The supervisor's view of a project: its home page; agreement and adjudication have their own issue."""

    name = "review"
