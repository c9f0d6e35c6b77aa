"""Giving documents to people by name, and taking them back."""

from collections import Counter
from typing import Any

from django.http import QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate import jobs
from annotate.api.access import Scope, refuse_unknown_parameters, require_member
from annotate.api.jobs import JobSerializer
from annotate.api.parsing import StrictSerializer, checked
from annotate.documents.filters import read_filters
from annotate.models import User
from annotate.services.assignments import (
    MOST_AT_ONCE,
    Plan,
    assign,
    assignable_people,
    check_plan,
    hand_over,
    take_back,
)
from annotate.services.work import LONGEST_NOTE
from annotate.views.assignments import holdings_of
from annotate.views.documents import SUPERVISORS

LARGEST_ID = 2**63 - 1


class Ids(serializers.ListField):
    child = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)


class Share(StrictSerializer):
    user = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    share = serializers.IntegerField(default=1, help_text="Of 2 and 1, the first gets two thirds.")


class PlanSerializer(StrictSerializer):
    people = Share(many=True, allow_empty=False)
    answers = serializers.IntegerField(default=1, help_text="How many of them each document.")
    raises_wants = serializers.BooleanField(
        default=False, help_text="Let a document want more answers where all are taken."
    )


class Assignment(PlanSerializer):
    documents = Ids(allow_empty=False, max_length=MOST_AT_ONCE)
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST_NOTE)


class AssignmentByFilter(PlanSerializer):
    filters = serializers.DictField(
        child=serializers.CharField(), default=dict, help_text="As in the list of documents; none: all."
    )
    number = serializers.IntegerField(required=False, min_value=1, help_text="So many of them, by chance.")
    percent = serializers.IntegerField(
        required=False, min_value=1, max_value=100, help_text="This share of them, by chance."
    )

    def validate(self, wish: dict[str, Any]) -> dict[str, Any]:
        if "number" in wish and "percent" in wish:
            raise serializers.ValidationError(_("Send “number” or “percent”, not both."))
        return wish


class Ending(StrictSerializer):
    taker = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=LARGEST_ID,
        help_text="Who gets them instead; nobody if left out.",
    )
    documents = Ids(required=False, max_length=MOST_AT_ONCE, help_text="These only; all of them if left out.")


class Given(serializers.Serializer):
    given = serializers.DictField(child=serializers.IntegerField(), help_text="User id: how many documents.")
    refused = serializers.DictField(child=serializers.IntegerField(), help_text="Reason: how many documents.")
    busy = Ids(help_text="Worked on at that very moment: send them again.")


class Holding(serializers.Serializer):
    user = serializers.IntegerField()
    name = serializers.CharField()
    assigned = serializers.IntegerField()
    leased = serializers.IntegerField()
    returned = serializers.IntegerField()


class Moved(serializers.Serializer):
    moved = serializers.IntegerField()


@extend_schema(
    methods=["GET"], operation_id="assignment_list", summary="Who has what", responses=Holding(many=True)
)
@extend_schema(
    methods=["POST"],
    operation_id="assignment_create",
    summary="Assign a few documents by id",
    request=Assignment,
    responses=Given,
)
@api_view(["GET", "POST"])
def assignment_list(request: Request, project_slug: str) -> Response:
    if request.method == "POST":
        return _assign(request, project_slug)
    membership = require_member(request, project_slug, Scope.READ, *SUPERVISORS)
    refuse_unknown_parameters(request)
    holdings = [
        {"user": entry["person"].id, "name": str(entry["person"]), **entry}
        for entry in holdings_of(membership)
    ]
    return Response(Holding(holdings, many=True).data)


def _assign(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.DOCUMENTS, *SUPERVISORS)
    wish = checked(Assignment, request.data)
    project = membership.project
    own = project.documents.filter(id__in=wish["documents"], erased_at=None).values_list("id", flat=True)
    outcome = assign(project, own, _plan(wish, wish["note"]), membership.user)
    unknown = len(set(wish["documents"])) - len(own)
    refused = outcome.refused + Counter({"unknown": unknown})
    return Response({"given": outcome.given, "refused": refused, "busy": outcome.busy})


@extend_schema(
    operation_id="assignment_start",
    summary="Assign all that match, or a part of it, as a job",
    request=AssignmentByFilter,
    responses={202: JobSerializer},
)
@api_view(["POST"])
def assignment_job_list(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.DOCUMENTS, *SUPERVISORS)
    wish = checked(AssignmentByFilter, request.data)
    plan = _plan(wish)
    check_plan(membership.project, plan)
    arguments = {
        "filters": vars(read_filters(_as_query(wish["filters"]), membership)),
        "people": {str(person): share for person, share in plan.people.items()},
        "answers": plan.answers,
        "raises_wants": plan.raises_wants,
        **{name: wish[name] for name in ("number", "percent") if name in wish},
    }
    job = jobs.start(
        "assign_documents", project=membership.project, owner=membership.user, arguments=arguments
    )
    return Response(JobSerializer(job).data, status=202)


@extend_schema(
    operation_id="assignment_end",
    summary="Take documents back, or hand them to somebody else",
    description="With documents named it is done at once; without, a job does it for all of them (202).",
    request=Ending,
    responses={200: Moved, 202: JobSerializer},
)
@api_view(["POST"])
def assignment_ending_list(request: Request, project_slug: str, user_id: int) -> Response:
    membership = require_member(request, project_slug, Scope.DOCUMENTS, *SUPERVISORS)
    project, by = membership.project, membership.user
    giver = get_object_or_404(User, id=user_id, memberships__project=project)
    wish = checked(Ending, request.data)
    taker = get_object_or_404(assignable_people(project), id=wish["taker"]) if "taker" in wish else None
    if "documents" not in wish:
        arguments = {"giver": giver.id, "taker": taker.id if taker else None}
        job = jobs.start("end_assignments", project=project, owner=by, arguments=arguments)
        return Response(JobSerializer(job).data, status=202)
    documents = wish["documents"]
    moved = (
        hand_over(project, giver, taker, documents, by) if taker else take_back(project, giver, documents, by)
    )
    return Response({"moved": moved})


def _plan(wish: dict[str, Any], note: str = "") -> Plan:
    people = {entry["user"]: entry["share"] for entry in wish["people"]}
    return Plan(people, wish["answers"], wish["raises_wants"], note)


def _as_query(filters: dict[str, str]) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update(filters)
    return query
