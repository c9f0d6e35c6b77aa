"""What a supervisor fills in about learning."""

from typing import Any

from django import forms

from weaklabels.models import LearningSettings

OF_WORDS = (LearningSettings.Strategy.SPANS_NORMALISED, LearningSettings.Strategy.SPANS_TOTAL)


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

    def __init__(self, *args: Any, for_words: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        strategy = LearningSettings.Strategy
        fitting = (
            (*OF_WORDS, strategy.RANDOM) if for_words else [one for one in strategy if one not in OF_WORDS]
        )
        self.fields["strategy"].choices = [(one.value, one.label) for one in fitting]
