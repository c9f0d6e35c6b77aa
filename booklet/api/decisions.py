"""Decisions and examples, to be read; and a decision that answers questions."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.api.access import Scope, refuse_unknown_parameters, require_member
from annotate.api.parsing import StrictSerializer, checked
from annotate.models import Inquiry, Membership
from annotate.problems import Invalid
from booklet.models import Decision
from booklet.services.decisions import LONGEST, Wish, decide
from booklet.services.pages import LONGEST_TITLE
from booklet.services.showing import Seen, seen_by
from booklet.views.roles import WRITERS

MOST_ANSWERED = 500
MOST_EXAMPLES = 500


class BookletDecision(serializers.Serializer):
    id = serializers.IntegerField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    context = serializers.CharField()
    decision = serializers.CharField()
    consequences = serializers.CharField()
    page = serializers.IntegerField(source="page_id", allow_null=True)
    author = serializers.CharField(source="author.username")
    made_at = serializers.DateTimeField()


class BookletDecisionWish(StrictSerializer):
    title = serializers.CharField(max_length=LONGEST_TITLE)
    decision = serializers.CharField(max_length=LONGEST)
    context = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST)
    consequences = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST)
    inquiries = serializers.ListField(
        child=serializers.IntegerField(max_value=2**63 - 1),
        required=False,
        default=list,
        max_length=MOST_ANSWERED,
        help_text="Open questions it answers.",
    )


class Mark(serializers.Serializer):
    start = serializers.IntegerField(help_text="In code points of the document's text.")
    end = serializers.IntegerField()
    label = serializers.IntegerField()


class Says(serializers.Serializer):
    question = serializers.IntegerField()
    labels = serializers.ListField(child=serializers.IntegerField(), required=False)
    spans = Mark(many=True, required=False)


class ExampleSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    page = serializers.IntegerField()
    kind = serializers.CharField(help_text="counts, does_not or borderline.")
    passage = serializers.CharField(help_text="Empty where its document is withdrawn or erased.")
    start = serializers.IntegerField(allow_null=True, help_text="Null: the whole document.")
    end = serializers.IntegerField(allow_null=True)
    says = Says(many=True)
    reasoning = serializers.CharField(help_text="Empty where the passage is.")


@extend_schema(
    methods=["GET"],
    operation_id="booklet_decision_list",
    summary="What was decided, the newest first",
    responses=BookletDecision(many=True),
)
@extend_schema(
    methods=["POST"],
    operation_id="booklet_decision_add",
    summary="Decide, and answer questions with it",
    request=BookletDecisionWish,
    responses={201: BookletDecision},
)
@api_view(["GET", "POST"])
def decision_list(request: Request, project_slug: str) -> Response:
    if request.method == "GET":
        membership = require_member(request, project_slug, Scope.READ)
        refuse_unknown_parameters(request)
        return Response(BookletDecision(_decisions(membership), many=True).data)
    membership = require_member(request, project_slug, Scope.DOCUMENTS, *WRITERS)
    wish = checked(BookletDecisionWish, request.data)
    asked = _inquiries(membership, wish.pop("inquiries"))
    made = decide(membership.project, Wish(**wish, inquiries=asked), membership.user)
    return Response(BookletDecision(made).data, status=201)


@extend_schema(
    operation_id="booklet_example_list",
    summary="The booklet's examples, as everybody may read them",
    responses=ExampleSerializer(many=True),
)
@api_view(["GET"])
def example_list(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.READ)
    refuse_unknown_parameters(request)
    living = membership.project.examples.living().order_by("number")
    first = list(living.values_list("id", flat=True)[:MOST_EXAMPLES])
    return Response([_example(seen) for seen in seen_by(membership, living.filter(id__in=first))])


def _decisions(membership: Membership) -> list[Decision]:
    return list(membership.project.decisions.select_related("author").order_by("-number"))


def _inquiries(membership: Membership, ids: list[int]) -> list[Inquiry]:
    found = list(membership.project.inquiries.waiting().filter(id__in=ids))
    if len(found) < len(set(ids)):
        raise Invalid(
            _("One of these is no open question of this project. List the open ones and choose among them."),
            field="inquiries",
        )
    return found


def _example(seen: Seen) -> dict[str, object]:
    """What the example itself says: neither answers nor gold of its document."""
    example = seen.example
    return {
        "number": example.number,
        "page": example.page_id,
        "kind": example.kind,
        "passage": "".join(words.text for words in seen.passage),
        "start": example.start,
        "end": example.end,
        "says": []
        if seen.is_gone
        else [{"question": one["question"], **one["content"]} for one in example.says],
        "reasoning": "" if seen.is_gone else example.reasoning,
    }
