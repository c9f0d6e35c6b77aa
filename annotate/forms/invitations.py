"""What somebody who invites says about the invited."""

from django import forms
from django.utils.translation import gettext_lazy as _

from annotate.roles import Role


class InvitationForm(forms.Form):
    note = forms.CharField(
        label=_("For whom?"),
        max_length=200,
        required=False,
        help_text=_("For your own list. Only those who invite see it."),
    )


class ProjectInvitationForm(InvitationForm):
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role,
        initial=[Role.ANNOTATOR],
        widget=forms.CheckboxSelectMultiple,
    )


class HouseInvitationForm(InvitationForm):
    makes_administrator = forms.BooleanField(
        label=_("Make this person an administrator"),
        required=False,
        help_text=_("Administrators manage people and invitations. It grants nothing inside a project."),
    )
