"""Addresses under /api/v1/projects/<slug>/."""

from django.urls import path

from booklet.api import decisions, pages

urlpatterns = [
    path("booklet/pages/", pages.page_list, name="booklet-page-list"),
    path("booklet/pages/<int:page_id>/", pages.page, name="booklet-page"),
    path("booklet/decisions/", decisions.decision_list, name="booklet-decision-list"),
    path("booklet/examples/", decisions.example_list, name="booklet-example-list"),
]
