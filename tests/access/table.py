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
    *project("annotate:workbench", "GET", roles={ANNOTATOR}),
    *project("annotate:lease-list", "POST", roles={ANNOTATOR}),
    *project("annotate:lease-renewal", "POST", roles={ANNOTATOR}),
    *project("annotate:lease-release", "POST", roles={ANNOTATOR}),
    *project("annotate:own-answers", "GET", roles={ANNOTATOR}),
    *project("annotate:annotation-list", "POST", roles={ANNOTATOR}),
    *project("annotate:skip-list", "POST", roles={ANNOTATOR}),
    *project("annotate:flag-list", "POST", roles={ANNOTATOR}),
    *project("annotate:draft", "PUT", roles={ANNOTATOR}),
    *project("annotate:work", "GET", roles={ANNOTATOR}),
]

# Routes without a project: name -> methods, by who may use them.
PUBLIC_ROUTES: dict[str, set[str]] = {
    "healthz": {"GET"},
}
SIGNED_IN_ROUTES: dict[str, set[str]] = {}
ADMINISTRATOR_ROUTES: dict[str, set[str]] = {}
