"""What an owner fills in about the goal of a project."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotate.models import Project, User
from booklet.models import Goal
from booklet.services.goals import LONGEST, LONGEST_NOTE, Said
from booklet.views.forms import LARGEST

STEP = {"min": "0.01", "max": "0.99", "step": "0.01"}


class GoalForm(forms.Form):
    """The parts of a goal. What they may say is checked where they are saved, for the API as for this form."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=LARGEST)
    purpose = forms.CharField(
        label=_("What is it for?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "What will be better when the data are there, for whom, and how much? No word of labels yet."
        ),
    )
    measure = forms.ChoiceField(
        label=_("Measure that stands for it"), choices=Goal.Measure, widget=forms.RadioSelect
    )
    documents = forms.IntegerField(
        label=_("Target: finished documents"), required=False, widget=forms.NumberInput(attrs={"min": 1})
    )
    agreement = forms.FloatField(
        label=_("Target: agreement"),
        required=False,
        widget=forms.NumberInput(attrs=STEP),
        help_text=_(
            "Krippendorff's alpha of the first question. The lower end of its interval must reach it."
        ),
    )
    model = forms.FloatField(
        label=_("Target: F1 of the model"),
        required=False,
        widget=forms.NumberInput(attrs=STEP),
        help_text=_(
            "Of the first question's model on audit documents. The lower end of its interval counts."
        ),
    )
    deadline = forms.DateField(
        label=_("Deadline"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=User.objects.none())
    stop_rule = forms.CharField(
        label=_("Label no more when"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Say it before the work begins: afterwards there is always a reason to go on."),
    )
    note = forms.CharField(label=_("Why it changes"), max_length=LONGEST_NOTE, required=False)

    def __init__(self, *arguments: Any, project: Project, **more: Any) -> None:
        super().__init__(*arguments, label_suffix="", **more)
        self.fields["owner"].queryset = User.objects.filter(
            memberships__project=project, memberships__ended_at=None
        ).order_by("name", "id")

    @property
    def targets(self) -> list[forms.BoundField]:
        return [self[name] for name in ("documents", "agreement", "model")]

    def said(self) -> Said:
        values = {name: self.cleaned_data[name] for name in Said.__dataclass_fields__}
        return Said(**values | {"owner": values["owner"].id})
