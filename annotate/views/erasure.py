"""Erasing a document (its project's owner) and a person (an administrator): a page that asks, and the act."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from annotate import jobs
from annotate.access import require_administrator, require_role
from annotate.erasure import check_may_erase, containing_jobs
from annotate.models import Annotation, Document, Job, User
from annotate.problems import Invalid, Problem
from annotate.roles import Role


@never_cache
@require_http_methods(["GET", "POST"])
def document_erasure(request: HttpRequest, project_slug: str, document_id: int) -> HttpResponse:
    """What will go and what stays; then the job that does it."""
    membership = require_role(request, project_slug, Role.OWNER)
    documents = membership.project.documents.filter(erased_at=None).select_related("batch")
    document = get_object_or_404(documents, id=document_id)
    if request.method == "GET":
        context = {"project": membership.project, "membership": membership, "document": document}
        return render(request, "annotate/document_erasure.html", context | _contents(document))
    _check_confirmed(request)
    job = jobs.start(
        "erase_document",
        project=membership.project,
        owner=request.user,
        arguments={"document": document.id},
    )
    return redirect("annotate:job", project_slug, job.id)


@never_cache
@require_http_methods(["GET", "POST"])
def person_erasure(request: HttpRequest, user_id: int) -> HttpResponse:
    """The same for a person. The page then shows how the job stands: it belongs to no project."""
    administrator = require_administrator(request)
    person = get_object_or_404(User, Q(is_source=False) | Q(source__is_external=True), id=user_id)
    if request.method == "GET":
        return render(request, "annotate/person_erasure.html", {"person": person, **_standing(person)})
    _check_confirmed(request)
    check_may_erase(person)
    jobs.start("erase_person", project=None, owner=administrator, arguments={"person": person.id})
    return redirect("annotate:person-erasure", person.id)


def _contents(document: Document) -> dict[str, object]:
    return {
        "answers": Annotation.objects.filter(document=document).count(),
        "containing": containing_jobs(document.project, document.batch.created_at).order_by("-id"),
    }


def _standing(person: User) -> dict[str, object]:
    """How far the erasure is, or what is in its way."""
    job = Job.objects.filter(kind="erase_person", arguments={"person": person.id}).first()
    obstacle = ""
    try:
        check_may_erase(person)
    except Problem as problem:
        obstacle = problem.sentence
    return {"job": job, "obstacle": obstacle}


def _check_confirmed(request: HttpRequest) -> None:
    if request.POST.get("confirmed") != "yes":
        raise Invalid(_("Say first that you know it cannot be undone."), field="confirmed")
