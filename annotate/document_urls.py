"""Addresses of documents, below a project: browsing, one document, assigning."""

from django.urls import path

from annotate.views import assignments, document, documents

urlpatterns = [
    path("", documents.document_list, name="documents"),
    path("counts/", documents.count_list, name="document-count-list"),
    path("counts/<int:count_id>/", documents.count, name="document-count"),
    path("assignments/", assignments.assignment_list, name="assignment-list"),
    path("assignments/jobs/", assignments.assignment_job_list, name="assignment-job-list"),
    path(
        "assignments/<int:annotator_id>/endings/",
        assignments.assignment_ending_list,
        name="assignment-ending-list",
    ),
    path("<int:document_id>/", document.document, name="document"),
    path("<int:document_id>/withdrawals/", document.withdrawal_list, name="withdrawal-list"),
    path("<int:document_id>/restorations/", document.restoration_list, name="document-restoration-list"),
    path("<int:document_id>/releases/", document.release_list, name="release-list"),
    path("<int:document_id>/returns/", document.return_list, name="return-list"),
    path("<int:document_id>/gold/", document.gold_list, name="gold-list"),
    path(
        "<int:document_id>/flags/<int:flag_id>/resolutions/",
        document.flag_resolution_list,
        name="flag-resolution-list",
    ),
]
