"""The table of all rules, what the label model makes of them, and how a question uses them."""

import codecs
from collections.abc import Iterator, Mapping

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate.access import require_role
from annotate.problems import Invalid
from annotate.roles import Role
from weaklabels.languagemodel.endpoint import Endpoint
from weaklabels.models import LabelingFunction, RuleSettings
from weaklabels.services.dictionaries import upload_dictionary
from weaklabels.services.figures import board_of
from weaklabels.services.fitting import settings_of
from weaklabels.services.functions import ASKED_BY_RULES
from weaklabels.services.python.permission import may_write_python
from weaklabels.services.usage import Usage, use_rules
from weaklabels.views.roles import DECIDERS, READERS, WRITERS


@require_GET
@never_cache
def rule_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """All rules of the project, question by question."""
    membership = require_role(request, project_slug, *READERS)
    project = membership.project
    questions = project.questions.filter(retired_at=None, kind__in=ASKED_BY_RULES)
    boards = [board_of(question) for question in questions]
    context = {
        "project": project,
        "membership": membership,
        "boards": [board for board in boards if board.rows],
        "questions": questions,
        "may_write": membership.has(*WRITERS),
        "may_ask": bool(Endpoint.configured()),
        "may_write_python": may_write_python(membership),
        "may_decide": membership.has(*DECIDERS),
        "is_owner": membership.has(Role.OWNER),
        "models": [
            choice for choice in RuleSettings.Model.choices if choice[0] != RuleSettings.Model.NOISY_OR
        ],
        "retired": LabelingFunction.objects.filter(project=project).exclude(retired_at=None),
        "jobs": project.jobs.filter(kind__in=["apply_rules", "fit_label_model"], finished_at=None),
    }
    return render(request, "weaklabels/rules.html", context)


@require_POST
def question_settings(request: HttpRequest, project_slug: str, question_id: int) -> HttpResponse:
    """How this question uses what its rules say."""
    membership = require_role(request, project_slug, *DECIDERS)
    question = get_object_or_404(membership.project.questions, id=question_id)
    use_rules(question, _usage(request.POST, settings_of(question)), membership.user)
    messages.success(request, _("Saved. The rules are weighed again."))
    return redirect("weaklabels:rules", project_slug)


def _usage(form: Mapping[str, str], before: RuleSettings) -> Usage:
    """What the form says; of suggestions, where it is silent about them, what held before."""
    speaks = "suggests_from" in form
    return Usage(
        label_model=form.get("label_model", before.label_model),
        orders_queue=form.get("orders_queue") == "on",
        makes_suggestions="makes_suggestions" in form if speaks else before.makes_suggestions,
        suggests_from_percent=_percent(form["suggests_from"]) if speaks else before.suggests_from_percent,
    )


def _percent(value: str) -> int:
    """A whole number as it was typed; what is none is out of any range."""
    return int(value) if value.isdecimal() and len(value) <= 3 else 0


@require_http_methods(["GET", "POST"])
@never_cache
def dictionary_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Lists of words that rules name; with POST, the next version of one."""
    membership = require_role(request, project_slug, *WRITERS)
    project = membership.project
    if request.method == "POST":
        upload = request.FILES.get("file")
        if upload is None:
            raise Invalid(_("Choose a text file with one word or phrase a line."), field="file")
        made = upload_dictionary(project, request.POST.get("name", ""), _lines(upload), membership.user)
        messages.success(
            request, _("“%(name)s” has %(count)s entries.") % {"name": made, "count": made.entries}
        )
        return redirect("weaklabels:dictionaries", project_slug)
    context = {
        "project": project,
        "membership": membership,
        "dictionaries": project.dictionaries.defer("packed"),
    }
    return render(request, "weaklabels/dictionaries.html", context)


def _lines(upload: UploadedFile) -> Iterator[str]:
    """The file line by line. Raises Invalid where it is not UTF-8."""
    try:
        yield from codecs.iterdecode(upload, "utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(
            _("The file is not UTF-8. Save it as UTF-8 text and upload it again."), field="file"
        ) from None
