"""Rules that nobody typed: proposed from labelled documents, or meant by words that were marked. One key takes one."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate.access import is_fragment, require_role
from annotate.documents.filters import sees_answers
from annotate.json_bodies import read_json
from annotate.models import Label, Membership, Question
from annotate.problems import Invalid
from weaklabels.models import LabelingFunction
from weaklabels.numbers import number_in
from weaklabels.services.demonstrating import rules_meant
from weaklabels.services.functions import ASKED_BY_RULES
from weaklabels.services.proposing import proposed_rules
from weaklabels.services.questions import question_of
from weaklabels.services.taking import Offered, decline, take
from weaklabels.views.roles import WRITERS

Origin = LabelingFunction.Origin
LONGEST_DEFINITION = 100_000


@require_GET
@never_cache
def proposal_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Rules that the labelled documents propose, the best first."""
    membership = require_role(request, project_slug, *WRITERS)
    project = membership.project
    questions = project.questions.filter(retired_at=None, kind=Question.Kind.CHOICE)
    question = _named(membership, request.GET) or questions.first()
    context = {
        "project": project,
        "membership": membership,
        "questions": questions,
        "proposed": proposed_rules(question, with_answers=sees_answers(membership)) if question else None,
    }
    return render(request, "weaklabels/proposals.html", context)


@require_POST
@never_cache
def acceptance_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Take a rule as it was offered. From a list of proposals the rest of the list stays to be gone through."""
    membership = require_role(request, project_slug, *WRITERS)
    made = take(_offered(membership, request.POST), membership.user)
    if is_fragment(request):
        return render(request, "weaklabels/_taken.html", {"project": membership.project, "made": made})
    messages.success(
        request, _("“%(name)s” holds from now on. Its figures follow in a moment.") % {"name": made}
    )
    return redirect("weaklabels:rule", project_slug, made.id)


@require_POST
@never_cache
def decline_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Not this one: it is proposed no more."""
    membership = require_role(request, project_slug, *WRITERS)
    offered = _offered(membership, request.POST)
    decline(offered, membership.user)
    if is_fragment(request):
        return HttpResponse("")
    return redirect("weaklabels:rule-proposals", project_slug)


@require_GET
@never_cache
def demonstration(request: HttpRequest, project_slug: str) -> HttpResponse:
    """What words that were marked in a document may stand for, each with what it would hit."""
    membership = require_role(request, project_slug, *WRITERS)
    project = membership.project
    marks = _marks(request.GET.get("marks", ""))
    document = get_object_or_404(
        project.documents.select_related("queue_row", "project"),
        id=number_in(request.GET.get("document", "")),
        erased_at=None,
    )
    label = _label(membership, request.GET)
    context = {
        "project": project,
        "membership": membership,
        "document": document,
        "marks": request.GET.get("marks", ""),
        "words": [document.text[start:end] for start, end in marks],
        "label": label,
        "questions": _with_labels(membership),
        "meant": rules_meant(document, marks, label),
    }
    return render(request, "weaklabels/demonstration.html", context)


def _named(membership: Membership, form: Mapping[str, str]) -> Question | None:
    number = number_in(form.get("question", ""))
    return (
        membership.project.questions.filter(id=number, kind=Question.Kind.CHOICE).first() if number else None
    )


def _with_labels(membership: Membership) -> list[tuple[Question, list[Label]]]:
    questions = membership.project.questions.filter(retired_at=None, kind__in=ASKED_BY_RULES).order_by("id")
    return [(one, list(one.labels.filter(retired_at=None).order_by("id"))) for one in questions]


def _label(membership: Membership, form: Mapping[str, str]) -> Label:
    """The label that is named, else the first. Raises Invalid where no question asks for labels."""
    labels = Label.objects.filter(
        question__project=membership.project,
        question__kind__in=ASKED_BY_RULES,
        question__retired_at=None,
        retired_at=None,
    ).select_related("question__project")
    named = labels.filter(id=number_in(form.get("label", ""))).first()
    found = named or labels.order_by("question", "id").first()
    if found is None:
        raise Invalid(_("Rules answer questions with labels, and this project asks none. Write one first."))
    return found


def _marks(value: str) -> list[tuple[int, int]]:
    """“12-20,31-35”: one or two stretches in code points."""
    marks = []
    for part in value.split(","):
        start, dash, end = part.partition("-")
        if not dash:
            break
        marks.append((number_in(start), number_in(end)))
    if not marks:
        raise Invalid(_("Mark one or two stretches of the text, and make a rule of these."))
    return marks


def _offered(membership: Membership, form: Mapping[str, str]) -> Offered:
    """What the button stands for. Raises Invalid."""
    document = number_in(form.get("document", ""))
    return Offered(
        question=question_of(membership.project, form),
        definition=_definition(form.get("definition", "")),
        label_id=number_in(form.get("label", "")),
        origin=Origin.SHOWN if document else Origin.PROPOSED,
        shown_in=get_object_or_404(membership.project.documents, id=document) if document else None,
    )


def _definition(value: str) -> dict[str, Any]:
    try:
        read = read_json(value[:LONGEST_DEFINITION].encode(errors="replace"))
    except Invalid:
        read = None
    if not isinstance(read, dict):
        raise Invalid(_("This is no rule. Open the page anew and choose one of those it shows."))
    return read
