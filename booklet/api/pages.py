"""Pages: all of them, one as it is written, a new one, and a further revision."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.api.access import Scope, refuse_unknown_parameters, require_member
from annotate.api.parsing import StrictSerializer, checked
from annotate.models import Label, Membership
from booklet.models import Page
from booklet.services.pages import LONGEST_NOTE, LONGEST_TEXT, LONGEST_TITLE, Edit, make_page, save_page
from booklet.views.roles import WRITERS

LARGEST_ID = 2**63 - 1


class PageLine(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.CharField(help_text="guideline, label, glossary or goal.")
    title = serializers.CharField()
    label = serializers.IntegerField(source="label_id", allow_null=True)
    parent = serializers.IntegerField(source="parent_id", allow_null=True)
    revision = serializers.IntegerField(source="current.number", help_text="Send it as “base” with a change.")
    guideline_version = serializers.IntegerField(source="current.guideline_version")
    saved_at = serializers.DateTimeField(source="current.made_at")


class WholePage(PageLine):
    text = serializers.CharField(source="current.text", help_text="Markdown, as it was written.")


class Words(StrictSerializer):
    """What a page is to say; the service says what is too long or not to be stored."""

    title = serializers.CharField(max_length=LONGEST_TITLE)
    text = serializers.CharField(allow_blank=True, trim_whitespace=False, max_length=LONGEST_TEXT)


class NewPage(Words):
    label = serializers.IntegerField(
        required=False, max_value=LARGEST_ID, help_text="The label it describes, which has no page yet."
    )
    parent = serializers.IntegerField(
        required=False, max_value=LARGEST_ID, help_text="The page it stands under."
    )


class Change(Words):
    base = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, help_text="The revision you began with: “revision” of the page."
    )
    note = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_NOTE, help_text="Why it changes."
    )
    changes_meaning = serializers.BooleanField(
        default=False, help_text="Annotators are asked to read it before they go on."
    )


@extend_schema(
    methods=["GET"],
    operation_id="booklet_page_list",
    summary="The booklet's pages",
    responses=PageLine(many=True),
)
@extend_schema(
    methods=["POST"],
    operation_id="booklet_page_add",
    summary="Write a new page",
    request=NewPage,
    responses={201: WholePage},
)
@api_view(["GET", "POST"])
def page_list(request: Request, project_slug: str) -> Response:
    if request.method == "GET":
        membership = require_member(request, project_slug, Scope.READ)
        refuse_unknown_parameters(request)
        return Response(PageLine(membership.project.pages.living().with_text(), many=True).data)
    membership = require_member(request, project_slug, Scope.DOCUMENTS, *WRITERS)
    wish = checked(NewPage, request.data)
    parent = _page(membership, wish["parent"]) if "parent" in wish else None
    edit = Edit(wish["title"], wish["text"])
    made = make_page(
        membership.project, edit, membership.user, parent=parent, label=_label(membership, wish.get("label"))
    )
    return Response(WholePage(made).data, status=201)


@extend_schema(
    methods=["GET"], operation_id="booklet_page", summary="A page as it is written", responses=WholePage
)
@extend_schema(
    methods=["PUT"],
    operation_id="booklet_page_change",
    summary="Save a further revision of a page",
    description="Changes of different words by two people are merged; of the same words they are refused with 409.",
    request=Change,
    responses=WholePage,
)
@api_view(["GET", "PUT"])
def page(request: Request, project_slug: str, page_id: int) -> Response:
    if request.method == "GET":
        membership = require_member(request, project_slug, Scope.READ)
        refuse_unknown_parameters(request)
        return Response(WholePage(_page(membership, page_id)).data)
    membership = require_member(request, project_slug, Scope.DOCUMENTS, *WRITERS)
    shown = _page(membership, page_id)
    save_page(shown, Edit(**checked(Change, request.data)), membership.user)
    return Response(WholePage(_page(membership, page_id)).data)


def _page(membership: Membership, page_id: int) -> Page:
    return get_object_or_404(membership.project.pages.living().with_text(), id=page_id)


def _label(membership: Membership, label: int | None) -> Label | None:
    if label is None:
        return None
    return get_object_or_404(Label, question__project=membership.project_id, page=None, id=label)
