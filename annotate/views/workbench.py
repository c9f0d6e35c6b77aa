"""The workbench: one page, and the JSON its element speaks. The service decides; a view only translates."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from annotate import ports, queue
from annotate.access import require_role, require_role_for_document
from annotate.json_bodies import read_json
from annotate.models import Document, Membership
from annotate.prepared import Query
from annotate.problems import Erased, Invalid
from annotate.roles import Role
from annotate.services import work
from annotate.services.annotations import parse_key, parse_submission
from annotate.services.half_done import check_draft, keep_draft
from annotate.services.inquiries import ask, own_inquiries, parse_inquiry
from annotate.services.occasions import standing_shown
from annotate.services.own_answers import own_answers
from annotate.services.own_progress import progress_of
from annotate.services.payloads import payloads
from annotate.views.word_pages import word_pages_for

DOCUMENT = Query(
    "document_of_project",
    lambda project, document: Document.objects.filter(project=project, id=document),
    project=-1,
    document=-2,
)
FIRST_HANDFUL = 4  # the one on the screen and three ahead
MOST_HELD = 20
MOST_TABS = 100
LARGEST_BODY = 8 * 1024 * 1024


@require_GET
def workbench(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, Role.ANNOTATOR)
    return render(
        request,
        "annotate/workbench.html",
        {
            "project": membership.project,
            "membership": membership,
            "boot": boot(membership),
            "has_booklet": "booklet" in ports.workbench_urls,
            "word_pages": word_pages_for(membership),
            "may_contest": "contest" in ports.workbench_urls,
            "training_pages": ports.training_pages if membership.project.trains else [],
        },
    )


def boot(membership: Membership) -> dict[str, Any]:
    """All the element needs to begin: the questions, where to send things, and the first documents."""
    project = membership.project
    schema = project.schema
    tab = queue.Tab(uuid.uuid4())
    step = work.lend(membership, FIRST_HANDFUL, [], reopen=True, tab=tab) if schema else None
    return {
        "project": {
            "slug": project.slug,
            "name": project.name,
            "advance_on_key": project.advance_on_key,
            "state": "open" if project.is_open else "closed",
        },
        "tab": {"name": str(tab.name), "is_alone": not queue.holds_elsewhere(membership, tab)},
        "now": int(1000 * timezone.now().timestamp()),
        "user": {
            "id": membership.user_id,
            "name": str(membership.user),
            "theme": membership.user.theme,
            "workbench": membership.user.workbench,
        },
        "schema": {"id": schema.id, "number": schema.number, "questions": schema.questions}
        if schema
        else None,
        "urls": {
            "leases": reverse("annotate:lease-list", args=[project.slug]),
            "renewals": reverse("annotate:lease-renewal", args=[project.slug]),
            "releases": reverse("annotate:lease-release", args=[project.slug]),
            "answers": reverse("annotate:own-answers", args=[project.slug]),
            "inquiries": reverse("annotate:own-inquiries", args=[project.slug]),
            "preferences": reverse("annotate:workbench-preferences"),
            **{name: reverse(url, args=[project.slug]) for name, url in ports.workbench_urls.items()},
            "words": {
                page.command: reverse(page.url_name, args=[project.slug])
                for page in word_pages_for(membership)
            },
            "document": reverse("annotate:work", args=[project.slug, 0]).removesuffix("work/"),
        },
        "step": step or empty_step(membership),
    }


def empty_step(membership: Membership) -> dict[str, Any]:
    return {
        "documents": [],
        "guideline": membership.project.guideline_version,
        "progress": progress_of(membership),
        "empty": work.why_empty(membership),
    }


@require_POST
def lease_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, Role.ANNOTATOR)
    body = json_body(request)
    is_again = body.get("reopen") is True
    step = work.lend(membership, want_of(body), holding_of(body), reopen=is_again, tab=tab_of(body))
    return JsonResponse(step)


@require_POST
def lease_renewal(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, Role.ANNOTATOR)
    body = json_body(request)
    lost = work.renew(membership, holding_of(body), id_in(body, "current"), tab_of(body))
    return JsonResponse({"lost": lost})


@require_POST
def lease_release(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, Role.ANNOTATOR)
    body = json_body(request)
    documents = whole_numbers(body.get("documents", []), "documents")
    work.give_back(membership, documents, id_in(body, "on_screen"), tab_of(body))
    return HttpResponse(status=204)


@require_POST
def annotation_list(request: HttpRequest, project_slug: str, document_id: int) -> HttpResponse:
    membership, found = require_role_for_document(request, project_slug, document_id, Role.ANNOTATOR)
    document = answerable(found)
    body = json_body(request)
    submission, want, holding = parse_submission(body), want_of(body), holding_of(body)
    step = work.save_and_lend(membership, document, submission, want, holding, tab_of(body))
    return JsonResponse(step)


@require_POST
def skip_list(request: HttpRequest, project_slug: str, document_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, Role.ANNOTATOR)
    document = document_of(membership, document_id)
    body = json_body(request)
    work.skip(membership, document, str(body.get("reason", ""))[: work.LONGEST_NOTE])
    return JsonResponse(work.lend(membership, want_of(body), holding_of(body), tab=tab_of(body)))


@require_POST
def flag_list(request: HttpRequest, project_slug: str, document_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, Role.ANNOTATOR)
    document = own_document(membership, document_id)
    body = json_body(request)
    flag = work.raise_flag(membership, document, parse_key(body.get("key"), "key"), str(body.get("note", "")))
    return JsonResponse({"flag": flag.id}, status=201)


@require_POST
def inquiry_list(request: HttpRequest, project_slug: str, document_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, Role.ANNOTATOR)
    document = own_document(membership, document_id)
    inquiry = ask(membership, document, parse_inquiry(json_body(request)))
    return JsonResponse({"inquiry": inquiry.id}, status=201)


@require_http_methods(["PUT"])
def draft(request: HttpRequest, project_slug: str, document_id: int) -> HttpResponse:
    membership = require_role(request, project_slug, Role.ANNOTATOR)
    document = document_of(membership, document_id)
    keep_draft(membership, document, check_draft(json_body(request), len(request.body)))
    return HttpResponse(status=204)


@require_GET
def work_on(request: HttpRequest, project_slug: str, document_id: int) -> HttpResponse:
    """One of the annotator's own documents, with their answer, to look at or change it."""
    membership = require_role(request, project_slug, Role.ANNOTATOR)
    return JsonResponse(payloads(membership, [standing_shown(membership, document_id).id])[0])


