"""Addresses under /api/v1/."""

from django.urls import include, path

from annotate.api import (
    assignments,
    decisions,
    documents,
    imports,
    jobs,
    me,
    members,
    projects,
    schemas,
    work,
)

in_project = [
    path("", projects.project_detail, name="project"),
    path("schemas/", schemas.schema_list, name="schema-list"),
    path("schemas/current/", schemas.current_schema, name="schema-current"),
    path("members/", members.member_list, name="member-list"),
    path("members/<int:user_id>/", members.member_detail, name="member"),
    path("invitations/", members.invitation_list, name="invitation-list"),
    path(
        "invitations/<int:invitation_id>/revocation/",
        members.invitation_revocation,
        name="invitation-revocation",
    ),
    path("documents/", documents.document_list, name="document-list"),
    path("documents/count/", documents.document_count, name="document-count"),
    path("documents/<int:document_id>/", documents.document_detail, name="document"),
    path("documents/<int:document_id>/annotations/", documents.annotation_list, name="annotation-list"),
    path("documents/<int:document_id>/withdrawals/", decisions.withdrawal_list, name="withdrawal-list"),
    path("documents/<int:document_id>/restorations/", decisions.restoration_list, name="restoration-list"),
    path("documents/<int:document_id>/releases/", decisions.release_list, name="release-list"),
    path("documents/<int:document_id>/returns/", decisions.return_list, name="return-list"),
    path("documents/<int:document_id>/gold/", decisions.gold_list, name="gold-list"),
    path(
        "documents/<int:document_id>/flags/<int:flag_id>/resolutions/",
        decisions.flag_resolution,
        name="flag-resolution",
    ),
    path("flags/", decisions.flag_list, name="flag-list"),
    path("assignments/", assignments.assignment_list, name="assignment-list"),
    path("assignments/jobs/", assignments.assignment_job_list, name="assignment-job-list"),
    path(
        "assignments/<int:user_id>/endings/",
        assignments.assignment_ending_list,
        name="assignment-ending-list",
    ),
    path("imports/", imports.import_list, name="import-list"),
    path("imports/<int:import_id>/", imports.import_detail, name="import"),
    path("imports/<int:import_id>/checks/", imports.check_list, name="import-check-list"),
    path("imports/<int:import_id>/labels/", imports.label_list, name="import-label-list"),
    path("imports/<int:import_id>/publications/", imports.publication_list, name="import-publication-list"),
    path("imports/<int:import_id>/discards/", imports.discard_list, name="import-discard-list"),
    path("exports/", jobs.export_list, name="export-list"),
    path("jobs/", jobs.job_list, name="job-list"),
    path("jobs/<int:job_id>/", jobs.job_detail, name="job"),
    path("jobs/<int:job_id>/cancellation/", jobs.job_cancellation, name="job-cancellation"),
    path("jobs/<int:job_id>/files/<int:file_id>/", jobs.job_file, name="job-file"),
    path("work/leases/", work.lease_list, name="lease-list"),
    path("work/leases/renewals/", work.lease_renewal, name="lease-renewal"),
    path("work/leases/releases/", work.lease_release, name="lease-release"),
    path("work/answers/", work.own_answer_list, name="own-answers"),
    path("work/documents/<int:document_id>/", work.work_on, name="work"),
    path("work/documents/<int:document_id>/annotations/", work.annotation_save, name="annotation-save"),
    path("work/documents/<int:document_id>/skips/", work.skip, name="skip"),
    path("work/documents/<int:document_id>/flags/", work.flag, name="flag"),
    path("work/documents/<int:document_id>/draft/", work.draft, name="draft"),
]

urlpatterns = [
    path("me/", me.me, name="me"),
    path("projects/", projects.project_list, name="project-list"),
    path("projects/<slug:project_slug>/", include(in_project)),
]
