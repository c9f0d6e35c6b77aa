from django.urls import include, path

from annotate.views import exports, invitations, workbench

app_name = "annotate"

urlpatterns = [
    # First what is asked at every step: else all others are tried before.
    path(
        "projects/<slug:project_slug>/annotate/documents/<int:document_id>/annotations/",
        workbench.annotation_list,
        name="annotation-list",
    ),
    path("projects/<slug:project_slug>/annotate/", workbench.workbench, name="workbench"),
    path("projects/<slug:project_slug>/annotate/leases/", workbench.lease_list, name="lease-list"),
    path(
        "projects/<slug:project_slug>/annotate/leases/renewals/",
        workbench.lease_renewal,
        name="lease-renewal",
    ),
    path(
        "projects/<slug:project_slug>/annotate/leases/releases/",
        workbench.lease_release,
        name="lease-release",
    ),
    path("projects/<slug:project_slug>/annotate/answers/", workbench.own_answer_list, name="own-answers"),
    path(
        "projects/<slug:project_slug>/annotate/inquiries/", workbench.own_inquiry_list, name="own-inquiries"
    ),
    path(
        "projects/<slug:project_slug>/annotate/documents/<int:document_id>/skips/",
        workbench.skip_list,
        name="skip-list",
    ),
    path(
        "projects/<slug:project_slug>/annotate/documents/<int:document_id>/flags/",
        workbench.flag_list,
        name="flag-list",
    ),
    path(
        "projects/<slug:project_slug>/annotate/documents/<int:document_id>/inquiries/",
        workbench.inquiry_list,
        name="inquiry-list",
    ),
    path(
        "projects/<slug:project_slug>/annotate/documents/<int:document_id>/draft/",
        workbench.draft,
        name="draft",
    ),
    path(
        "projects/<slug:project_slug>/annotate/documents/<int:document_id>/work/",
        workbench.work_on,
        name="work",
    ),
    path("", include("annotate.account_urls")),
    path("", include("annotate.project_urls")),
    path("", include("annotate.erasure_urls")),
    path("projects/<slug:project_slug>/jobs/", include("annotate.job_urls")),
    path("projects/<slug:project_slug>/documents/imports/", include("annotate.import_urls")),
    path("projects/<slug:project_slug>/documents/exports/", exports.export_list, name="export-list"),
    path("projects/<slug:project_slug>/documents/", include("annotate.document_urls")),
    path(
        "projects/<slug:project_slug>/settings/invitations/",
        invitations.invitation_list,
        name="invitation-list",
    ),
    path(
        "projects/<slug:project_slug>/settings/invitations/<int:invitation_id>/revocation/",
        invitations.invitation_revocation,
        name="invitation-revocation",
    ),
]
