"""An annotator's work, by the contract of the workbench: lend, save, skip, flag, keep a draft, give back."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import queue
from annotate.api.access import Scope, require_member
from annotate.api.answers import AnswerSerializer, RelationSerializer, SpanSerializer
from annotate.api.parsing import StrictSerializer, check_object, checked
from annotate.models import Membership, Standing
from annotate.roles import Role
from annotate.services import work
from annotate.services.annotations import parse_key, parse_submission
from annotate.services.half_done import check_draft, keep_draft
from annotate.services.occasions import standing_shown
from annotate.services.own_answers import own_answers
from annotate.services.payloads import payloads
from annotate.views.workbench import document_of, holding_of, id_in, own_document, want_of, whole_numbers


class Suggested(serializers.Serializer):
    id = serializers.IntegerField()
    question = serializers.IntegerField()
    source = serializers.CharField()
    score = serializers.FloatField(allow_null=True)
    labels = serializers.ListField(child=serializers.IntegerField(), required=False)
    spans = SpanSerializer(many=True, required=False)
    relations = RelationSerializer(many=True, required=False)
    text = serializers.CharField(required=False)
    rating = serializers.IntegerField(required=False)


class LentDocument(serializers.Serializer):
    id = serializers.IntegerField()
    external_id = serializers.CharField(allow_null=True)
    text = serializers.CharField()
    sha256 = serializers.CharField()
    reason = serializers.CharField()
    state = serializers.ChoiceField(choices=Standing.State)
    lease_until = serializers.DateTimeField(allow_null=True)
    metadata = serializers.DictField()
    suggestions = Suggested(many=True)
    draft = serializers.DictField(allow_null=True)
    answer = AnswerSerializer(allow_null=True)
    note = serializers.CharField(allow_null=True)
    may_be_contested = serializers.BooleanField(
        help_text="It was returned to you, and you may contest that; not so where the questions changed."
    )


class Progress(serializers.Serializer):
    mine = serializers.IntegerField()
    today = serializers.IntegerField()
    goal_in_all = serializers.IntegerField(allow_null=True)
    goal_a_day = serializers.IntegerField(allow_null=True)


class Empty(serializers.Serializer):
    sentence = serializers.CharField()
    retry_seconds = serializers.IntegerField(allow_null=True)


class Saved(serializers.Serializer):
    key = serializers.UUIDField()
    annotation = serializers.IntegerField()
    saved_at = serializers.DateTimeField()
    extra = serializers.BooleanField()


class Step(serializers.Serializer):
    saved = Saved(required=False)
    documents = LentDocument(many=True)
    progress = Progress()
    empty = Empty(allow_null=True)


class Wish(serializers.Serializer):
    want = serializers.IntegerField(required=False, default=1, min_value=0, max_value=queue.MOST_AT_ONCE)
    holding = serializers.ListField(child=serializers.IntegerField(), required=False)


class LeaseWish(Wish):
    reopen = serializers.BooleanField(required=False, help_text="Also what is lent to you already.")


class SentSpan(SpanSerializer):
    quote = serializers.CharField(required=False, help_text="What you think stands there; checked.")


class SentResponse(serializers.Serializer):
    question = serializers.IntegerField()
    state = serializers.CharField(required=False, help_text="answered (default), not_asked or cannot_tell")
    labels = serializers.ListField(child=serializers.IntegerField(), required=False)
    spans = SentSpan(many=True, required=False)
    relations = RelationSerializer(
        many=True, required=False, help_text="Between spans of this answer, named by offsets and label."
    )
    text = serializers.CharField(required=False, help_text="Kept as it is. Blank: not answered.")
    rating = serializers.IntegerField(required=False)


class SubmissionSerializer(Wish):
    key = serializers.UUIDField(help_text="Made by you; sending it again saves nothing twice.")
    sha256 = serializers.CharField(help_text="Of the text that was answered.")
    replaces = serializers.UUIDField(
        required=False, allow_null=True, help_text="The key of your last answer."
    )
    schema = serializers.IntegerField()
    responses = SentResponse(many=True)
    active_ms = serializers.IntegerField(required=False)
    withdraws = serializers.BooleanField(required=False)


class Skip(Wish):
    reason = serializers.CharField(required=False)


class FlagNote(serializers.Serializer):
    key = serializers.UUIDField()
    note = serializers.CharField()


class Flagged(serializers.Serializer):
    flag = serializers.IntegerField()


class Draft(serializers.Serializer):
    responses = serializers.ListField(child=serializers.DictField())
    active_ms = serializers.IntegerField(required=False)


class Renewal(serializers.Serializer):
    current = serializers.IntegerField(required=False, allow_null=True)
    holding = serializers.ListField(child=serializers.IntegerField())


class Lost(serializers.Serializer):
    lost = serializers.ListField(child=serializers.IntegerField())


class Release(serializers.Serializer):
    documents = serializers.ListField(child=serializers.IntegerField())


class Before(StrictSerializer):
    before = serializers.IntegerField(
        required=False, min_value=0, max_value=2**63 - 1, help_text="“next” of the page before."
    )


class AnswerSummary(serializers.Serializer):
    question = serializers.CharField()
    state = serializers.CharField()
    labels = serializers.ListField(child=serializers.IntegerField())
    spans = serializers.IntegerField()
    relations = serializers.IntegerField(required=False)
    text = serializers.CharField(required=False, help_text="Its beginning.")
    rating = serializers.IntegerField(required=False)


class OwnAnswer(serializers.Serializer):
    document = serializers.IntegerField()
    external_id = serializers.CharField(allow_null=True)
    excerpt = serializers.CharField()
    saved_at = serializers.DateTimeField(help_text="When it was answered, or skipped.")
    state = serializers.CharField()
    summary = AnswerSummary(many=True)


class OwnAnswers(serializers.Serializer):
    answers = OwnAnswer(many=True)
    next = serializers.CharField(allow_null=True)


def annotator(request: Request, project_slug: str) -> Membership:
    return require_member(request, project_slug, Scope.ANNOTATE, Role.ANNOTATOR)


@extend_schema(operation_id="work_lend", summary="Lend documents", request=LeaseWish, responses=Step)
@api_view(["POST"])
def lease_list(request: Request, project_slug: str) -> Response:
    membership = annotator(request, project_slug)
    body = check_object(request.data)
    step = work.lend(membership, want_of(body), holding_of(body), reopen=body.get("reopen") is True)
    return Response(step)


@extend_schema(operation_id="work_renew", summary="Keep leases alive", request=Renewal, responses=Lost)
@api_view(["POST"])
def lease_renewal(request: Request, project_slug: str) -> Response:
    membership = annotator(request, project_slug)
    body = check_object(request.data)
    return Response({"lost": work.renew(membership, holding_of(body), id_in(body, "current"))})


@extend_schema(operation_id="work_release", summary="Give back", request=Release, responses={204: None})
@api_view(["POST"])
def lease_release(request: Request, project_slug: str) -> Response:
    membership = annotator(request, project_slug)
    documents = whole_numbers(check_object(request.data).get("documents", []), "documents")
    work.give_back(membership, documents)
    return Response(status=204)


@extend_schema(
    operation_id="work_retrieve", summary="One of your documents, with your answer", responses=LentDocument
)
@api_view(["GET"])
def work_on(request: Request, project_slug: str, document_id: int) -> Response:
    membership = annotator(request, project_slug)
    return Response(payloads(membership, [standing_shown(membership, document_id).id])[0])


@extend_schema(
    operation_id="work_save",
    summary="Save your answer and lend the next",
    request=SubmissionSerializer,
    responses=Step,
)
@api_view(["POST"])
def annotation_save(request: Request, project_slug: str, document_id: int) -> Response:
    membership = annotator(request, project_slug)
    document = document_of(membership, document_id)
    body = check_object(request.data)
    submission = parse_submission(body)
    return Response(work.save_and_lend(membership, document, submission, want_of(body), holding_of(body)))


@extend_schema(operation_id="work_skip", summary="Skip a document", request=Skip, responses=Step)
@api_view(["POST"])
def skip(request: Request, project_slug: str, document_id: int) -> Response:
    membership = annotator(request, project_slug)
    document = document_of(membership, document_id)
    body = check_object(request.data)
    work.skip(membership, document, str(body.get("reason", ""))[: work.LONGEST_NOTE])
    return Response(work.lend(membership, want_of(body), holding_of(body)))


@extend_schema(
    operation_id="work_flag",
    summary="Leave a note to the supervisor",
    request=FlagNote,
    responses={201: Flagged},
)
@api_view(["POST"])
def flag(request: Request, project_slug: str, document_id: int) -> Response:
    membership = annotator(request, project_slug)
    document = own_document(membership, document_id)
    body = check_object(request.data)
    raised = work.raise_flag(
        membership, document, parse_key(body.get("key"), "key"), str(body.get("note", ""))
    )
    return Response({"flag": raised.id}, status=201)


@extend_schema(operation_id="work_draft", summary="Keep half-done work", request=Draft, responses={204: None})
@api_view(["PUT"])
def draft(request: Request, project_slug: str, document_id: int) -> Response:
    membership = annotator(request, project_slug)
    document = document_of(membership, document_id)
    body: dict[str, Any] = check_object(request.data)
    size = int(request.headers.get("Content-Length") or 0)
    keep_draft(membership, document, check_draft(body, size))
    return Response(status=204)


@extend_schema(
    operation_id="work_answers",
    summary="What you answered or skipped, the newest first",
    parameters=[Before],
    responses=OwnAnswers,
)
@api_view(["GET"])
def own_answer_list(request: Request, project_slug: str) -> Response:
    membership = annotator(request, project_slug)
    before = checked(Before, request.query_params.dict()).get("before")
    return Response(own_answers(membership, before))
