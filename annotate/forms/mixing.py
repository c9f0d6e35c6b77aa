"""Which share of the documents each stream serves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotate.models import Project, Stream
from annotate.queue.streams import DEFAULT_MIX
from annotate.services.mixing import mix_of

NAMES = {
    Stream.RANKED: (_("Ranked"), _("What the model, the rules or a supervisor want answered first.")),
    Stream.CONTROL: (
        _("Control"),
        _("In random order, without suggestions. The ranked order is compared with it."),
    ),
    Stream.DUEL: (
        _("Duels"),
        _("Documents on which the two arms’ models disagree. They decide the comparison."),
    ),
    Stream.AUDIT: (
        _("Audit"),
        _("In random order, never learned from. All figures of the model rest on it."),
    ),
}


class MixForm(forms.Form):
    """Follow the comparison, or say the shares oneself."""

    follows = forms.BooleanField(
        label=_("Let the comparison of ranked and random order decide"),
        required=False,
        help_text=_(
            "Until it says something, ranked and random order get the same share. Afterwards the better one gets more, "
            "and neither less than 5 %."
        ),
    )

    def __init__(self, *arguments: Any, project: Project, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.initial["follows"] = not project.mix_is_set
        for stream, share in mix_of(project).items():
            name, help_text = NAMES[stream]
            self.fields[stream] = forms.IntegerField(
                label=name,
                help_text=help_text,
                initial=share,
                min_value=0,
                max_value=100,
                required=False,
                widget=forms.NumberInput(attrs={"min": 0, "max": 100}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        total = sum(self.mix().values())
        if not cleaned.get("follows") and not self.errors and total != 100:
            raise forms.ValidationError(
                _("The shares are percentages that add up to 100; yours add up to %(sum)s.") % {"sum": total}
            )
        return cleaned

    def mix(self) -> dict[str, int]:
        return {str(stream): self.cleaned_data.get(stream) or 0 for stream in DEFAULT_MIX}

    @property
    def shares(self) -> list[forms.BoundField]:
        return [self[stream] for stream in DEFAULT_MIX]
