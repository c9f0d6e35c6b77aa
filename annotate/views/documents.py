"""Browsing the documents of a project: filters in the address, a page of lines, a count that follows."""

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from annotate import jobs
from annotate.access import is_fragment, require_role
from annotate.documents.filters import PAGING, Filters, State, read_filters, sees_answers
from annotate.documents.finding import count as count_matching
from annotate.documents.finding import find_page
from annotate.documents.indexing import lag
from annotate.documents.rows import rows_of
from annotate.models import Membership, User
from annotate.problems import Invalid
from annotate.roles import Role
from annotate.services.plans import assignable_people

READERS = (Role.SUPERVISOR, Role.OWNER, Role.EXPERT)
SUPERVISORS = (Role.SUPERVISOR, Role.OWNER)


@require_GET
@never_cache
def document_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The page; for htmx the table on it."""
    membership = require_role(request, project_slug, *READERS)
    filters = read_filters(request.GET, membership)
    before = cursor_of(request, "before")
    page = find_page(membership.project, filters, after=cursor_of(request, "after") or 0, before=before)
    context = {
        "project": membership.project,
        "membership": membership,
        "filters": filters,
        "page": page,
        "rows": rows_of(page.ids, with_answers=sees_answers(membership)),
        "sees_answers": sees_answers(membership),
        "supervises": membership.has(*SUPERVISORS),
        "lag": lag(membership.project),
    }
    if membership.has(*SUPERVISORS):
        context["people"] = assignable_people(membership.project)
    if is_fragment(request):
        response = render(request, "annotate/_documents.html", context)
        here = address(request, filters)
        response["HX-Replace-Url" if is_typing(request, here) else "HX-Push-Url"] = here
    else:
        response = render(request, "annotate/documents.html", context | choices(membership))
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_http_methods(["GET", "POST"])
@never_cache
def count_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """How many match, up to the number a page can count; with POST, the exact count as a job."""
    membership = require_role(request, project_slug, *READERS)
    filters = read_filters(request.GET, membership)
    context = {"project": membership.project, "filters": filters}
    if request.method == "POST":
        arguments = {"filters": vars(filters)}
        context["job"] = jobs.start(
            "count_documents", project=membership.project, owner=membership.user, arguments=arguments
        )
        return render(request, "annotate/_document_counting.html", context)
    context["count"] = count_matching(membership.project, filters)
    return render(request, "annotate/_document_count.html", context)


@require_GET
@never_cache
def count(request: HttpRequest, project_slug: str, count_id: int) -> HttpResponse:
    """How far an exact count is; it asks for itself again until it is done."""
    membership = require_role(request, project_slug, *READERS)
    counts = membership.project.jobs.filter(kind="count_documents")
    if not sees_answers(membership):
        counts = counts.filter(owner=membership.user)
    job = get_object_or_404(counts, id=count_id)
    return render(request, "annotate/_document_counting.html", {"project": membership.project, "job": job})


def cursor_of(request: HttpRequest, name: str) -> int | None:
    """Where a page begins: the id of a document. Raises Invalid."""
    value = request.GET.get(name, "")
    if not value:
        return None
    if not value.isdecimal() or len(value) > 18:
        raise Invalid(_("“%(name)s” must be the number of a document.") % {"name": name}, field=name)
    return int(value)


def address(request: HttpRequest, filters: Filters) -> str:
    """The address of what is shown, without the fields that were left empty."""
    paging = [(name, request.GET[name]) for name in PAGING if request.GET.get(name)]
    query = urlencode([*filters.pairs(), *paging])
    return f"{request.path}?{query}" if query else request.path


def is_typing(request: HttpRequest, here: str) -> bool:
    """Are other words all that changed? Then “back” leads to before the search, not through its letters."""
    before, now = (dict(parse_qsl(urlsplit(one).query)) for one in (request.htmx.current_url or "", here))
    return all(one.pop("q", "") for one in (before, now)) and before == now


def choices(membership: Membership) -> dict[str, Any]:
    """What can be chosen in the form."""
    project = membership.project
    found: dict[str, Any] = {"batches": list(project.batches.only("id", "name")[:200])}
    if sees_answers(membership):
        everybody = User.objects.filter(memberships__project=project) | User.objects.filter(
            source__project=project
        )
        found |= {
            "states": State.choices,
            "questions": project.questions.prefetch_related("labels").order_by("id"),
            "everybody": everybody.distinct().order_by("is_source", "name"),
        }
    return found
