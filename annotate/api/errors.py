"""Refusals as JSON: {"error": sentence, "kind": …}, the same as the workbench gets."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from annotate.access import SignInNeeded
from annotate.problems import Problem

KINDS = {
    401: "signed_out",
    403: "forbidden",
    404: "not_found",
    405: "method",
    406: "media_type",
    413: "too_large",
    415: "media_type",
}


def answer(exception: Exception, context: dict[str, Any]) -> Response | None:
    """The exception as a response, or None for a fault of ours, which becomes a 500 in the log."""
    set_rollback()
    if isinstance(exception, Problem):
        return _problem(exception)
    if isinstance(exception, exceptions.ValidationError):
        return _invalid(exception)
    exception = _as_api_exception(exception)
    if exception is None:
        return None
    response = Response(_body(str(exception.detail), exception.status_code), exception.status_code)
    if header := getattr(exception, "auth_header", None):
        response["WWW-Authenticate"] = header
    return response


def _problem(problem: Problem) -> Response:
    response = Response({"error": problem.sentence, "kind": problem.kind, **problem.details}, problem.status)
    if "retry_seconds" in problem.details:
        response["Retry-After"] = problem.details["retry_seconds"]
    return response


def _invalid(error: exceptions.ValidationError) -> Response:
    """The first thing that is wrong as the sentence, and where; then all of it."""
    field, sentence = _first(error.detail)
    body = {"error": f"{field}: {sentence}" if field else sentence, "kind": "invalid", "field": field}
    return Response({**body, "fields": error.detail}, status=422)


def _first(detail: Any, path: str = "") -> tuple[str, str]:
    if isinstance(detail, dict):
        name, inner = next((name, inner) for name, inner in detail.items() if inner)
        return _first(inner, path if name == "non_field_errors" else f"{path}.{name}".lstrip("."))
    if isinstance(detail, list):
        place, inner = next((place, inner) for place, inner in enumerate(detail) if inner)
        return _first(inner, f"{path}.{place}".lstrip(".") if isinstance(inner, dict) else path)
    return path, str(detail)


def _as_api_exception(exception: Exception) -> exceptions.APIException | None:
    if isinstance(exception, exceptions.APIException):
        return exception
    if isinstance(exception, SignInNeeded):
        return exceptions.NotAuthenticated()
    if isinstance(exception, PermissionDenied):
        return exceptions.PermissionDenied(str(exception) or None)
    if isinstance(exception, Http404):
        return exceptions.NotFound(_("There is no such thing here."))
    return None


def _body(sentence: str, status: int) -> dict[str, str]:
    return {"error": sentence, "kind": KINDS.get(status, "invalid")}
