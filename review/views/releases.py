"""Releases: their list, a new one, one with its counts and data statement, its file, and how two differ."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate.access import require_role
from annotate.files import open_file
from annotate.models import Membership
from annotate.problems import Conflict, Invalid
from annotate.roles import Role
from review.models import Release, Split
from review.registration import READERS
from review.release_forms import ReleaseForm, WordsForm
from review.releases.differences import Change
from review.services.releases.differences import (
    A_PAGE,
    IN,
    LABEL,
    MOVED,
    OUT,
    differences,
    documents_behind,
)
from review.services.releases.making import make_release, publish, retire, say_of
from review.services.releases.running import has_file, jobs_of, start_job
from review.services.releases.statement import statement_of
from review.views.agreement import number_in, page_of

MOST_LISTED = 200


@require_GET
@never_cache
def releases(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    listed = releases_of(membership)[:MOST_LISTED]
    return render(request, "review/releases.html", page_of(membership) | {"releases": listed, "parts": Split})


@require_http_methods(["GET", "POST"])
@never_cache
def release_new(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The form; POST puts the release down, and a job gathers it."""
    membership = require_role(request, project_slug, *READERS)
    form = ReleaseForm(request.POST or None, project=membership.project)
    if request.method == "POST" and form.is_valid():
        try:
            release = make_release(
                membership, form.cleaned_data["name"], form.wish, form.cleaned_data["seed"]
            )
        except Invalid as problem:
            field = problem.details.get("field")
            form.add_error(field if field in form.fields else None, problem.sentence)
        else:
            return redirect("review:release", project_slug, release.id)
    context = page_of(membership) | {"form": form}
    return render(request, "review/release_new.html", context, status=422 if form.errors else 200)


@require_GET
@never_cache
def release(request: HttpRequest, project_slug: str, release_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    return _page(request, membership, release_in(membership, release_id))


@require_POST
def statement_list(request: HttpRequest, project_slug: str, release_id: int) -> HttpResponse:
    """What is said beside the facts, while it is a draft."""
    membership = require_role(request, project_slug, *READERS)
    shown = release_in(membership, release_id)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, membership, shown, form, status=422)
    say_of(shown, form.said)
    messages.success(request, _("The data statement is kept."))
    return redirect("review:release", project_slug, release_id)


@require_POST
def publication_list(request: HttpRequest, project_slug: str, release_id: int) -> HttpResponse:
    """What was typed of the data statement goes with it: nothing can be added afterwards."""
    membership = require_role(request, project_slug, Role.OWNER)
    shown = release_in(membership, release_id)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, membership, shown, form, status=422)
    publish(shown, membership, form.said)
    messages.success(request, _("Published: from now on it stays as it is. Its files are being built."))
    return redirect("review:release", project_slug, release_id)


@require_POST
def release_retirement_list(request: HttpRequest, project_slug: str, release_id: int) -> HttpResponse:
    """A draft is thrown away by who may make one; what is published an owner retires, with a reason."""
    membership = require_role(request, project_slug, *READERS)
    shown = release_in(membership, release_id)
    if shown.is_published:
        require_role(request, project_slug, Role.OWNER)
    retire(shown, membership, request.POST.get("because", ""))
    messages.success(request, _("Retired. It stays here, for those who have it."))
    return redirect("review:releases", project_slug)


@require_POST
def archive_list(request: HttpRequest, project_slug: str, release_id: int) -> HttpResponse:
    """Gather what was called off, or build the files anew."""
    membership = require_role(request, project_slug, *READERS)
    shown = release_in(membership, release_id)
    if shown.is_draft:
        raise Conflict(_("There is nothing to build yet: an owner has to publish this release first."))
    start_job(shown, membership.user)
    return redirect("review:release", project_slug, release_id)


@require_GET
@never_cache
def archive(request: HttpRequest, project_slug: str, release_id: int) -> FileResponse:
    membership = require_role(request, project_slug, *READERS)
    return archive_of(release_in(membership, release_id))


@require_GET
@never_cache
def release_differences(request: HttpRequest, project_slug: str, release_id: int) -> HttpResponse:
    """Against an earlier release; with `kind`, the documents that one line counts."""
    membership = require_role(request, project_slug, *READERS)
    now = release_in(membership, release_id)
    others = releases_of(membership).filter(as_of__isnull=False).exclude(id=now.id)
    asked = number_in(request.GET, "since")
    was = get_object_or_404(others, id=asked) if asked else others.filter(id__lt=now.id).first()
    context = page_of(membership) | {"release": now, "was": was, "others": others[:MOST_LISTED]}
    if was is None or not now.is_gathered:
        return render(request, "review/release_differences.html", context)
    if kind := request.GET.get("kind", ""):
        return _documents(request, context, was, now, kind)
    return render(
        request, "review/release_differences.html", context | {"differences": differences(was, now)}
    )


def _documents(
    request: HttpRequest, context: dict[str, object], was: Release, now: Release, kind: str
) -> HttpResponse:
    if kind not in (IN, OUT, MOVED, LABEL):
        allowed = ", ".join((IN, OUT, MOVED, LABEL))
        raise Invalid(
            _("“%(kind)s” is no difference. Choose one of: %(allowed)s.")
            % {"kind": kind, "allowed": allowed},
            field="kind",
        )
    change = Change(*(request.GET.get(name, "") for name in ("question", "was", "now")))
    found = documents_behind(was, now, kind, change, number_in(request.GET, "after"))
    address = request.GET.copy()
    address.pop("after", None)
    context |= {
        "kind": kind,
        "change": change,
        "documents": found[:A_PAGE],
        "next_after": found[A_PAGE - 1].id if len(found) > A_PAGE else None,
        "address": address.urlencode(),
    }
    return render(request, "review/release_documents.html", context)


def releases_of(membership: Membership) -> QuerySet[Release]:
    rows = Release.objects.filter(project=membership.project)
    return rows.select_related("project", "made_by", "published_by", "retired_by", "archive")


def release_in(membership: Membership, release_id: int) -> Release:
    return get_object_or_404(releases_of(membership), id=release_id)


def archive_of(shown: Release) -> FileResponse:
    """Raises Http404 where it has to be built first."""
    try:
        content = open_file(shown.archive) if shown.archive else None
    except FileNotFoundError:
        content = None
    if content is None:
        raise Http404(_("The file of this release is not there. Build it again on the page of the release."))
    name = f"{shown.project.slug}-{shown.name}.zip"
    return FileResponse(content, as_attachment=True, filename=name, content_type="application/octet-stream")


def _page(
    request: HttpRequest,
    membership: Membership,
    shown: Release,
    form: WordsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    jobs = jobs_of(shown)
    erased = shown.documents.filter(document__erased_at__isnull=False).count() if shown.is_published else 0
    context = page_of(membership) | {
        "release": shown,
        "parts": Split,
        "job": jobs[0] if jobs else None,
        "statement": shown.statement or (statement_of(shown) if shown.is_gathered else ""),
        "form": form or WordsForm(initial=shown.words),
        "erased": erased,
        "has_file": has_file(shown),
        "may_publish": membership.has(Role.OWNER),
        "sees_earlier": releases_of(membership).filter(id__lt=shown.id, as_of__isnull=False).exists(),
    }
    return render(request, "review/release.html", context, status=status)
