"""Addresses of erasures."""

from django.urls import path

from annotate.views import erasure

urlpatterns = [
    path(
        "projects/<slug:project_slug>/documents/<int:document_id>/erasure/",
        erasure.document_erasure,
        name="document-erasure",
    ),
    path("people/<int:user_id>/erasure/", erasure.person_erasure, name="person-erasure"),
]
