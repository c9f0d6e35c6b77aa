"""One document with its history, and what a supervisor may decide about it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate import ports
from annotate.access import require_role
from annotate.documents.filters import sees_answers
from annotate.documents.history import history_of
from annotate.documents.turns import sections_of, turns_of
from annotate.models import Annotation, Document, Flag, Membership, User
from annotate.problems import Invalid
from annotate.services.flags import resolve_flag
from annotate.services.gold import make_gold
from annotate.services.holds import release_document, restore_document, withdraw_document
from annotate.services.plans import assignable_people
from annotate.services.returns import return_answer
from annotate.views.documents import READERS, SUPERVISORS
from annotate.views.word_pages import word_pages_for


@require_GET
@never_cache
def document(request: HttpRequest, project_slug: str, document_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    shown = document_in(membership, document_id)
    history = history_of(shown, with_answers=sees_answers(membership))
    turns = turns_of(shown.metadata, shown.text)
    context = {
        "project": membership.project,
        "membership": membership,
        "document": shown,
        "history": history,
        "reading": {
            "text": shown.text,
            "turns": [turn.as_dict() for turn in turns],
            "marks": history.marks(),
            "labels": history.labels(),
        },
        "turns": turns,
        "sections": sections_of(turns, shown.text),
        "sees_answers": sees_answers(membership),
        "supervises": membership.has(*SUPERVISORS),
        "word_pages": word_pages_for(membership),
        "panels": [panel for make in ports.document_panels if (panel := make(membership, shown))],
    }
    if membership.has(*SUPERVISORS):
        context["people"] = assignable_people(membership.project)
    return render(request, "annotate/document.html", context)


@require_POST
def withdrawal_list(request: HttpRequest, project_slug: str, document_id: int) -> HttpResponse:
    sentence = _("Withdrawn: nobody is served this document any more. Restoring it brings everything back.")
    return _decide(request, project_slug, document_id, withdraw_document, sentence)


@require_POST
def restoration_list(request: HttpRequest, project_slug: str, document_id: int) -> HttpResponse:
    return _decide(request, project_slug, document_id, restore_document, _("Restored."))


@require_POST
def release_list(request: HttpRequest, project_slug: str, document_id: int) -> HttpResponse:
    sentence = _("Back in the queue. Those who skipped it are not served it again.")
    return _decide(request, project_slug, document_id, release_document, sentence)


@require_POST
def return_list(request: HttpRequest, project_slug: str, document_id: int) -> HttpResponse:
    """Return an answer to its annotator, with a word on why."""
    membership = require_role(request, project_slug, *SUPERVISORS)
    shown = document_in(membership, document_id)
    annotator = get_object_or_404(
        User, id=chosen(request, "annotator"), standings__document=shown, standings__occasion="work"
    )
    return_answer(shown, annotator, request.POST.get("note", ""), by=membership.user)
    messages.success(request, _("Returned to %(name)s, with your note.") % {"name": annotator})
    return redirect("annotate:document", project_slug, document_id)


@require_POST
def gold_list(request: HttpRequest, project_slug: str, document_id: int) -> HttpResponse:
    """Accept an answer as gold."""
    membership = require_role(request, project_slug, *SUPERVISORS)
    shown = document_in(membership, document_id)
    annotation = get_object_or_404(Annotation, id=chosen(request, "annotation"), document=shown)
    make_gold(annotation, by=membership.user)
    messages.success(request, _("This answer is gold now."))
    return redirect("annotate:document", project_slug, document_id)


@require_POST
def flag_resolution_list(
    request: HttpRequest, project_slug: str, document_id: int, flag_id: int
) -> HttpResponse:
    membership = require_role(request, project_slug, *SUPERVISORS)
    shown = document_in(membership, document_id)
    resolve_flag(get_object_or_404(Flag, id=flag_id, document=shown), by=membership.user)
    if request.POST.get("back_to") == "list":
        return redirect("annotate:questions-and-notes", project_slug)
    return redirect("annotate:document", project_slug, document_id)


def document_in(membership: Membership, document_id: int) -> Document:
    documents = membership.project.documents.select_related("batch__created_by", "queue_row", "project")
    return get_object_or_404(documents, id=document_id)


def number_in(request: HttpRequest, name: str) -> int | None:
    """An id from a form, or None where nothing was chosen. What is no id names nothing."""
    value = request.POST.get(name, "")
    if not value:
        return None
    return int(value) if value.isdecimal() and len(value) < 19 else 0


def chosen(request: HttpRequest, name: str) -> int:
    """An id that the form must name. Raises Invalid."""
    value = number_in(request, name)
    if value is None:
        raise Invalid(_("“%(name)s” is missing from the form. Choose one.") % {"name": name}, field=name)
    return value


def _decide(
    request: HttpRequest,
    project_slug: str,
    document_id: int,
    service: Callable[[Document, User], None],
    sentence: str,
) -> HttpResponse:
    membership = require_role(request, project_slug, *SUPERVISORS)
    service(document_in(membership, document_id), membership.user)
    messages.success(request, sentence)
    return redirect("annotate:document", project_slug, document_id)
