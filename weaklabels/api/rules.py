"""Rules: what there is, made, changed, restored, retired and brought back."""

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.api.access import Scope, refuse_unknown_parameters, require_member
from annotate.api.parsing import checked
from annotate.models import Membership, Question
from annotate.problems import Conflict, Invalid
from weaklabels.api.forms import (
    ChangedFunction,
    FunctionSerializer,
    NewFunction,
    RuleRestoration,
    VersionSerializer,
    bodies_of,
)
from weaklabels.models import LabelingFunction
from weaklabels.services.functions import (
    Wish,
    bring_back,
    change_rule,
    make_rule,
    restore_version,
    retire_rule,
)
from weaklabels.services.languagemodel.definitions import definition_of as asked_definition_of
from weaklabels.services.python.sources import definition_of as python_definition_of
from weaklabels.views.roles import WRITERS, require_may_change, require_python

Kind = LabelingFunction.Kind
LARGEST_ID = 2**63 - 1
WRITING = Scope.DOCUMENTS


@extend_schema(
    methods=["GET"],
    operation_id="rule_list",
    summary="The rules, the retired ones too",
    responses=FunctionSerializer(many=True),
)
@extend_schema(
    methods=["POST"],
    operation_id="rule_create",
    summary="Make a rule",
    request=NewFunction,
    responses={201: FunctionSerializer},
)
@api_view(["GET", "POST"])
def function_list(request: Request, project_slug: str) -> Response:
    if request.method == "POST":
        membership = require_member(request, project_slug, WRITING, *WRITERS)
        sent = checked(NewFunction, request.data)
        question = question_of(membership, sent["question"])
        made = make_rule(
            question, _wish(membership, question, sent["kind"], sent), membership.user, sent["kind"]
        )
        return Response(body_of(made.id), status=201)
    membership = require_member(request, project_slug, Scope.READ, *WRITERS)
    refuse_unknown_parameters(request)
    return Response(bodies_of(membership.project.labeling_functions.all()))


@extend_schema(
    methods=["GET"], operation_id="rule_retrieve", summary="One rule", responses=FunctionSerializer
)
@extend_schema(
    methods=["PUT"],
    operation_id="rule_change",
    summary="Change a rule: its next version",
    request=ChangedFunction,
    responses=FunctionSerializer,
)
@api_view(["GET", "PUT"])
def function_detail(request: Request, project_slug: str, function_id: int) -> Response:
    if request.method == "GET":
        membership = require_member(request, project_slug, Scope.READ, *WRITERS)
        return Response(body_of(function_of(membership, function_id).id))
    membership = require_member(request, project_slug, WRITING, *WRITERS)
    function = function_of(membership, function_id)
    if function.kind == Kind.UPLOADED:
        raise Conflict(
            _("Its votes were uploaded. Upload a file again under its name, and it has a next version.")
        )
    sent = checked(ChangedFunction, request.data)
    wish = _wish(membership, function.question, function.kind, sent)
    change_rule(function, wish, membership.user, base=sent["base"])
    return Response(body_of(function_of(membership, function_id).id))


@extend_schema(
    operation_id="rule_versions", summary="What a rule said before", responses=VersionSerializer(many=True)
)
@api_view(["GET"])
def version_list(request: Request, project_slug: str, function_id: int) -> Response:
    membership = require_member(request, project_slug, Scope.READ, *WRITERS)
    refuse_unknown_parameters(request)
    versions = function_of(membership, function_id).versions.select_related("function", "label")
    return Response(VersionSerializer(versions, many=True).data)


@extend_schema(
    operation_id="rule_restore",
    summary="Let a rule say again what it said",
    request=RuleRestoration,
    responses=FunctionSerializer,
)
@api_view(["POST"])
def restoration_list(request: Request, project_slug: str, function_id: int) -> Response:
    membership = require_member(request, project_slug, WRITING, *WRITERS)
    function = function_of(membership, function_id)
    require_may_change(membership, function)
    number = checked(RuleRestoration, request.data)["number"]
    restore_version(function, number if 0 < number < 2**31 else 0, membership.user)
    return Response(body_of(function_of(membership, function_id).id))


@extend_schema(
    operation_id="rule_retire",
    summary="Let its votes count no more",
    request=None,
    responses=FunctionSerializer,
)
@api_view(["POST"])
def retirement_list(request: Request, project_slug: str, function_id: int) -> Response:
    membership = require_member(request, project_slug, WRITING, *WRITERS)
    retire_rule(function_of(membership, function_id), membership.user)
    return Response(body_of(function_of(membership, function_id).id))


@extend_schema(
    operation_id="rule_bring_back",
    summary="Let a retired rule vote again",
    request=None,
    responses=FunctionSerializer,
)
@api_view(["POST"])
def return_list(request: Request, project_slug: str, function_id: int) -> Response:
    membership = require_member(request, project_slug, WRITING, *WRITERS)
    function = function_of(membership, function_id)
    require_may_change(membership, function)
    bring_back(function, membership.user)
    return Response(body_of(function_of(membership, function_id).id))


def body_of(function_id: int) -> dict[str, Any]:
    """A rule as it is now."""
    [body] = bodies_of(LabelingFunction.objects.filter(id=function_id))
    return body


def function_of(membership: Membership, function_id: int) -> LabelingFunction:
    functions = membership.project.labeling_functions.select_related("question", "project")
    return get_object_or_404(functions, id=function_id)


def question_of(membership: Membership, number: int) -> Question:
    """Raises Invalid."""
    questions = membership.project.questions.filter(retired_at=None)
    found = questions.filter(id=id_of(number)).first()
    if found is None:
        raise Invalid(_("This project asks no question %(number)s.") % {"number": number}, field="question")
    return found


def id_of(number: int | None) -> int:
    """A number that may be an id: 0, which none is, for what the database could not compare."""
    return number if number is not None and 0 < number <= LARGEST_ID else 0


def _wish(membership: Membership, question: Question, kind: str, sent: dict[str, Any]) -> Wish:
    """Raises Invalid, or PermissionDenied where rules in Python are not this member's to write."""
    definition = object_of(sent["definition"])
    if kind == Kind.PYTHON:
        require_python(membership)
        definition = python_definition_of(str(definition.get("source", "")))
    elif kind == Kind.LANGUAGE_MODEL:
        definition = asked_definition_of(question, definition)
    label = id_of(sent["label"]) if kind == Kind.DECLARATIVE else None
    return Wish(sent["name"], definition, label, sent["guideline"])


def object_of(definition: Any) -> dict[str, Any]:
    if not isinstance(definition, dict):
        raise Invalid(_("A definition is a JSON object."), field="definition")
    return definition
