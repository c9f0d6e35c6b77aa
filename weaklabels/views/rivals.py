"""Other models beside ours: predictions of the audit documents, uploaded or taken back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from annotate.access import require_role
from annotate.problems import Invalid
from annotate.views.imports import check_size
from weaklabels.models import Rival
from weaklabels.services.learning.rivals.keeping import upload_predictions
from weaklabels.views.roles import WRITERS

LARGEST = 50 * 2**20


@require_POST
def rival_list(request: HttpRequest, project_slug: str, question_id: int) -> HttpResponse:
    """Compare what a file says with our model."""
    membership = require_role(request, project_slug, *WRITERS)
    check_size(request)
    question = get_object_or_404(membership.project.questions, id=question_id, retired_at=None)
    file = request.FILES.get("file")
    if not file or not file.size:
        raise Invalid(_("Choose a file with something in it."), field="file")
    if file.size > LARGEST:
        raise Invalid(_("The file has more than %(most)s MB.") % {"most": LARGEST // 2**20}, field="file")
    done = upload_predictions(question, request.POST.get("name", ""), file.read(), membership.user)
    messages.success(
        request,
        ngettext(
            "Compared on %(count)s audit document. %(others)s lines are about other documents.",
            "Compared on %(count)s audit documents. %(others)s lines are about other documents.",
            done.documents,
        )
        % {"count": done.documents, "others": done.others},
    )
    return redirect("learning:model", project_slug)


@require_POST
def rival_removal(request: HttpRequest, project_slug: str, rival_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *WRITERS)
    get_object_or_404(Rival, project=membership.project, id=rival_id).delete()
    messages.success(request, _("The model is compared no more."))
    return redirect("learning:model", project_slug)