@require_GET
def own_answer_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    membership = require_role(request, project_slug, Role.ANNOTATOR)
    return JsonResponse(own_answers(membership, before_of(request)))


@require_GET
def own_inquiry_list(request: HttpRequest, project_slug: str) -> HttpResponse:
    """What this annotator asked, with the replies."""
    membership = require_role(request, project_slug, Role.ANNOTATOR)
    return JsonResponse(own_inquiries(membership, before_of(request)))


def before_of(request: HttpRequest) -> int | None:
    """Where a page of own things begins. Raises Invalid."""
    before = request.GET.get("before", "")
    if before and not (before.isdecimal() and len(before) < 19):
        raise Invalid(_("“before” must be a number from an earlier page's “next”."), field="before")
    return int(before) if before else None


def document_of(membership: Membership, document_id: int) -> Document:
    """A document of the member's project. Whether it was lent to them, the service asks. Raises Erased."""
    return answerable(DOCUMENT.first(project=membership.project_id, document=document_id))


def answerable(document: Document | None) -> Document:
    if document is None:
        raise Http404
    if document.erased_at:
        raise Erased(
            _("This document was erased by an owner of the project and takes no more answers. Discard yours.")
        )
    return document


def own_document(membership: Membership, document_id: int) -> Document:
    """A document this annotator has a standing with, and that is not erased."""
    document = membership.project.documents.filter(
        id=document_id, erased_at=None, standings__annotator=membership.user_id
    ).first()
    if document is None:
        raise Http404
    return document


def json_body(request: HttpRequest) -> dict[str, Any]:
    """The request's JSON object. Raises Invalid with what is wrong."""
    if len(request.body) > LARGEST_BODY:
        raise Invalid(_("The request is larger than %(most)s MB.") % {"most": LARGEST_BODY // 2**20})
    body = read_json(request.body)
    if not isinstance(body, dict):
        raise Invalid(_("The request must be a JSON object."))
    return body


def whole_numbers(value: object, name: str) -> list[int]:
    if not isinstance(value, list) or not all(type(entry) is int and 0 <= entry < 2**63 for entry in value):
        raise Invalid(_("“%(name)s” must be a list of document ids.") % {"name": name}, field=name)
    return value[:MOST_HELD]


def holding_of(body: dict[str, Any]) -> list[int]:
    return whole_numbers(body.get("holding", []), "holding")


def tab_of(body: dict[str, Any]) -> queue.Tab | None:
    """Which tab asks, and which live beside it where it takes over what others left behind. Raises Invalid."""
    name, beside = body.get("tab"), body.get("beside")
    if name is None:
        return None
    if not isinstance(beside, list):
        return queue.Tab(parse_key(name, "tab"))
    return queue.Tab(parse_key(name, "tab"), tuple(parse_key(one, "beside") for one in beside[:MOST_TABS]))


def id_in(body: dict[str, Any], name: str) -> int | None:
    """One document's id, or None where none is named."""
    value = body.get(name)
    return value if type(value) is int and 0 <= value < 2**63 else None


def want_of(body: dict[str, Any]) -> int:
    want = body.get("want", 1)
    if type(want) is not int or not 0 <= want <= queue.MOST_AT_ONCE:
        raise Invalid(
            _("“want” must be a whole number from 0 to %(most)s.") % {"most": queue.MOST_AT_ONCE},
            field="want",
        )
    return want
