"""What changed in meaning, and who has read it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate.access import require_role, wants_json
from annotate.roles import Role
from booklet.services.receipts import confirm, known_before, unread_by
from booklet.text.differences import rows_of
from booklet.views.forms import whole
from booklet.views.reading import page_of


@require_POST
def receipt_list(request: HttpRequest, project_slug: str, page_id: int) -> HttpResponse:
    """An annotator has read what changed on a page."""
    membership = require_role(request, project_slug, Role.ANNOTATOR)
    page = page_of(membership, page_id)
    shown = whole(request.POST.get("revision") or request.GET.get("revision"))
    for revision in unread_by(membership).filter(page=page, id=shown):  # a newer one is still to be read
        confirm(revision, membership.user)
    if wants_json(request):
        return HttpResponse(status=204)
    messages.success(request, _("Thank you. It is noted that you have read it."))
    return redirect("booklet:page", project_slug, page.id)


@require_GET
@never_cache
def unread_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """The oldest change of meaning this annotator has not confirmed, or 204 when there is none."""
    membership = require_role(request, project_slug, Role.ANNOTATOR)
    revision = unread_by(membership).first()
    if revision is None:
        return HttpResponse(status=204)
    before = known_before(revision, membership)
    context = {
        "project": membership.project,
        "revision": revision,
        "page": revision.page,
        "rows": rows_of(before.text if before else "", revision.text),
    }
    return render(request, "booklet/_unread.html", context)
