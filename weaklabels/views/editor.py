"""Writing a rule: the form with its rows, the live preview beside it, and the versions it had."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from annotate.access import require_role
from annotate.json_bodies import read_json
from annotate.models import Label, Membership, Question
from annotate.problems import Conflict, Invalid, Problem
from weaklabels.editing import Draft, Row, definition_of, draft_of, rows_of
from weaklabels.matching.sentences import Refused
from weaklabels.matching.wording import COMPARISONS, VALUE_KINDS
from weaklabels.models import LabelingFunction
from weaklabels.numbers import number_in
from weaklabels.services.functions import (
    ASKED_BY_RULES,
    Wish,
    bring_back,
    change_rule,
    make_rule,
    restore_version,
    retire_rule,
)
from weaklabels.services.history import versions_of
from weaklabels.services.judging import precision_of
from weaklabels.services.naming import name_for
from weaklabels.services.newer import newer_documents
from weaklabels.services.previewing import preview_of
from weaklabels.services.questions import question_of
from weaklabels.views.roles import WRITERS, require_may_change

PLACES = [
    ("first", gettext_lazy("in the first words")),
    ("last", gettext_lazy("in the last words")),
    ("section", gettext_lazy("under a heading")),
    ("speaker", gettext_lazy("said by")),
    ("first_turn", gettext_lazy("in the first turn")),
    ("last_turn", gettext_lazy("in the last turn")),
]


@require_http_methods(["GET", "POST"])
@never_cache
def rule_new(request: HttpRequest, project_slug: str) -> HttpResponse:
    """An empty rule to fill in, or one about words that were marked; with POST, the rule."""
    membership = require_role(request, project_slug, *WRITERS)
    if request.method == "POST":
        question = question_of(membership.project, request.POST)
        try:
            made = make_rule(question, _named(_wish(request.POST, question), question), membership.user)
        except Problem as problem:
            return _form_again(request, membership, question, problem)
        messages.success(
            request, _("“%(name)s” holds from now on. Its figures follow in a moment.") % {"name": made}
        )
        return redirect("weaklabels:rule", project_slug, made.id)
    question = question_of(membership.project, request.GET)
    draft = _proposed(request.GET) or Draft([Row(text=request.GET.get("words", ""))])
    context = _context(membership, question, draft, {"label": request.GET.get("label", "")})
    return render(request, "weaklabels/rule_new.html", context)


def _named(wish: Wish, question: Question) -> Wish:
    """Whoever gives no name leaves it to the words of the rule."""
    if wish.name.strip():
        return wish
    return replace(wish, name=name_for(question, wish.definition, wish.label_id))


def _proposed(asked: Mapping[str, str]) -> Draft | None:
    """A rule that was proposed, to look at and to change; what is none is left out."""
    try:
        return rows_of(read_json(asked.get("definition", "").encode(errors="replace")))
    except (Invalid, Refused):
        return None


@require_http_methods(["GET", "POST"])
@never_cache
def rule(request: HttpRequest, project_slug: str, function_id: int) -> HttpResponse:
    """One rule: what it says, how well, and what it said before; with POST, what it is to say."""
    membership = require_role(request, project_slug, *WRITERS)
    function = function_of(membership, function_id)
    if function.kind == LabelingFunction.Kind.PYTHON:
        return redirect("weaklabels:python-rule", project_slug, function.id)
    if function.kind == LabelingFunction.Kind.LANGUAGE_MODEL and request.method == "GET":
        return redirect("weaklabels:model-rule", project_slug, function.id)
    question = function.question
    if request.method == "POST":
        if function.kind != LabelingFunction.Kind.DECLARATIVE:
            raise Conflict(
                _("This form changes rules written without code only. Change this one where it was made.")
            )
        try:
            base = number_in(request.POST.get("base", "")) or None
            change_rule(function, _wish(request.POST, question), membership.user, base=base)
        except Problem as problem:
            return _form_again(request, membership, question, problem, function)
        messages.success(request, _("Saved. Only this rule is applied anew."))
        return redirect("weaklabels:rule", project_slug, function.id)
    newest = function.newest
    draft = rows_of(newest.definition) if function.kind == LabelingFunction.Kind.DECLARATIVE else None
    values = {"name": function.name, "guideline": function.guideline, "label": str(newest.label_id or "")}
    context = _context(membership, question, draft, values, function) | {
        "versions": versions_of(function),
        "precision": precision_of(function),
        "newer": newer_documents(newest),
        "preview": preview_of(question, newest.definition, newest.label_id, function) if draft else None,
    }
    return render(request, "weaklabels/rule.html", context)


@require_POST
@never_cache
def row_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The form again with a row more, a row less, or another kind of row."""
    membership = require_role(request, project_slug, *WRITERS)
    question = question_of(membership.project, request.POST)
    form = request.POST.copy()
    for name in [name for name in form if name.endswith(f"-{form.get('remove', '')}") and form.get("remove")]:
        del form[name]
    draft = draft_of(form)
    if "add" in form:
        draft = Draft([*draft.rows, Row()], draft.join)
    context = _context(membership, question, draft, form) | {"is_changed": True}
    return render(request, "weaklabels/_rows.html", context)


