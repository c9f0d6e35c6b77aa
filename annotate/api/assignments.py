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
from annotate.documents.drawing import Wish
from annotate.documents.filters import read_filters
from annotate.documents.previewing import is_short, preview
from annotate.models import Membership, User
from annotate.services.assignments import assign, rehearse
from annotate.services.goals import LARGEST_GOAL, set_goal
from annotate.services.plans import MOST_AT_ONCE, Plan, assignable_people, check_plan
from annotate.services.reservations import move, some_reserved_for
from annotate.services.work import LONGEST_NOTE
from annotate.services.workloads import workloads_of
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


class PreviewWish(AssignmentByFilter):
    documents = Ids(
        required=False, allow_empty=False, max_length=MOST_AT_ONCE, help_text="These, instead of filters."
    )


class Ending(StrictSerializer):
    taker = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=LARGEST_ID,
        help_text="Who gets them instead; nobody if left out.",
    )
    documents = Ids(required=False, max_length=MOST_AT_ONCE, help_text="These only; all of them if left out.")
    number = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=MOST_AT_ONCE,
        help_text="So many of them, first what is not begun, instead of naming documents.",
    )

    def validate(self, wish: dict[str, Any]) -> dict[str, Any]:
        if "number" in wish and "documents" in wish:
            raise serializers.ValidationError(_("Send “number” or “documents”, not both."))
        return wish


class Given(serializers.Serializer):
    given = serializers.DictField(child=serializers.IntegerField(), help_text="User id: how many documents.")
    refused = serializers.DictField(child=serializers.IntegerField(), help_text="Reason: how many documents.")
    busy = Ids(help_text="Worked on at that very moment: send them again.")


class Previewed(serializers.Serializer):
    documents = serializers.IntegerField(help_text="So many match and still want answers, or were named.")
    given = serializers.DictField(child=serializers.IntegerField(), help_text="User id: how many documents.")
    refused = serializers.DictField(child=serializers.IntegerField(), help_text="Reason: how many documents.")


class Holding(serializers.Serializer):
    user = serializers.IntegerField(source="person.id")
    name = serializers.CharField(source="person")
    assigned = serializers.IntegerField()
    leased = serializers.IntegerField()
    returned = serializers.IntegerField()
    today = serializers.IntegerField(help_text="Answered since midnight where the person is.")
    answers = serializers.IntegerField(help_text="Answered in all.")
    goal_a_day = serializers.IntegerField(allow_null=True)
    goal_in_all = serializers.IntegerField(allow_null=True)
    seconds = serializers.FloatField(allow_null=True, help_text="An answer, in the middle of the newest 100.")
    last_seen_at = serializers.DateTimeField(allow_null=True)
    waits = serializers.BooleanField(help_text="Is here now and has no document.")
    annotates = serializers.BooleanField(help_text="False: left, or gave the role up.")


class Goal(StrictSerializer):
    a_day = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=LARGEST_GOAL
    )
    in_all = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=1, max_value=LARGEST_GOAL
    )


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
    return Response(Holding(workloads_of(membership.project), many=True).data)


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
    arguments = _arguments(membership, checked(AssignmentByFilter, request.data))
    job = jobs.start(
        "assign_documents", project=membership.project, owner=membership.user, arguments=arguments
    )
    return Response(JobSerializer(job).data, status=202)


@extend_schema(
    operation_id="assignment_preview",
    summary="How many documents would go to whom",
    description="Changes nothing. Of very many documents a job finds it out (202); its report then says the same.",
    request=PreviewWish,
    responses={200: Previewed, 202: JobSerializer},
)
@api_view(["POST"])
def assignment_preview_list(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.DOCUMENTS, *SUPERVISORS)
    project = membership.project
    wish = checked(PreviewWish, request.data)
    if "documents" in wish:
        check_plan(project, _plan(wish))
        own = project.documents.filter(id__in=wish["documents"], erased_at=None).values_list("id", flat=True)
        outcome = rehearse(project, own, _plan(wish))
        return Response({"documents": len(own), "given": outcome.given, "refused": outcome.refused})
    arguments = _arguments(membership, wish)
    if is_short(Wish.of(project, arguments)):
        return Response(Previewed(preview(Wish.of(project, arguments))).data)
    job = jobs.start("preview_assignment", project=project, owner=membership.user, arguments=arguments)
    return Response(JobSerializer(job).data, status=202)


@extend_schema(
    operation_id="goal_set",
    summary="Set what an annotator is to reach",
    description="Both at once; what is left out or null is no goal.",
    request=Goal,
    responses={204: None},
)
@api_view(["PUT"])
def goal(request: Request, project_slug: str, user_id: int) -> Response:
    membership = require_member(request, project_slug, Scope.DOCUMENTS, *SUPERVISORS)
    members = membership.project.memberships.filter(ended_at=None).select_related("user")
    annotator = get_object_or_404(members, user=user_id)
    set_goal(annotator, **checked(Goal, request.data), by=membership.user)
    return Response(status=204)


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
    if "number" in wish:
        wish["documents"] = some_reserved_for(project, giver, wish["number"])
    if "documents" not in wish:
        arguments = {"giver": giver.id, "taker": taker.id if taker else None}
        job = jobs.start("end_assignments", project=project, owner=by, arguments=arguments)
        return Response(JobSerializer(job).data, status=202)
    return Response({"moved": move(project, giver, taker, wish["documents"], by)})


def _arguments(membership: Membership, wish: dict[str, Any]) -> dict[str, Any]:
    """What is asked for, as the arguments of a job. Raises Invalid."""
    plan = _plan(wish)
    check_plan(membership.project, plan)
    return {
        "filters": vars(read_filters(_as_query(wish["filters"]), membership)),
        "people": {str(person): share for person, share in plan.people.items()},
        "answers": plan.answers,
        "raises_wants": plan.raises_wants,
        **{name: wish[name] for name in ("number", "percent") if name in wish},
    }


def _plan(wish: dict[str, Any], note: str = "") -> Plan:
    people = {entry["user"]: entry["share"] for entry in wish["people"]}
    return Plan(people, wish["answers"], wish["raises_wants"], note)


def _as_query(filters: dict[str, str]) -> QueryDict:
    query = QueryDict(mutable=True)
    query.update(filters)
    return query
