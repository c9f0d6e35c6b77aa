"""Addresses of making a project, finding one's own, and setting one up."""

from django.urls import include, path

from annotate.views import members, projects, schema, settings

settings_urls = [
    path("", settings.settings, name="settings"),
    path("closures/", settings.closure_list, name="closure-list"),
    path("reopenings/", settings.reopening_list, name="reopening-list"),
    path("retirements/", settings.retirement_list, name="retirement-list"),
    path("questions/", schema.questions, name="questions"),
    path("questions/draft/", schema.draft, name="schema-draft"),
    path("questions/publications/", schema.publication_list, name="publication-list"),
    path("answers/", settings.answers_wanted, name="answers-wanted"),
    path("answers/estimate/", settings.answers_estimate, name="answers-estimate"),
    path("mix/", settings.mix, name="mix"),
    path("members/", members.member_list, name="members"),
    path("members/<int:member_id>/", members.member, name="member"),
    path("members/<int:member_id>/endings/", members.member_ending, name="member-ending"),
]

urlpatterns = [
    path("", projects.projects, name="projects"),
    path("projects/new/", projects.project_new, name="project-new"),
    path("projects/<slug:project_slug>/restorations/", projects.restoration_list, name="restoration-list"),
    path("projects/<slug:project_slug>/settings/", include(settings_urls)),
]
