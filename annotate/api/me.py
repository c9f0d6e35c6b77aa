"""Who am I to this house, and what may this token do?"""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.models import ApiToken


class Caller(serializers.Serializer):
    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()
    scopes = serializers.ListField(
        child=serializers.ChoiceField(choices=ApiToken.Scope),
        allow_null=True,
        help_text="None: a session of the browser, which may do all that the person may.",
    )
    project = serializers.CharField(allow_null=True, help_text="The one project the token is for, if so.")
    expires_at = serializers.DateTimeField(allow_null=True)


@extend_schema(operation_id="me", summary="Who you are", responses=Caller)
@api_view(["GET"])
def me(request: Request) -> Response:
    token: ApiToken | None = request.auth
    caller = {
        "id": request.user.id,
        "username": request.user.username,
        "name": request.user.name,
        "scopes": token.scopes if token else None,
        "project": token.project.slug if token and token.project else None,
        "expires_at": token.expires_at if token else None,
    }
    return Response(Caller(caller).data)
