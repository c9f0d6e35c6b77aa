"""Examples: all of them, one, and the few a label shows in the workbench."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate.access import require_role
from annotate.models import Label, Membership
from booklet.models import Example
from booklet.services.examples import bring_example_back, retire_example
from booklet.services.hints import hint_of
from booklet.services.showing import seen_by
from booklet.views.forms import whole
from booklet.views.roles import READERS, WRITERS

A_PAGE = 20


@require_GET
@never_cache
def example_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """All examples, the newest first; with `page`, those of one page of the booklet."""
    membership = require_role(request, project_slug)
    examples = membership.project.examples.living()
    about = None
    if request.GET.get("page"):
        about = get_object_or_404(membership.project.pages.with_text(), id=whole(request.GET["page"]))
        examples = examples.filter(page=about)
    part = Paginator(examples, A_PAGE).get_page(request.GET.get("part"))
    context = {
        "project": membership.project,
        "membership": membership,
        "about": about,
        "part": part,
        "seen": seen_by(membership, examples.filter(id__in=[one.id for one in part])),
        "may_write": membership.has(*WRITERS),
        "may_read": membership.has(*READERS),
    }
    return render(request, "booklet/examples.html", context)


@require_GET
@never_cache
def example(request: HttpRequest, project_slug: str, example_id: int) -> HttpResponse:
    """One example, with what it said before."""
    membership = require_role(request, project_slug)
    shown = example_of(membership, example_id)
    examples = membership.project.examples.filter(number=shown.number)
    context = {
        "project": membership.project,
        "membership": membership,
        "seen": seen_by(membership, examples.filter(id=shown.id))[0],
        "earlier": examples.exclude(replaced_at=None).select_related("author"),
        "may_write": membership.has(*WRITERS),
        "may_read": membership.has(*READERS),
    }
    return render(request, "booklet/example.html", context)


@require_POST
def example_retirement_list(request: HttpRequest, project_slug: str, example_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *WRITERS)
    retire_example(example_of(membership, example_id), membership.user)
    messages.success(request, _("The example is out of the booklet. Nothing is deleted: it can come back."))
    return redirect("booklet:example", project_slug, example_id)


@require_POST
def example_return_list(request: HttpRequest, project_slug: str, example_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *WRITERS)
    bring_example_back(example_of(membership, example_id), membership.user)
    return redirect("booklet:example", project_slug, example_id)


@require_GET
@never_cache
def hint(request: HttpRequest, project_slug: str) -> HttpResponse:
    """What a label means, in a few lines and two examples; 204 where nobody has said so."""
    membership = require_role(request, project_slug)
    labels = Label.objects.filter(question__project=membership.project_id)
    label = labels.filter(id=whole(request.GET.get("label"))).first()
    found = hint_of(membership, label) if label else None
    if found is None:
        return HttpResponse(status=204)
    return render(request, "booklet/_hint.html", {"project": membership.project, "hint": found})


def example_of(membership: Membership, example_id: int) -> Example:
    """The example as it is now; an earlier form of it leads to the newest."""
    examples = membership.project.examples.all()
    number = get_object_or_404(examples.values_list("number", flat=True), id=whole(str(example_id)))
    return (
        examples.current()
        .select_related("page__current", "page__label", "document", "author")
        .get(number=number)
    )
