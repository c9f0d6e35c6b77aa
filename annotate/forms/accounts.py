"""What people fill in about themselves: signing in, a new password, their profile, a token."""

from datetime import timedelta
from functools import cache
from itertools import groupby
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from annotate.models import ApiToken, Project, User

LONGEST_PASSWORD = 1000  # hashing a longer one would only cost time


def password_field(label: str, autocomplete: str, **more: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, widget=widget, strip=False, max_length=LONGEST_PASSWORD, **more)


class SignInForm(forms.Form):
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )
    password = password_field(_("Password"), "current-password")


class NewPasswordForm(forms.Form):
    """A password for `user`, typed twice and held against the rules of the house."""

    password = password_field(
        _("New password"),
        "new-password",
        help_text=_("At least 12 characters; no common password and nothing like your name."),
    )
    repeated = password_field(_("New password again"), "new-password")

    def __init__(self, *arguments: Any, user: User, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.user = user

    def clean(self) -> dict[str, Any]:
        password, repeated = self.cleaned_data.get("password"), self.cleaned_data.get("repeated")
        if password and repeated and password != repeated:
            self.add_error("repeated", _("The two passwords differ. Type the same one twice."))
        elif password:
            self._hold_against_rules(password)
        return self.cleaned_data

    def _hold_against_rules(self, password: str) -> None:
        try:
            validate_password(password, self.user)
        except ValidationError as error:
            self.add_error("password", error)


class PasswordChangeForm(NewPasswordForm):
    old_password = password_field(_("Present password"), "current-password")
    field_order = ["old_password", "password", "repeated"]


class NewAccountForm(NewPasswordForm):
    """What somebody invited chooses."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        help_text=_("As the others of your projects see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
    )
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        help_text=_("To sign in with. Letters, digits and @ . + - _"),
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    field_order = ["name", "username", "password", "repeated"]

    def clean(self) -> dict[str, Any]:
        self.user.username = self.cleaned_data.get("username", "")  # the password must not resemble them
        self.user.name = self.cleaned_data.get("name", "")
        return super().clean()


@cache
def time_zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """The world's time zones, grouped by continent for a select."""
    named = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    continents = groupby(named, key=lambda zone: zone.partition("/")[0])
    groups = [
        (continent, [(zone, zone.partition("/")[2].replace("_", " ")) for zone in zones])
        for continent, zones in continents
    ]
    return [("UTC", [("UTC", "UTC")]), *groups]


class ProfileForm(forms.ModelForm):
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), choices=time_zones, help_text=_("Times are shown and days are counted in it.")
    )

    class Meta:
        model = User
        fields = ["name", "language", "time_zone", "theme"]
        labels = {"name": _("Name"), "theme": _("Theme")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}


class TokenForm(forms.Form):
    """A token for `user`: for all of their projects, or for one."""

    LIVES = [(7, _("a week")), (30, _("a month")), (90, _("three months")), (365, _("a year"))]

    name = forms.CharField(
        label=_("What is it for?"), max_length=100, help_text=_("For example: nightly export.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("It may"), choices=ApiToken.Scope, widget=forms.CheckboxSelectMultiple
    )
    project = forms.ModelChoiceField(
        label=_("In"), queryset=Project.objects.none(), required=False, empty_label=_("all my projects")
    )
    days = forms.TypedChoiceField(label=_("It ends after"), choices=LIVES, coerce=int, initial=90)

    def __init__(self, *arguments: Any, user: User, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.fields["project"].queryset = Project.objects.of(user)

    @property
    def life(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"])
