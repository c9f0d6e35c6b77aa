from django.urls import path

from review.views import agreement, home

app_name = "review"

urlpatterns = [
    path("projects/<slug:project_slug>/", home.home, name="home"),
    path("projects/<slug:project_slug>/review/", agreement.agreement, name="agreement"),
    path(
        "projects/<slug:project_slug>/review/documents/", agreement.document_list, name="agreement-documents"
    ),
]
