"""What an owner fills in about a project: what it is, how many answers, who is in it."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotate.models import Project
from annotate.models.projects import MOST_ANSWERS, MOST_CHECKS
from annotate.roles import Role
from annotate.services.estimates import Wish


class ProjectForm(forms.Form):
    """Name and purpose: all a new project needs beside its questions."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    description = forms.CharField(
        label=_("What is it for?"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A sentence or two that everybody in the project sees."),
    )


class ConfirmationForm(forms.Form):
    """The project's name, typed, before the project leaves everybody's list."""

    name = forms.CharField(
        label=_("Type the project's name to confirm"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *arguments: Any, project: Project, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.project = project

    def clean_name(self) -> str:
        if self.cleaned_data["name"].strip() != self.project.name.strip():
            raise forms.ValidationError(_("That is not this project's name. Nothing was changed."))
        return self.cleaned_data["name"]


class AnswersForm(forms.ModelForm):
    """How many answers the documents want, at which pace, and what annotators get to see."""

    class Meta:
        model = Project
        fields = [
            "wants",
            "overlap_percent",
            "overlap_wants",
            "gold_check_percent",
            "repeat_percent",
            "seconds_per_answer",
            "shows_suggestions",
            "suggestions_hidden_percent",
            "advance_on_key",
            "is_blind",
        ]
        help_texts = {
            "wants": _("How many different people are to answer each document."),
            "overlap_percent": _(
                "On these documents you can see whether people agree. They are drawn at random."
            ),
            "overlap_wants": _("How many people are to answer the documents in that share."),
            "gold_check_percent": _(
                "Among an annotator’s documents: some whose right answer is known already, which they have not seen. "
                "Nobody can tell them from others. 5 % is usual, at most 20 %."
            ),
            "repeat_percent": _(
                "Among an annotator’s documents: some they answered at least 50 documents ago, without that answer. "
                "Both answers are compared; the first one counts. 5 % is usual, at most 20 %."
            ),
            "seconds_per_answer": _("Used for the hours until 20 answers have been timed. Empty means 20."),
            "shows_suggestions": _(
                "What a model or an import proposes is shown dashed; a key accepts it. It never counts as an answer."
            ),
            "suggestions_hidden_percent": _(
                "On this share of the documents annotators see no suggestion, so that you can later compare what they "
                "say with and without. Chance decides, for each document and person anew, and keeps to it. "
                "Documents in the audit share never show one."
            ),
            "advance_on_key": _(
                "Fastest where there is one question with one label: the key that answers also saves and goes on."
            ),
            "is_blind": _(
                "Annotators learn nothing of what others said about a document. Switch it off only if independent "
                "answers do not matter to you."
            ),
        }
        widgets = {
            "wants": forms.NumberInput(attrs={"min": 1, "max": MOST_ANSWERS}),
            "overlap_wants": forms.NumberInput(attrs={"min": 1, "max": MOST_ANSWERS}),
            "overlap_percent": forms.NumberInput(attrs={"min": 0, "max": 100, "step": "0.01"}),
            "gold_check_percent": forms.NumberInput(attrs={"min": 0, "max": MOST_CHECKS}),
            "repeat_percent": forms.NumberInput(attrs={"min": 0, "max": MOST_CHECKS}),
            "suggestions_hidden_percent": forms.NumberInput(attrs={"min": 0, "max": 100}),
            "seconds_per_answer": forms.NumberInput(attrs={"min": 1, "step": "0.5"}),
        }

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.initial["overlap_percent"] = f"{self.instance.overlap_percent.normalize():f}"  # 40, not 40.00
        for name in ("gold_check_percent", "repeat_percent"):
            self.fields[name].required = False

    def clean_seconds_per_answer(self) -> float | None:
        seconds = self.cleaned_data["seconds_per_answer"]
        if seconds is not None and not 0 < seconds <= 24 * 60 * 60:
            raise forms.ValidationError(_("Seconds an answer: more than 0 and at most a day, or empty."))
        return seconds

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("gold_check_percent", "repeat_percent"):  # left empty, it stays as it is
            if cleaned.get(name) is None and name not in self.errors:
                cleaned[name] = getattr(self.instance, name)
        wants, overlap_wants = cleaned.get("wants"), cleaned.get("overlap_wants")
        if wants and overlap_wants and overlap_wants < wants:
            self.add_error(
                "overlap_wants",
                _("Documents in the share want at least as many answers as the others: %(wants)s or more.")
                % {"wants": wants},
            )
        return cleaned

    def wish(self) -> Wish:
        """What the form asks for, as far as it is valid."""
        return Wish(
            self.cleaned_data["wants"],
            self.cleaned_data["overlap_wants"],
            Decimal(self.cleaned_data["overlap_percent"]),
        )


class NewMemberForm(forms.Form):
    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text=_("Of somebody who has an account in this house."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role, initial=[Role.ANNOTATOR], widget=forms.CheckboxSelectMultiple
    )
