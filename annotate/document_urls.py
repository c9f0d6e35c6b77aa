"""Addresses of documents, below a project: browsing, one document, assigning."""

from django.urls import path

from annotate.views import (
    asked,
    assignment_previews,
    assignments,
    document,
    documents,
    profile,
    sharing_rules,
)

urlpatterns = [
    path("", documents.document_list, name="documents"),
    path("profile/", profile.profile, name="profile"),
    path("profile/documents/", profile.document_list, name="profile-documents"),
    path("profile/figures/", profile.figures, name="profile-figures"),
    path("counts/", documents.count_list, name="document-count-list"),
    path("counts/<int:count_id>/", documents.count, name="document-count"),
    path("assignments/", assignments.assignment_list, name="assignment-list"),
    path("assignments/jobs/", assignments.assignment_job_list, name="assignment-job-list"),
    path("assignments/goals/", assignments.goal_list, name="goal-list"),
    path(
        "assignments/previews/", assignment_previews.assignment_preview_list, name="assignment-preview-list"
    ),
    path(
        "assignments/previews/<int:preview_id>/",
        assignment_previews.assignment_preview,
        name="assignment-preview",
    ),
    path("assignments/rules/", sharing_rules.rule_list, name="sharing-rule-list"),
    path("assignments/rules/applications/", sharing_rules.application_list, name="rule-application-list"),
    path("assignments/rules/<int:rule_id>/", sharing_rules.rule, name="sharing-rule"),
    path("assignments/rules/<int:rule_id>/pauses/", sharing_rules.pause_list, name="rule-pause-list"),
    path(
        "assignments/rules/<int:rule_id>/resumptions/",
        sharing_rules.resumption_list,
        name="rule-resumption-list",
    ),
    path(
        "assignments/rules/<int:rule_id>/retirements/",
        sharing_rules.retirement_list,
        name="rule-retirement-list",
    ),
    path(
        "assignments/<int:annotator_id>/endings/",
        assignments.assignment_ending_list,
        name="assignment-ending-list",
    ),
    path("questions/", asked.questions_and_notes, name="questions-and-notes"),
    path("questions/<int:inquiry_id>/answers/", asked.inquiry_answer_list, name="inquiry-answer-list"),
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
