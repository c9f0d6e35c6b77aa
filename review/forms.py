"""What a supervisor fills in for a spot check: which answers, what to exclude, and by which plan."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotate.models import Label, Project, Question, User
from review.models import SpotCheck
from review.services.spot_checks.batches import HELD_IN, Wished
from review.services.spot_checks.making import How
from review.services.spot_checks.plans import Asked

PERCENT = Decimal(100)


def date_field(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class BatchForm(forms.Form):
    """Which answers are to be checked, and what the check shall exclude."""

    question = forms.ModelChoiceField(Question.objects.none(), label=_("Question"), empty_label=None)
    label = forms.ModelChoiceField(
        Label.objects.none(), label=_("Label"), required=False, empty_label=_("any")
    )
    annotator = forms.ModelChoiceField(
        User.objects.none(), label=_("Answered by"), required=False, empty_label=_("anybody")
    )
    imported_with = forms.ModelChoiceField(None, label=_("Import"), required=False, empty_label=_("any"))
    since = date_field(_("Answered from"))
    until = date_field(_("Answered until"))
    rate = forms.DecimalField(
        label=_("Error rate to exclude, %"),
        min_value=Decimal("0.5"),
        max_value=Decimal(50),
        max_digits=5,
        decimal_places=2,
        initial=3,
    )
    confidence = forms.TypedChoiceField(
        label=_("How sure"),
        choices=[("0.9", "90 %"), ("0.95", "95 %"), ("0.99", "99 %")],
        initial="0.95",
    )
    split_by = forms.ChoiceField(
        label=_("Sample"),
        choices=[
            ("", _("from the whole batch")),
            (SpotCheck.Parts.ANNOTATOR, _("from every annotator's answers")),
            (SpotCheck.Parts.LABEL, _("from every label's answers")),
        ],
        required=False,
    )

    def __init__(self, *arguments: Any, project: Project, **more: Any) -> None:
        super().__init__(*arguments, **more)
        questions = project.questions.filter(retired_at=None).order_by("id")
        people = User.objects.filter(memberships__project=project) | User.objects.filter(
            source__project=project
        )
        self.fields["question"].queryset = questions
        self.fields["label"].queryset = Label.objects.filter(question__in=questions).order_by("id")
        self.fields["annotator"].queryset = people.distinct().order_by("is_source", "name")
        self.fields["imported_with"].queryset = project.batches.order_by("-id")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if question := given.get("question"):
            self._check_against(question, given)
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", _("The last day is before the first one."))
        return given

    def _check_against(self, question: Question, given: dict[str, Any]) -> None:
        label = given.get("label")
        if label and (label.question_id != question.id or question.kind not in HELD_IN):
            self.add_error("label", _("This is a label of another question: choose one of this question."))
        if given.get("split_by") == SpotCheck.Parts.LABEL and question.kind != Question.Kind.CHOICE:
            self.add_error("split_by", _("Only answers of one label each can be divided by it."))

    @property
    def wished(self) -> Wished:
        ids = {name: self.cleaned_data[name] for name in ("label", "annotator", "imported_with")}
        return Wished(
            self.cleaned_data["question"],
            **{name: row.id if row else None for name, row in ids.items()},
            since=self.cleaned_data["since"],
            until=self.cleaned_data["until"],
        )

    @property
    def asked(self) -> Asked:
        rate = (self.cleaned_data["rate"] / PERCENT).normalize()
        return Asked(f"{rate:f}", self.cleaned_data["confidence"], self.cleaned_data["split_by"])


class PlanForm(forms.Form):
    """One of the plans, and how it is carried out."""

    plan = forms.CharField(max_length=20, error_messages={"required": _("Choose one of the plans.")})
    purpose = forms.CharField(
        label=_("What is it for?"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    shows_answer = forms.TypedChoiceField(
        label=_("The checker"),
        choices=[
            ("", _("answers first, then sees the answer")),
            ("1", _("sees the answer at once: faster, and people tend to agree with what they see")),
        ],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
    allows_own = forms.BooleanField(label=_("People may check their own answers"), required=False)

    def how(self, question: Question) -> How | None:
        """None where it cannot be so; the form then says why."""
        if question.kind == Question.Kind.RELATIONS and not self.cleaned_data["shows_answer"]:
            self.add_error(
                "shows_answer",
                _(
                    "Relations join words marked for another question: let the checker see the answer at once."
                ),
            )
            return None
        return How(**self.cleaned_data)
