"""Who is in a project with which roles, and the links that invite others."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from annotate.api.access import Scope, refuse_unknown_parameters, require_member
from annotate.api.parsing import StrictSerializer, checked
from annotate.models import Invitation, Membership
from annotate.roles import Role
from annotate.services.invitations import invite_to_project, open_invitations, revoke_invitation
from annotate.services.members import add_existing, change_roles, end_membership
from annotate.views.signing_in import link_to


class RolesField(serializers.ListField):
    child = serializers.ChoiceField(choices=Role)


class MemberSerializer(serializers.ModelSerializer):
    user = serializers.IntegerField(source="user_id", read_only=True)
    username = serializers.CharField(source="user.username", read_only=True)
    name = serializers.CharField(source="user.name", read_only=True)
    roles = RolesField(read_only=True)

    class Meta:
        model = Membership
        fields = ["user", "username", "name", "roles", "joined_at"]
        read_only_fields = fields


class NewMember(StrictSerializer):
    username = serializers.CharField(max_length=150)
    roles = RolesField(allow_empty=False)


class MemberChange(StrictSerializer):
    roles = RolesField(allow_empty=False)


class InvitationSerializer(serializers.ModelSerializer):
    roles = RolesField(read_only=True)
    created_by = serializers.IntegerField(source="created_by_id", read_only=True)

    class Meta:
        model = Invitation
        fields = ["id", "note", "roles", "created_by", "created_at", "expires_at"]
        read_only_fields = fields


class NewInvitation(StrictSerializer):
    note = serializers.CharField(required=False, allow_blank=True, max_length=200)
    roles = RolesField(allow_empty=False)


class InvitationLink(serializers.Serializer):
    link = serializers.URLField(help_text="Shown only now. It works once.")


@extend_schema(
    methods=["GET"], operation_id="member_list", summary="The members", responses=MemberSerializer(many=True)
)
@extend_schema(
    methods=["POST"],
    operation_id="member_create",
    summary="Add somebody who has an account",
    request=NewMember,
    responses={201: MemberSerializer},
)
@api_view(["GET", "POST"])
def member_list(request: Request, project_slug: str) -> Response:
    if request.method == "POST":
        membership = require_member(request, project_slug, Scope.SETTINGS, Role.OWNER)
        wish = checked(NewMember, request.data)
        member = add_existing(membership.project, **wish, by=membership.user)
        return Response(MemberSerializer(member).data, status=201)
    membership = require_member(request, project_slug, Scope.READ, Role.OWNER, Role.SUPERVISOR)
    refuse_unknown_parameters(request)
    members = membership.project.memberships.filter(ended_at=None).select_related("user")
    return Response(MemberSerializer(members, many=True).data)


@extend_schema(
    methods=["PATCH"],
    operation_id="member_update",
    summary="Change a member's roles",
    request=MemberChange,
    responses=MemberSerializer,
)
@extend_schema(
    methods=["DELETE"], operation_id="member_end", summary="End a membership", responses={204: None}
)
@api_view(["PATCH", "DELETE"])
def member_detail(request: Request, project_slug: str, user_id: int) -> Response:
    membership = require_member(request, project_slug, Scope.SETTINGS, Role.OWNER)
    members = membership.project.memberships.filter(ended_at=None).select_related("user", "project")
    member = get_object_or_404(members, user=user_id)
    if request.method == "DELETE":
        end_membership(member, membership.user)
        return Response(status=204)
    change_roles(member, checked(MemberChange, request.data)["roles"], membership.user)
    member.refresh_from_db()
    return Response(MemberSerializer(member).data)


@extend_schema(
    methods=["GET"],
    operation_id="invitation_list",
    summary="The open invitations",
    responses=InvitationSerializer(many=True),
)
@extend_schema(
    methods=["POST"],
    operation_id="invitation_create",
    summary="Make a one-time invitation link",
    request=NewInvitation,
    responses={201: InvitationLink},
)
@api_view(["GET", "POST"])
def invitation_list(request: Request, project_slug: str) -> Response:
    membership = require_member(request, project_slug, Scope.SETTINGS, Role.OWNER)
    if request.method == "GET":
        refuse_unknown_parameters(request)
        return Response(InvitationSerializer(open_invitations(membership.project), many=True).data)
    secret = invite_to_project(membership.project, by=membership.user, **checked(NewInvitation, request.data))
    return Response({"link": link_to(request, "annotate:invitation-acceptance", secret)}, status=201)


@extend_schema(
    operation_id="invitation_revoke",
    summary="Revoke an invitation",
    request=None,
    responses={204: None},
)
@api_view(["POST"])
def invitation_revocation(request: Request, project_slug: str, invitation_id: int) -> Response:
    membership = require_member(request, project_slug, Scope.SETTINGS, Role.OWNER)
    invitation = get_object_or_404(open_invitations(membership.project), id=invitation_id)
    revoke_invitation(invitation, membership.user)
    return Response(status=204)