@require_POST
@never_cache
def preview_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """What the rule as it stands in the form would hit. Nothing is kept."""
    membership = require_role(request, project_slug, *WRITERS)
    question = question_of(membership.project, request.POST)
    context: dict[str, Any] = {"project": membership.project, "question": question}
    try:
        wish = _wish(request.POST, question)
        context["preview"] = preview_of(
            question, wish.definition, wish.label_id, _edited(membership, request.POST)
        )
    except Problem as problem:
        context["problem"] = problem
    return render(request, "weaklabels/_preview.html", context)


@require_POST
def restoration_list(request: HttpRequest, project_slug: str, function_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *WRITERS)
    function = function_of(membership, function_id)
    require_may_change(membership, function)
    restore_version(function, number_in(request.POST.get("number", "")), membership.user)
    return redirect("weaklabels:rule", project_slug, function.id)


@require_POST
def retirement_list(request: HttpRequest, project_slug: str, function_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *WRITERS)
    function = function_of(membership, function_id)
    retire_rule(function, membership.user)
    messages.success(request, _("“%(name)s” is retired; its votes count no more.") % {"name": function})
    return redirect("weaklabels:rules", project_slug)


@require_POST
def return_list(request: HttpRequest, project_slug: str, function_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *WRITERS)
    function = function_of(membership, function_id)
    require_may_change(membership, function)
    bring_back(function, membership.user)
    return redirect("weaklabels:rule", project_slug, function.id)


def function_of(membership: Membership, function_id: int) -> LabelingFunction:
    return get_object_or_404(
        LabelingFunction.objects.select_related("question", "project").filter(project=membership.project),
        id=function_id,
    )


def _edited(membership: Membership, form: Mapping[str, str]) -> LabelingFunction | None:
    number = number_in(form.get("function", ""))
    return function_of(membership, number) if number else None


def _wish(form: QueryDict, question: Question) -> Wish:
    """What the form asks for. Raises Invalid."""
    label_id = number_in(form.get("label", "")) or None
    try:
        definition = definition_of(draft_of(form), label_id or 0, spans=question.kind == Question.Kind.SPANS)
    except ValueError:
        raise Invalid(_("How many words is a whole number, such as 5."), field="definition") from None
    return Wish(form.get("name", ""), definition, label_id, form.get("guideline", ""))


def _form_again(
    request: HttpRequest,
    membership: Membership,
    question: Question,
    problem: Problem,
    function: LabelingFunction | None = None,
) -> HttpResponse:
    """The form as it was sent, with what is wrong with it: nothing typed is lost."""
    context = _context(membership, question, draft_of(request.POST), request.POST, function) | {
        "problem": problem
    }
    if function:
        context |= {"versions": versions_of(function), "precision": precision_of(function)}
    template = "weaklabels/rule.html" if function else "weaklabels/rule_new.html"
    return render(request, template, context, status=problem.status)


def _context(
    membership: Membership,
    question: Question,
    draft: Draft | None,
    values: Mapping[str, str],
    function: LabelingFunction | None = None,
) -> dict[str, Any]:
    project = membership.project
    return {
        "project": project,
        "membership": membership,
        "questions": project.questions.filter(retired_at=None, kind__in=ASKED_BY_RULES),
        "question": question,
        "labels": Label.objects.filter(question=question, retired_at=None).order_by("id"),
        "dictionaries": project.dictionaries.order_by("name").distinct("name").values_list("name", flat=True),
        "draft": draft,
        "values": values,
        "function": function,
        "is_about_labels": question.kind != Question.Kind.SPANS,
        "places": PLACES,
        "comparisons": [(one.value, _(name)) for one, name in COMPARISONS.items()],
        "value_kinds": [(one.value, _(name)) for one, name in VALUE_KINDS.items()],
    }
