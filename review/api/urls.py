"""Addresses under /api/v1/projects/<slug>/."""

from django.urls import path

from review.api import contests, disagreements, releases

urlpatterns = [
    path("contests/", contests.contest_list, name="contest-list"),
    path("data-releases/", releases.data_release_list, name="data-release-list"),
    path("data-releases/<int:release_id>/", releases.data_release, name="data-release"),
    path(
        "data-releases/<int:release_id>/archive/", releases.data_release_archive, name="data-release-archive"
    ),
    path("disagreements/", disagreements.disagreement_list, name="disagreement-list"),
    path(
        "disagreements/<int:document_id>/decisions/",
        disagreements.adjudication_list,
        name="adjudication-list",
    ),
]
