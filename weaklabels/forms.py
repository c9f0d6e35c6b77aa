"""What a supervisor fills in about learning."""

from django import forms

from weaklabels.models import LearningSettings


class LearningForm(forms.ModelForm):
    class Meta:
        model = LearningSettings
        fields = [
            "learns",
            "orders_queue",
            "suggests",
            "strategy",
            "answers_a_run",
            "minutes_a_run",
            "goal",
        ]
        widgets = {
            "answers_a_run": forms.NumberInput(attrs={"min": 1, "max": 10_000}),
            "minutes_a_run": forms.NumberInput(attrs={"min": 1, "max": 10_000}),
            "goal": forms.NumberInput(attrs={"min": 0.05, "max": 1, "step": 0.01}),
        }
