"""Model servers beside our model: connected to a question, taught, let go."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotate.access import require_role
from weaklabels.models import ModelServer
from weaklabels.services.learning.servers.connecting import connect, disconnect
from weaklabels.services.learning.servers.teaching import start_teaching
from weaklabels.views.roles import DECIDERS


@require_POST
def server_list(request: HttpRequest, project_slug: str, question_id: int) -> HttpResponse:
    """Ask a server about the question from now on."""
    membership = require_role(request, project_slug, *DECIDERS)
    question = get_object_or_404(membership.project.questions, id=question_id, retired_at=None)
    connect(question, request.POST.get("address", ""), request.POST.get("use", ""), membership.user)
    messages.success(request, _("Connected. It is being asked."))
    return redirect("learning:model", project_slug)


@require_POST
def lesson_list(request: HttpRequest, project_slug: str, server_id: int) -> HttpResponse:
    """Send it what people have answered, and let it train."""
    membership = require_role(request, project_slug, *DECIDERS)
    server = get_object_or_404(ModelServer, project=membership.project, id=server_id)
    start_teaching(server, membership.user)
    messages.success(request, _("The answers are being sent."))
    return redirect("learning:model", project_slug)


@require_POST
def server_removal(request: HttpRequest, project_slug: str, server_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *DECIDERS)
    disconnect(get_object_or_404(ModelServer, project=membership.project, id=server_id), membership.user)
    messages.success(request, _("The server is asked no more."))
    return redirect("learning:model", project_slug)
