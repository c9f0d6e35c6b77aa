"""Disagreements that wait, and deciding them: the same as the pages, for programs."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.api.access import Scope, refuse_unknown_parameters, require_member
from annotate.api.parsing import StrictSerializer, checked
from annotate.exports.names import unique_names
from annotate.problems import Invalid
from annotate.services.work import LONGEST_NOTE
from review.registration import READERS
from review.services.adjudication.deciding import Decision, Form, decide
from review.services.adjudication.seen import Seen, seen_on
from review.services.disagreements.naming import names_for
from review.services.disagreements.queue import Queue, queue_for
from review.views.adjudication import adjudicable
from review.views.queue_address import filters_in, microseconds, place_in

PARAMETERS = {
    "question": "Its id; without it the first question of the project.",
    "one": "A label among what differs.",
    "other": "Another.",
    "annotator": "Whose answer is not everybody's.",
    "until": "Look from here back, in microseconds since 1970: “further” of an earlier reply.",
    "after": "Go on after this place: “next” of an earlier reply.",
}


class DisagreementSerializer(serializers.Serializer):
    document = serializers.IntegerField()
    external_id = serializers.CharField(allow_null=True)
    doubt = serializers.FloatField(help_text="Of the answers, in bits: 0 is agreement.")
    torn = serializers.FloatField(
        allow_null=True,
        help_text="How torn the current model is, from 0 to 1; null where it cannot say, as of marks and texts.",
    )
    answers = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="The annotation of each annotator, by what they are called.",
    )
    seen = serializers.CharField(help_text="What a decision on it must send.")


class DisagreementPage(serializers.Serializer):
    count = serializers.IntegerField(help_text="Of all found in this look.")
    results = DisagreementSerializer(many=True)
    next = serializers.CharField(allow_null=True)
    until = serializers.IntegerField()
    further = serializers.IntegerField(
        allow_null=True, help_text="“until” of the next look; null: it saw all."
    )


class DecidedQuestion(StrictSerializer):
    question = serializers.IntegerField(min_value=1)
    content = serializers.DictField(
        required=False, help_text="What holds, as in gold: labels, spans, relations, text or rating."
    )
    both_right = serializers.BooleanField(default=False, help_text="Instead of a content.")


class DecisionWish(StrictSerializer):
    key = serializers.UUIDField(help_text="Made by you; the same again decides once.")
    seen = serializers.CharField(max_length=10_000, help_text="From the list of disagreements.")
    decisions = DecidedQuestion(many=True)
    is_own = serializers.BooleanField(
        default=False, help_text="One of the answers is yours, and you know it."
    )
    comment = serializers.CharField(max_length=LONGEST_NOTE, required=False, allow_blank=True, default="")


class Decided(serializers.Serializer):
    gold = serializers.ListField(child=serializers.IntegerField())


@extend_schema(
    operation_id="disagreement_list",
    summary="Documents on which answers differ and nobody has decided",
    parameters=[OpenApiParameter(name, str, description=told) for name, told in PARAMETERS.items()],
    responses=DisagreementPage,
)
@api_view(["GET"])
def disagreement_list(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.READ, *READERS)
    refuse_unknown_parameters(request, *PARAMETERS)
    filters, after = filters_in(membership.project, request.query_params), place_in(request.query_params)
    if filters is None:
        raise Invalid(_("The project asks no question yet."), field="question")
    queue = queue_for(membership, filters.wish)
    shown, following = queue.page(after)
    names = names_for(membership, {given.annotator for one in shown for given in one.given})
    documents = membership.project.documents.defer("text", "metadata").in_bulk(
        [one.document_id for one in shown]
    )
    seen = seen_on(membership.project_id, list(documents))
    results = []
    for one in shown:
        document = documents[one.document_id]
        people = [given.annotator for given in one.given]
        called = names.of(document.id, people)
        called = dict(zip(people, unique_names(called[person] for person in people), strict=True))
        results.append(
            {
                "document": document.id,
                "external_id": document.external_id,
                "doubt": round(one.doubt, 3),
                "torn": None if one.torn is None else round(one.torn, 3),
                "answers": {called[given.annotator]: given.annotation for given in one.given},
                "seen": str(seen[document.id]),
            }
        )
    return Response(DisagreementPage(_page(queue, results, str(following) if following else None)).data)


def _page(queue: Queue, results: list[dict[str, object]], following: str | None) -> dict[str, object]:
    return {
        "count": len(queue.found),
        "results": results,
        "next": following,
        "until": microseconds(queue.wish.until),
        "further": microseconds(queue.since) - 1 if queue.goes_on and queue.since else None,
    }


@extend_schema(
    operation_id="disagreement_decide",
    summary="Decide what holds on a document: gold",
    request=DecisionWish,
    responses={201: Decided},
)
@api_view(["POST"])
def adjudication_list(request: Request, project_slug: str, document_id: int) -> Response:
    membership = require_member(request, project_slug, Scope.DOCUMENTS, *READERS)
    document = adjudicable(membership, document_id)
    wish = checked(DecisionWish, request.data)
    form = Form(wish["key"], Seen.read(wish["seen"]), wish["is_own"], wish["comment"])
    rows = decide(membership, document, form, decision_of(wish["decisions"]))
    return Response({"gold": [gold for row in rows for gold in row.gold]}, status=201)


def decision_of(told: list[dict[str, object]]) -> Decision:
    """Raises Invalid."""
    if len({one["question"] for one in told}) != len(told):
        raise Invalid(_("A question is decided twice. Send one decision a question."), field="decisions")
    if any("content" not in one and not one["both_right"] for one in told):
        raise Invalid(_("Say of each question what holds, or that both are right."), field="decisions")
    contents = {one["question"]: one["content"] for one in told if not one["both_right"]}
    return Decision(contents, [one["question"] for one in told if one["both_right"]])
