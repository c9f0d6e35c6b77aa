"""Who asks? A program by its token, or a page of ours by the session of whoever is signed in."""

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from annotate.models import ApiToken, User
from annotate.preferences import prefer
from annotate.services.tokens import token_with


class TokenAuthentication(BaseAuthentication):
    """Authorization: Bearer ann_…"""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        token = token_with(secret.strip()) if scheme.lower() == "bearer" else None
        if token is None:
            raise AuthenticationFailed(
                _(
                    "The token is unknown, revoked or ended. Make one on your account page and send it as "
                    "“Authorization: Bearer ann_…”."
                )
            )
        prefer(token.user)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Gloss"'


class TokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI page describes it."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A token from the account page."}
