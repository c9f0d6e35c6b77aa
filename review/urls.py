from django.urls import path

from review.views import acceptance, adjudication, agreement, disagreements, home

app_name = "review"

DOCUMENT = "projects/<slug:project_slug>/review/disagreements/<int:document_id>"

urlpatterns = [
    path("projects/<slug:project_slug>/", home.home, name="home"),
    path("projects/<slug:project_slug>/review/", agreement.agreement, name="agreement"),
    path(
        "projects/<slug:project_slug>/review/documents/", agreement.document_list, name="agreement-documents"
    ),
    path(
        "projects/<slug:project_slug>/review/disagreements/",
        disagreements.disagreements,
        name="disagreements",
    ),
    path(
        "projects/<slug:project_slug>/review/disagreements/names/",
        disagreements.adjudicator_settings,
        name="adjudicator-settings",
    ),
    path("projects/<slug:project_slug>/review/acceptance/", acceptance.acceptance, name="acceptance"),
    path(
        "projects/<slug:project_slug>/review/acceptance/<int:acceptance_id>/",
        acceptance.acceptance_preview,
        name="acceptance-preview",
    ),
    path(
        "projects/<slug:project_slug>/review/acceptance/<int:acceptance_id>/gold/",
        acceptance.acceptance_list,
        name="acceptance-list",
    ),
    path(f"{DOCUMENT}/", adjudication.adjudication, name="adjudication"),
    path(f"{DOCUMENT}/decisions/", adjudication.decision_list, name="decision-list"),
    path(f"{DOCUMENT}/doubts/", adjudication.doubt_list, name="doubt-list"),
    path(f"{DOCUMENT}/returns/", adjudication.return_list, name="return-list"),
]
