"""Addresses of what is shown without an account; the secret in them is all that lets one in."""

from django.urls import path

from booklet.views import shared

app_name = "shared"

urlpatterns = [
    path("<str:secret>/", shared.visit, name="visit"),
    path("<str:secret>/comments/", shared.comment_list, name="comments"),
    path("<str:secret>/answers/<slug:section>/", shared.answer_list, name="answers"),
]
