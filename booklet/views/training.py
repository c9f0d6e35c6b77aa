"""Training: what is set and who has passed, for supervisors; for annotators, one example after the other."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate.access import require_role
from annotate.models import Membership
from annotate.problems import Problem
from annotate.roles import Role
from booklet.models import Example, TrainingRun
from booklet.services.sayings import questions_of
from booklet.services.showing import seen_by
from booklet.services.training import (
    answer,
    ask_all_anew,
    askable,
    asked_of,
    begin,
    next_example,
    results_of,
    set_training,
    training_of,
)
from booklet.views.example_forms import Asked, Row, says_in
from booklet.views.forms import whole
from booklet.views.roles import DECIDERS, TRAINERS


@require_GET
@never_cache
def training(request: HttpRequest, project_slug: str) -> HttpResponse:
    """What the training asks, and how it went: for a supervisor everybody's, else one's own."""
    membership = require_role(request, project_slug, *TRAINERS)
    project = membership.project
    own = TrainingRun.objects.filter(project=project, annotator=membership.user_id).prefetch_related(
        "answers"
    )
    context = {
        "project": project,
        "membership": membership,
        "training": training_of(project),
        "annotates": membership.has(Role.ANNOTATOR),
        "own": own[:10],
        "decides": membership.has(*DECIDERS),
        "results": results_of(project) if membership.has(*DECIDERS) else [],
        "askable": len(askable(project)),
    }
    return render(request, "booklet/training.html", context)


@require_POST
def setting_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, *DECIDERS)
    form = request.POST
    set_training(
        membership.project,
        is_on=form.get("is_on") == "on",
        size=whole(form.get("size")),
        mark=whole(form.get("mark")),
        by=membership.user,
    )
    messages.success(request, _("Saved."))
    return redirect("booklet:training", project_slug)


@require_POST
def renewal_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """After a big change: everybody once more."""
    membership = require_role(request, project_slug, *DECIDERS)
    people = ask_all_anew(membership.project, membership.user)
    messages.success(
        request,
        ngettext(
            "%(count)s person answers the training before going on.",
            "%(count)s people answer the training before going on.",
            people,
        )
        % {"count": people},
    )
    return redirect("booklet:training", project_slug)


@require_POST
def run_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Begin, or go on where one was."""
    membership = require_role(request, project_slug, Role.ANNOTATOR)
    begin(membership)
    return redirect("booklet:training-sitting", project_slug)


@require_http_methods(["GET", "POST"])
@never_cache
def sitting(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The next example without its answers; with POST, how it was answered, and what the booklet says."""
    membership = require_role(request, project_slug, Role.ANNOTATOR)
    own = TrainingRun.objects.filter(project=membership.project_id, annotator=membership.user_id)
    run = own.filter(ended_at=None).first()
    if run is None:
        return redirect("booklet:training", project_slug)
    if request.method == "GET":
        return _question(request, membership, run, next_example(run))
    asked = whole(request.POST.get("example"))
    example = get_object_or_404(membership.project.examples.filter(id__in=run.examples), id=asked)
    try:
        kept = answer(run, example, says_in(request.POST, membership))
    except Problem as problem:
        return _question(request, membership, run, example, problem)
    run.refresh_from_db()
    context = _shell(membership, run) | {
        "seen": seen_by(membership, membership.project.examples.filter(id=example.id))[0],
        "answer": kept,
    }
    return render(request, "booklet/training_answer.html", context)


def _question(
    request: HttpRequest,
    membership: Membership,
    run: TrainingRun,
    example: Example | None,
    problem: Problem | None = None,
) -> HttpResponse:
    if example is None:  # what was left was withdrawn or erased, or is asked no more: beginning again ends it
        return redirect("booklet:training", membership.project.slug)
    context = _shell(membership, run) | {
        "example": example,
        "text": example.document.text[example.start : example.end],
        "asked": _asked(membership, example),
        "problem": problem,
    }
    return render(request, "booklet/training_run.html", context, status=problem.status if problem else 200)


def _shell(membership: Membership, run: TrainingRun) -> dict[str, object]:
    answers = list(run.answers.all())
    return {
        "project": membership.project,
        "membership": membership,
        "run": run,
        "answered": len(answers),
        "right": sum(one.is_right for one in answers),
        "total": len(run.examples),
    }


def _asked(membership: Membership, example: Example) -> list[Asked]:
    """The questions the example answers, with nothing chosen: of marked words, which label each has."""
    questions = {question["id"]: question for question in questions_of(membership.project)}
    text = example.document.text
    return [
        Asked(
            questions[saying["question"]],
            rows=[
                Row(span["start"], span["end"], text[span["start"] : span["end"]], None)
                for span in saying["content"].get("spans", [])
            ],
        )
        for saying in asked_of(example)
        if saying["question"] in questions
    ]
