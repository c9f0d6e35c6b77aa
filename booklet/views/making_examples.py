"""An example is made of a document, or changed: the form, and what comes of it."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from annotate.access import require_role
from annotate.documents.filters import sees_answers
from annotate.models import Document, Gold, Membership
from annotate.problems import Invalid, Problem
from booklet.models import Example
from booklet.services.examples import ChangedMeanwhile, change_example, check_document, make_example
from booklet.services.sayings import SAYS, Saying, questions_of
from booklet.services.showing import seen_by
from booklet.text.passages import pieces_of
from booklet.views.example_forms import (
    asked,
    kinds,
    page_choices,
    passages_of,
    says_in,
    shown_in,
    stretches,
)
from booklet.views.examples import example_of
from booklet.views.forms import whole
from booklet.views.roles import WRITERS

MOST_SHOWN = 50_000  # characters of a text beside the form


@require_http_methods(["GET", "POST"])
@never_cache
def example_new(request: HttpRequest, project_slug: str) -> HttpResponse:
    """A document, or words chosen in it, becomes an example; with POST, it is one."""
    membership = require_role(request, project_slug, *WRITERS)
    document = _document(membership, request.POST.get("document") or request.GET.get("document", ""))
    if request.method == "GET":
        return _new_form(request, membership, document)
    try:
        with transaction.atomic():
            made = make_example(
                membership.project, shown_in(request.POST, membership, document), membership.user
            )
    except Problem as problem:
        return _sent_form(request, membership, document, problem)
    messages.success(request, _("Example %(number)s is in the booklet.") % {"number": made.number})
    return redirect("booklet:example", project_slug, made.id)


@require_http_methods(["GET", "POST"])
@never_cache
def example_edit(request: HttpRequest, project_slug: str, example_id: int) -> HttpResponse:
    """What an example says, to be changed."""
    membership = require_role(request, project_slug, *WRITERS)
    shown = example_of(membership, example_id)
    if request.method == "GET":
        return _edit_form(request, membership, shown)
    try:
        with transaction.atomic():
            wish = shown_in(request.POST, membership, shown.document)
            changed = change_example(shown, wish, whole(request.POST.get("base")), membership.user)
    except Problem as problem:
        return _sent_form(request, membership, shown.document, problem, shown)
    messages.success(request, _("Saved."))
    return redirect("booklet:example", project_slug, changed.id)


def _document(membership: Membership, document: str) -> Document:
    if not document:
        raise Invalid(_("An example begins with a document. Open one, and make it an example there."))
    return get_object_or_404(membership.project.documents, id=whole(document))


def _new_form(request: HttpRequest, membership: Membership, document: Document) -> HttpResponse:
    marks = stretches(request.GET.get("marks", ""))
    label = whole(request.GET.get("label")) or None
    passages = passages_of(document, marks)
    try:
        check_document(document)
    except Problem as problem:
        return _form(request, membership, document, cannot=problem)
    return _form(
        request,
        membership,
        document,
        marks=marks,
        passages=passages,
        passage=passages[0].value,
        page=_page_of_label(membership, label),
        kind=Example.Kind.COUNTS,
        reasoning="",
        asked=asked(
            questions_of(membership.project), document, _from_gold(membership, document), marks, label
        ),
    )


def _edit_form(
    request: HttpRequest, membership: Membership, shown: Example, problem: Problem | None = None
) -> HttpResponse:
    now = (shown.start, shown.end) if shown.start is not None else None
    passages = passages_of(shown.document, [], now)
    return _form(
        request,
        membership,
        shown.document,
        example=shown,
        base=shown.id,
        passages=passages,
        passage=passages[0].value,
        page=f"page-{shown.page_id}",
        kind=shown.kind,
        reasoning=shown.reasoning,
        asked=asked(questions_of(membership.project), shown.document, shown.says, [], None),
        problem=problem,
    )


def _sent_form(
    request: HttpRequest,
    membership: Membership,
    document: Document,
    problem: Problem,
    shown: Example | None = None,
) -> HttpResponse:
    """The form as it was sent, with what is wrong with it: nothing typed is lost."""
    sent = request.POST
    marks = [mark for mark in stretches(sent.get("marks", "")) if mark[1] <= document.length]
    newest = problem.newest if isinstance(problem, ChangedMeanwhile) else None
    now = (shown.start, shown.end) if shown and shown.start is not None else None
    return _form(
        request,
        membership,
        document,
        example=shown,
        base=newest.id if newest else whole(sent.get("base")),
        theirs=seen_by(membership, membership.project.examples.filter(id=newest.id))[0] if newest else None,
        marks=marks,
        passages=passages_of(document, marks, now),
        passage=sent.get("passage", "all"),
        page=sent.get("page", ""),
        kind=sent.get("kind", ""),
        reasoning=sent.get("reasoning", ""),
        asked=asked(questions_of(membership.project), document, says_in(sent, membership), marks, None),
        problem=problem,
    )


def _form(request: HttpRequest, membership: Membership, document: Document, **more: Any) -> HttpResponse:
    project = membership.project
    problem = more.get("problem")
    context = {
        "project": project,
        "membership": membership,
        "document": document,
        "choices": page_choices(project),
        "kinds": kinds(),
        "pieces": pieces_of(document.text[:MOST_SHOWN], [(*mark, 0) for mark in more.get("marks", [])]),
        "marks_sent": ",".join(f"{start}-{end}" for start, end in more.get("marks", [])),
        **more,
    }
    return render(request, "booklet/example_form.html", context, status=problem.status if problem else 200)


def _page_of_label(membership: Membership, label: int | None) -> str:
    page = membership.project.pages.living().filter(label=label).first() if label else None
    if page:
        return f"page-{page.id}"
    return f"label-{label}" if label else ""


def _from_gold(membership: Membership, document: Document) -> list[Saying]:
    """What gold says of the document, for who may see it."""
    if not sees_answers(membership):
        return []
    gold = Gold.objects.filter(document=document, question__kind__in=SAYS).holding()
    return [{"question": row.question_id, "content": row.content} for row in gold.order_by("question_id")]
