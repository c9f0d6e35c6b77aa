"""Who may use which route: the truth. A route of the URL table that is missing here fails a test.

ALL roles not named are refused with 403; a stranger gets 404; nobody at all is led to sign in (page)
or gets 401 (JSON, fragment, API); a method not named gets 405.
"""

from dataclasses import dataclass

from annotate.roles import Role

ANNOTATOR, EXPERT, SUPERVISOR, OWNER, VIEWER = Role
ANY_MEMBER = frozenset(Role)


@dataclass(frozen=True)
class Route:
    """One method of one route below a project, and the roles that may use it."""

    name: str
    method: str
    roles: frozenset[Role]

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def project(name: str, *methods: str, roles: "frozenset[Role] | set[Role]") -> list[Route]:
    return [Route(name, method, frozenset(roles)) for method in methods]


PROJECT_ROUTES: list[Route] = [
    *project("review:home", "GET", roles=ANY_MEMBER),
    *project("annotate:settings", "GET", "POST", roles={OWNER}),
    *project("annotate:closure-list", "POST", roles={OWNER}),
    *project("annotate:reopening-list", "POST", roles={OWNER}),
    *project("annotate:retirement-list", "POST", roles={OWNER}),
    *project("annotate:restoration-list", "POST", roles={OWNER}),
    *project("annotate:questions", "GET", roles={OWNER}),
    *project("annotate:schema-draft", "GET", "PUT", "DELETE", roles={OWNER}),
    *project("annotate:publication-list", "GET", "POST", roles={OWNER}),
    *project("annotate:answers-wanted", "GET", "POST", roles={OWNER}),
    *project("annotate:answers-estimate", "GET", roles={OWNER}),
    *project("annotate:mix", "GET", "POST", roles={OWNER}),
    *project("annotate:members", "GET", "POST", roles={OWNER}),
    *project("annotate:member", "POST", roles={OWNER}),
    *project("annotate:member-ending", "POST", roles={OWNER}),
    *project("annotate:invitation-list", "GET", "POST", roles={OWNER}),
    *project("annotate:invitation-revocation", "POST", roles={OWNER}),
    *project("annotate:import-list", "GET", "POST", roles={SUPERVISOR}),
    *project("annotate:import", "GET", roles={SUPERVISOR}),
    *project("annotate:import-check-list", "POST", roles={SUPERVISOR}),
    *project("annotate:import-publication-list", "POST", roles={SUPERVISOR}),
    *project("annotate:import-discard-list", "POST", roles={SUPERVISOR}),
    *project("annotate:import-label-list", "POST", roles={OWNER}),
    *project("annotate:document-erasure", "GET", "POST", roles={OWNER}),
    *project("annotate:documents", "GET", roles={SUPERVISOR, OWNER, EXPERT}),
    *project("annotate:document-count-list", "GET", "POST", roles={SUPERVISOR, OWNER, EXPERT}),
    *project("annotate:document-count", "GET", roles={SUPERVISOR, OWNER, EXPERT}),
    *project("annotate:document", "GET", roles={SUPERVISOR, OWNER, EXPERT}),
    *project("annotate:withdrawal-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("annotate:document-restoration-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("annotate:release-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("annotate:return-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("annotate:gold-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("annotate:flag-resolution-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("annotate:questions-and-notes", "GET", roles={SUPERVISOR, OWNER}),
    *project("annotate:inquiry-answer-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("annotate:assignment-list", "GET", "POST", roles={SUPERVISOR, OWNER}),
    *project("annotate:assignment-job-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("annotate:assignment-preview-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("annotate:assignment-preview", "GET", roles={SUPERVISOR, OWNER}),
    *project("annotate:assignment-ending-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("annotate:goal-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("annotate:sharing-rule-list", "GET", "POST", roles={SUPERVISOR, OWNER}),
    *project("annotate:rule-application-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("annotate:sharing-rule", "GET", "POST", roles={SUPERVISOR, OWNER}),
    *project("annotate:rule-pause-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("annotate:rule-resumption-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("annotate:rule-retirement-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("weaklabels:rules", "GET", roles={EXPERT, SUPERVISOR, OWNER, VIEWER}),
    *project("weaklabels:rule-new", "GET", "POST", roles={EXPERT, SUPERVISOR, OWNER}),
    *project("weaklabels:rule-rows", "POST", roles={EXPERT, SUPERVISOR, OWNER}),
    *project("weaklabels:rule-previews", "POST", roles={EXPERT, SUPERVISOR, OWNER}),
    *project("weaklabels:rule-documents", "GET", roles={EXPERT, SUPERVISOR, OWNER}),
    *project("weaklabels:rule-rankings", "POST", roles={SUPERVISOR, OWNER}),
    *project("weaklabels:rule-settings", "POST", roles={SUPERVISOR, OWNER}),
    *project("weaklabels:dictionaries", "GET", "POST", roles={EXPERT, SUPERVISOR, OWNER}),
    *project("weaklabels:python-permission", "GET", "POST", roles={OWNER}),
    *project("weaklabels:python-rule-new", "GET", "POST", roles={EXPERT, SUPERVISOR, OWNER}),  # once allowed
    *project("weaklabels:python-previews", "POST", roles={EXPERT, SUPERVISOR, OWNER}),
    *project("weaklabels:python-rule", "GET", "POST", roles={EXPERT, SUPERVISOR, OWNER}),
    *project("weaklabels:rule", "GET", "POST", roles={EXPERT, SUPERVISOR, OWNER}),
    *project("weaklabels:rule-restorations", "POST", roles={EXPERT, SUPERVISOR, OWNER}),
    *project("weaklabels:rule-retirements", "POST", roles={EXPERT, SUPERVISOR, OWNER}),
    *project("weaklabels:rule-returns", "POST", roles={EXPERT, SUPERVISOR, OWNER}),
    *project("weaklabels:rounds", "POST", roles={EXPERT, SUPERVISOR, OWNER}),
    *project("weaklabels:round", "GET", roles={EXPERT, SUPERVISOR, OWNER}),
    *project("weaklabels:verdicts", "POST", roles={EXPERT, SUPERVISOR, OWNER}),
    *project("annotate:export-list", "GET", "POST", roles={SUPERVISOR, OWNER}),
    *project("annotate:jobs", "GET", roles={SUPERVISOR, OWNER}),
    # A job is also shown to whoever started it: tests/annotate/test_job_views.py
    *project("annotate:job", "GET", roles={SUPERVISOR, OWNER}),
    *project("annotate:job-cancellation", "POST", roles={SUPERVISOR, OWNER}),
    *project("annotate:job-file", "GET", roles={SUPERVISOR, OWNER}),
    *project("annotate:workbench", "GET", roles={ANNOTATOR}),
    *project("annotate:lease-list", "POST", roles={ANNOTATOR}),
    *project("annotate:lease-renewal", "POST", roles={ANNOTATOR}),
    *project("annotate:lease-release", "POST", roles={ANNOTATOR}),
    *project("annotate:own-answers", "GET", roles={ANNOTATOR}),
    *project("annotate:annotation-list", "POST", roles={ANNOTATOR}),
    *project("annotate:skip-list", "POST", roles={ANNOTATOR}),
    *project("annotate:flag-list", "POST", roles={ANNOTATOR}),
    *project("annotate:inquiry-list", "POST", roles={ANNOTATOR}),
    *project("annotate:own-inquiries", "GET", roles={ANNOTATOR}),
    *project("annotate:draft", "PUT", roles={ANNOTATOR}),
    *project("annotate:work", "GET", roles={ANNOTATOR}),
    *project("api:project", "GET", roles=ANY_MEMBER),
    *project("api:project", "PATCH", roles={OWNER}),
    *project("api:progress", "GET", roles={EXPERT, SUPERVISOR, OWNER, VIEWER}),
    *project("api:retirement-list", "POST", roles={OWNER}),
    *project("api:project-restoration-list", "POST", roles={OWNER}),
    *project("api:erasure-list", "POST", roles={OWNER}),
    *project("api:schema-list", "GET", roles=ANY_MEMBER),
    *project("api:schema-list", "POST", roles={OWNER}),
    *project("api:schema-current", "GET", roles=ANY_MEMBER),
    *project("api:member-list", "GET", roles={SUPERVISOR, OWNER}),
    *project("api:member-list", "POST", roles={OWNER}),
    *project("api:member", "PATCH", "DELETE", roles={OWNER}),
    *project("api:invitation-list", "GET", "POST", roles={OWNER}),
    *project("api:invitation-revocation", "POST", roles={OWNER}),
    *project("api:document-list", "GET", roles={EXPERT, SUPERVISOR, OWNER}),
    *project("api:document-list", "POST", roles={SUPERVISOR}),
    *project("api:document-count", "GET", roles={EXPERT, SUPERVISOR, OWNER}),
    *project("api:document", "GET", roles={EXPERT, SUPERVISOR, OWNER}),
    *project("api:annotation-list", "GET", roles={EXPERT, SUPERVISOR, OWNER}),
    *project("api:withdrawal-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("api:restoration-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("api:release-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("api:return-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("api:gold-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("api:flag-list", "GET", roles={SUPERVISOR, OWNER}),
    *project("api:flag-resolution", "POST", roles={SUPERVISOR, OWNER}),
    *project("api:inquiry-list", "GET", roles={SUPERVISOR, OWNER}),
    *project("api:inquiry-answer-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("api:assignment-list", "GET", "POST", roles={SUPERVISOR, OWNER}),
    *project("api:assignment-job-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("api:assignment-preview-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("api:assignment-ending-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("api:goal", "PUT", roles={SUPERVISOR, OWNER}),
    *project("api:sharing-rule-list", "GET", "POST", roles={SUPERVISOR, OWNER}),
    *project("api:rule-application-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("api:sharing-rule", "GET", "PUT", roles={SUPERVISOR, OWNER}),
    *project("api:rule-pause-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("api:rule-resumption-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("api:rule-retirement-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("api:sharing-list", "GET", roles={SUPERVISOR, OWNER}),
    *project("api:import-list", "GET", "POST", roles={SUPERVISOR}),
    *project("api:import", "GET", roles={SUPERVISOR}),
    *project("api:import-check-list", "POST", roles={SUPERVISOR}),
    *project("api:import-label-list", "POST", roles={OWNER}),
    *project("api:import-publication-list", "POST", roles={SUPERVISOR}),
    *project("api:import-discard-list", "POST", roles={SUPERVISOR}),
    *project("api:export-list", "POST", roles={SUPERVISOR, OWNER}),
    *project("api:job-list", "GET", roles={SUPERVISOR, OWNER}),
    *project("api:job", "GET", roles={SUPERVISOR, OWNER}),
    *project("api:job-cancellation", "POST", roles={SUPERVISOR, OWNER}),
    *project("api:job-file", "GET", roles={SUPERVISOR, OWNER}),
    *project("api:lease-list", "POST", roles={ANNOTATOR}),
    *project("api:lease-renewal", "POST", roles={ANNOTATOR}),
    *project("api:lease-release", "POST", roles={ANNOTATOR}),
    *project("api:own-answers", "GET", roles={ANNOTATOR}),
    *project("api:work", "GET", roles={ANNOTATOR}),
    *project("api:annotation-save", "POST", roles={ANNOTATOR}),
    *project("api:skip", "POST", roles={ANNOTATOR}),
    *project("api:flag", "POST", roles={ANNOTATOR}),
    *project("api:inquiry", "POST", roles={ANNOTATOR}),
    *project("api:own-inquiries", "GET", roles={ANNOTATOR}),
    *project("api:draft", "PUT", roles={ANNOTATOR}),
]

# Routes without a project: name -> methods, by who may use them.
PUBLIC_ROUTES: dict[str, set[str]] = {
    "healthz": {"GET"},
    "api:schema": {"GET"},
    "annotate:sign-in": {"GET", "POST"},
    "annotate:sign-out": {"POST"},
    "annotate:invitation-acceptance": {"GET", "POST"},
    "annotate:password-reset": {"GET", "POST"},
}
SIGNED_IN_ROUTES: dict[str, set[str]] = {
    "annotate:projects": {"GET"},
    "annotate:project-new": {"GET", "POST"},
    "api:me": {"GET"},
    "api:project-list": {"GET", "POST"},
    "annotate:account": {"GET", "POST"},
    "annotate:workbench-preferences": {"PUT"},
    "annotate:password-change": {"POST"},
    "annotate:other-sessions-end": {"POST"},
    "annotate:token-list": {"GET", "POST"},
    "annotate:token-revocation": {"POST"},
}
ADMINISTRATOR_ROUTES: dict[str, set[str]] = {
    "annotate:people": {"GET"},
    "annotate:house-invitation-list": {"POST"},
    "annotate:house-invitation-revocation": {"POST"},
    "annotate:reset-link-list": {"POST"},
    "annotate:deactivation": {"POST"},
    "annotate:activation": {"POST"},
    "annotate:administrator-change": {"POST"},
    "annotate:person-erasure": {"GET", "POST"},
}
