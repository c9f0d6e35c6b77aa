"""Addresses under /api/v1/projects/<slug>/."""

from django.urls import path

from review.api import contests, disagreements

urlpatterns = [
    path("contests/", contests.contest_list, name="contest-list"),
    path("disagreements/", disagreements.disagreement_list, name="disagreement-list"),
    path(
        "disagreements/<int:document_id>/decisions/",
        disagreements.adjudication_list,
        name="adjudication-list",
    ),
]
