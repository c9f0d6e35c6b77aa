"""A language model's answers as a rule: its prompt, twenty answers to look at, and what all would cost."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from annotate.access import require_role
from annotate.models import Membership, Question
from annotate.problems import Problem
from weaklabels.languagemodel.endpoint import Endpoint
from weaklabels.models import LabelingFunction
from weaklabels.numbers import number_in
from weaklabels.services.functions import ASKED_BY_RULES, Wish, change_rule, make_rule
from weaklabels.services.history import versions_of
from weaklabels.services.judging import precision_of
from weaklabels.services.languagemodel.answers import shown_sample
from weaklabels.services.languagemodel.definitions import USUAL_CHARACTERS, definition_of, first_prompt
from weaklabels.services.languagemodel.running import asking_of, start_asking
from weaklabels.services.languagemodel.spending import estimate_of, spent_in, spent_on
from weaklabels.services.questions import question_of
from weaklabels.views.roles import WRITERS

KIND = LabelingFunction.Kind.LANGUAGE_MODEL


@require_http_methods(["GET", "POST"])
@never_cache
def rule_new(request: HttpRequest, project_slug: str) -> HttpResponse:
    """An empty prompt; with POST, the rule. Nothing is asked yet."""
    membership = require_role(request, project_slug, *WRITERS)
    question = question_of(membership.project, request.POST or request.GET)
    if request.method == "GET":
        values = first_prompt(question)
        return render(request, "weaklabels/model_rule_new.html", _context(membership, question, values))
    try:
        made = make_rule(question, _wish(question, request.POST), membership.user, KIND)
    except Problem as problem:
        context = _context(membership, question, request.POST) | {"problem": problem}
        return render(request, "weaklabels/model_rule_new.html", context, status=problem.status)
    return redirect("weaklabels:model-rule", project_slug, made.id)


@require_http_methods(["GET", "POST"])
@never_cache
def rule(request: HttpRequest, project_slug: str, model_function_id: int) -> HttpResponse:
    """The rule with its answers and costs; with POST, what it is to ask from now on."""
    membership = require_role(request, project_slug, *WRITERS)
    function = function_of(membership, model_function_id)
    if request.method == "GET":
        return _rule_page(request, membership, function, _values_of(function))
    base = number_in(request.POST.get("base", "")) or None
    try:
        change_rule(function, _wish(function.question, request.POST), membership.user, base=base)
    except Problem as problem:
        return _rule_page(request, membership, function, request.POST, problem)
    messages.success(request, _("Saved. Try it on 20 documents; what was answered before costs nothing."))
    return redirect("weaklabels:model-rule", project_slug, function.id)


@require_POST
def asking_list(request: HttpRequest, project_slug: str, model_function_id: int) -> HttpResponse:
    """Ask about 20 documents, or about all that are left."""
    membership = require_role(request, project_slug, *WRITERS)
    function = function_of(membership, model_function_id)
    try:
        start_asking(function, membership.user, sample=request.POST.get("about") != "all")
    except Problem as problem:
        return _rule_page(request, membership, function, _values_of(function), problem)
    return redirect("weaklabels:model-rule", project_slug, function.id)


def function_of(membership: Membership, function_id: int) -> LabelingFunction:
    functions = membership.project.labeling_functions.filter(kind=KIND)
    return get_object_or_404(functions.select_related("question", "project"), id=function_id)


def _wish(question: Question, form: QueryDict) -> Wish:
    """What the form asks for. Raises Invalid."""
    answers: dict[str, int | None] = {
        form[key]: label
        for key in form
        if key.startswith("answer-") and (label := number_in(key.removeprefix("answer-")))
    }
    answers |= dict.fromkeys((line.strip() for line in form.get("silent", "").splitlines()), None)
    sent = {
        "prompt": form.get("prompt", ""),
        "model": form.get("model", ""),
        "answers": answers,
        "longest": form.get("longest", ""),
        "most_spent": form.get("most_spent", ""),
    }
    return Wish(form.get("name", ""), definition_of(question, sent), None, form.get("guideline", ""))


def _values_of(function: LabelingFunction) -> dict[str, Any]:
    """What the form shows of a rule that is there."""
    definition = function.newest.definition
    by_label = {f"answer-{label}": answer for answer, label in definition["answers"].items() if label}
    silent = "\n".join(answer for answer, label in definition["answers"].items() if not label)
    return {
        "name": function.name,
        "guideline": function.guideline,
        "silent": silent,
        **definition,
        **by_label,
    }


def _rule_page(
    request: HttpRequest,
    membership: Membership,
    function: LabelingFunction,
    values: Mapping[str, Any],
    problem: Problem | None = None,
) -> HttpResponse:
    version, endpoint = function.newest, Endpoint.configured()
    sample = shown_sample(version)
    context = _context(membership, function.question, values) | {
        "function": function,
        "problem": problem,
        "error": version.column.error,
        "column": version.column,
        "job": asking_of(function),
        "sample": sample,
        "wrong": sum(1 for one in sample if one.excerpt is None and not one.is_understood),
        "spent": spent_on(version),
        "estimate": estimate_of(version, endpoint) if endpoint else None,
        "versions": versions_of(function),
        "precision": precision_of(function),
    }
    return render(request, "weaklabels/model_rule.html", context, status=problem.status if problem else 200)


def _context(membership: Membership, question: Question, values: Mapping[str, Any]) -> dict[str, Any]:
    project, endpoint = membership.project, Endpoint.configured()
    labels = question.labels.filter(retired_at=None).order_by("id")
    return {
        "project": project,
        "membership": membership,
        "endpoint": endpoint,
        "spent_in_all": spent_in(project),
        "questions": project.questions.filter(retired_at=None, kind__in=ASKED_BY_RULES),
        "question": question,
        "labels": [(label, values.get(f"answer-{label.id}", "")) for label in labels],
        "marks_words": question.kind == Question.Kind.SPANS,
        "values": {"longest": USUAL_CHARACTERS, **{name: values[name] for name in values}},
    }
