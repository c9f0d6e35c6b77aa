"""Rules in Python: who may write them, and the page to write one on."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from annotate.access import require_role
from annotate.models import Membership, Question
from annotate.problems import Problem
from annotate.roles import Role
from weaklabels.models import LabelingFunction
from weaklabels.numbers import number_in
from weaklabels.services.functions import ASKED_BY_RULES, Wish, change_rule, make_rule
from weaklabels.services.history import versions_of
from weaklabels.services.judging import precision_of
from weaklabels.services.python.failures import MODULES
from weaklabels.services.python.permission import (
    MAY_BE_ALLOWED,
    allow_python,
    may_write_python,
    roles_allowed,
)
from weaklabels.services.python.previewing import python_preview_of
from weaklabels.services.python.sources import definition_of
from weaklabels.services.questions import question_of
from weaklabels.views.editor import function_of
from weaklabels.views.roles import WRITERS, require_python

Kind = LabelingFunction.Kind


@require_http_methods(["GET", "POST"])
@never_cache
def permission(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Whom an owner lets write rules in Python."""
    membership = require_role(request, project_slug, Role.OWNER)
    project = membership.project
    if request.method == "POST":
        allow_python(project, request.POST.getlist("roles"), membership.user)
        messages.success(request, _("Saved."))
        return redirect("weaklabels:python-permission", project_slug)
    context = {
        "project": project,
        "membership": membership,
        "roles": MAY_BE_ALLOWED,
        "allowed": roles_allowed(project),
    }
    return render(request, "weaklabels/python_permission.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def rule_new(request: HttpRequest, project_slug: str) -> HttpResponse:
    """An empty source to fill in; with POST, the rule."""
    membership = require_role(request, project_slug, *WRITERS)
    require_python(membership)
    question = question_of(membership.project, request.POST or request.GET)
    if request.method == "GET":
        return render(request, "weaklabels/python_rule_new.html", _context(membership, question, {}))
    try:
        made = make_rule(question, _wish(request.POST), membership.user, Kind.PYTHON)
    except Problem as problem:
        context = _context(membership, question, request.POST) | {"problem": problem}
        return render(request, "weaklabels/python_rule_new.html", context, status=problem.status)
    messages.success(
        request, _("“%(name)s” holds from now on. Its figures follow in a moment.") % {"name": made}
    )
    return redirect("weaklabels:python-rule", project_slug, made.id)


@require_http_methods(["GET", "POST"])
@never_cache
def rule(request: HttpRequest, project_slug: str, python_function_id: int) -> HttpResponse:
    """One rule in Python for all who write rules; with POST, from those who may, what it is to do."""
    membership = require_role(request, project_slug, *WRITERS)
    functions = membership.project.labeling_functions.filter(kind=Kind.PYTHON)
    function = get_object_or_404(functions.select_related("question", "project"), id=python_function_id)
    if request.method == "GET":
        values = {"name": function.name, "guideline": function.guideline, **function.newest.definition}
        return _rule_page(request, membership, function, values)
    require_python(membership)
    base = number_in(request.POST.get("base", "")) or None
    try:
        change_rule(function, _wish(request.POST), membership.user, base=base)
    except Problem as problem:
        return _rule_page(request, membership, function, request.POST, problem)
    messages.success(request, _("Saved. Only this rule is applied anew."))
    return redirect("weaklabels:python-rule", project_slug, function.id)


@require_POST
@never_cache
def preview_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """What the source as it stands in the form says of a few documents. Nothing is kept."""
    membership = require_role(request, project_slug, *WRITERS)
    require_python(membership)
    context: dict[str, Any] = {"project": membership.project}
    try:
        if number := number_in(request.POST.get("function", "")):
            question = function_of(membership, number).question
        else:
            question = question_of(membership.project, request.POST)
        context["preview"] = python_preview_of(question, request.POST.get("source", ""))
    except Problem as problem:
        context["problem"] = problem
    return render(request, "weaklabels/_python_preview.html", context)


def _rule_page(
    request: HttpRequest,
    membership: Membership,
    function: LabelingFunction,
    values: Mapping[str, str],
    problem: Problem | None = None,
) -> HttpResponse:
    context = _context(membership, function.question, values) | {
        "function": function,
        "error": function.newest.column.error,
        "versions": versions_of(function),
        "precision": precision_of(function),
        "may_change": may_write_python(membership),
        "problem": problem,
    }
    return render(request, "weaklabels/python_rule.html", context, status=problem.status if problem else 200)


def _wish(form: Mapping[str, str]) -> Wish:
    """What the form asks for. Raises Invalid."""
    definition = definition_of(form.get("source", ""))
    return Wish(form.get("name", ""), definition, None, form.get("guideline", ""))


def _context(membership: Membership, question: Question, values: Mapping[str, str]) -> dict[str, Any]:
    project = membership.project
    return {
        "project": project,
        "membership": membership,
        "questions": project.questions.filter(retired_at=None, kind__in=ASKED_BY_RULES),
        "question": question,
        "labels": question.labels.filter(retired_at=None).order_by("id"),
        "values": values,
        "modules": MODULES,
    }
