"""The model page: what was learned, how good it is, what comes next."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate import jobs
from annotate.access import require_role
from annotate.models import Membership, Question
from annotate.problems import Conflict, Invalid
from annotate.roles import Role
from annotate.services.mixing import let_comparison_set_mix, mix_of, set_mix
from weaklabels.forms import LearningForm
from weaklabels.models import ModelServer
from weaklabels.services.learning.board import boards_of, training_of
from weaklabels.services.learning.configuring import configure
from weaklabels.services.learning.due import LEARN
from weaklabels.services.learning.servers.connecting import allowed
from weaklabels.services.learning.verdicts import MIXES
from weaklabels.views.roles import ASKERS, DECIDERS, READERS, WRITERS


@require_GET
@never_cache
def model(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, *READERS)
    return render(request, "learning/model.html", context_of(membership))


def context_of(membership: Membership) -> dict[str, Any]:
    project = membership.project
    may_decide = membership.has(*DECIDERS)
    boards = boards_of(project)
    if may_decide:
        for board in boards:
            board.form = LearningForm(
                instance=board.subject.settings,
                prefix=f"q{board.subject.question.id}",
                for_words=board.asks_for_words,
            )
    return {
        "project": project,
        "membership": membership,
        "boards": boards,
        "training": training_of(project),
        "mix": mix_of(project),
        "addresses": list(allowed()),
        "uses": ModelServer.Use.choices,
        "may_decide": may_decide,
        "may_try": membership.has(*ASKERS),
        "may_compare": membership.has(*WRITERS),
        "is_owner": membership.has(Role.OWNER),
    }


@require_POST
def training_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """Learn now, whether or not there is anything new."""
    membership = require_role(request, project_slug, *DECIDERS)
    if not membership.project.is_open:
        raise Conflict(_("The project is closed: nothing is learned until it is reopened."))
    jobs.start(LEARN, project=membership.project, owner=membership.user, single=True)
    return redirect("learning:model", project_slug)


@require_POST
def question_settings(request: HttpRequest, project_slug: str, question_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *DECIDERS)
    question = get_object_or_404(membership.project.questions, id=question_id)
    for_words = question.kind == Question.Kind.SPANS
    form = LearningForm(request.POST, prefix=f"q{question_id}", for_words=for_words)
    if not form.is_valid():
        name, sentences = next(iter(form.errors.items()))
        label = form.fields[name].label if name in form.fields else name
        raise Invalid(_("“%(name)s”: %(what)s") % {"name": label, "what": " ".join(sentences)}, field=name)
    configure(question, membership.user, **form.cleaned_data)
    messages.success(request, _("Saved. The model learns again."))
    return redirect("learning:model", project_slug)


@require_POST
def mix_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """One click: more of the ranked order, more of the random one, or let the comparison decide."""
    membership = require_role(request, project_slug, *DECIDERS)
    wish = request.POST.get("mix", "")
    if wish == "follow":
        let_comparison_set_mix(membership.project, membership.user)
    elif wish in MIXES:
        set_mix(membership.project, membership.user, MIXES[wish])
    else:
        raise Invalid(
            _("“%(mix)s” is no mix. Choose one of: %(known)s.")
            % {"mix": wish, "known": ", ".join(["follow", *MIXES])},
            field="mix",
        )
    messages.success(request, _("Saved. It holds from the next document on."))
    return redirect("learning:model", project_slug)
