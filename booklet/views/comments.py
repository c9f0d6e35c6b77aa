"""Comments on a page: made, answered, resolved, opened again."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from annotate.access import require_role
from annotate.models import Membership
from annotate.problems import Problem
from booklet.models import Comment
from booklet.services.comments import Said, comment_on, reopen, resolve
from booklet.services.mentions import offered_to
from booklet.views.forms import whole
from booklet.views.reading import page_context, page_of
from booklet.views.roles import PROPOSERS


@require_POST
def comment_list(request: HttpRequest, project_slug: str, page_id: int) -> HttpResponse:
    """A member says something about the page or words of it; `replies_to` names the comment it answers."""
    membership = require_role(request, project_slug, *PROPOSERS)
    page = page_of(membership, page_id)
    form = request.POST
    answered = None
    if form.get("replies_to"):
        answered = get_object_or_404(page.comments.filter(replies_to=None), id=whole(form["replies_to"]))
    said = Said(form.get("text", ""), form.get("quote", ""), whole(form.get("nth")), answered)
    try:
        made = comment_on(page, said, membership.user)
    except Problem as problem:
        context = page_context(membership, page) | {"problem": problem, "said": said}
        return render(request, "booklet/page.html", context, status=problem.status)
    return _to(membership, answered or made)


@require_GET
@never_cache
def named_list(request: HttpRequest, project_slug: str) -> JsonResponse:
    """Whom what is typed after an @ can name."""
    membership = require_role(request, project_slug, *PROPOSERS)
    offered = offered_to(membership, request.GET.get("q", ""))
    people = [{"username": one.user.username, "name": one.user.name} for one in offered]
    return JsonResponse({"people": people})


@require_POST
def resolution_list(request: HttpRequest, project_slug: str, comment_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *PROPOSERS)
    comment = _comment(membership, comment_id)
    resolve(comment, membership.user)
    return _to(membership, comment)


@require_POST
def reopening_list(request: HttpRequest, project_slug: str, comment_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, *PROPOSERS)
    comment = _comment(membership, comment_id)
    reopen(comment, membership.user)
    return _to(membership, comment)


def _comment(membership: Membership, comment_id: int) -> Comment:
    comments = Comment.objects.filter(page__project=membership.project_id, replies_to=None)
    return get_object_or_404(comments.select_related("page"), id=comment_id)


def _to(membership: Membership, comment: Comment) -> HttpResponse:
    page = reverse("booklet:page", args=[membership.project.slug, comment.page_id])
    return redirect(f"{page}#comment-{comment.id}")
