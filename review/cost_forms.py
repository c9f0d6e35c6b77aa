"""What an owner fills in about money: rates, and what is assumed where nothing was measured."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotate.models import Project, User
from review.models import PersonalRate, Rates

MOST = Decimal("100000")


class RatesForm(forms.ModelForm):
    """The project's rate, and one for each person who costs something else."""

    currency = forms.RegexField(
        r"^[A-Z]{3}$",
        label=_("Currency"),
        help_text=_("Three capital letters, such as EUR."),
        error_messages={"invalid": _("A currency is three capital letters, such as EUR.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": 3}),
    )

    class Meta:
        model = Rates
        fields = ("currency", "hourly", "house_accuracy", "crowd_accuracy", "crowd_price")

    def __init__(self, *arguments: Any, project: Project, people: Sequence[User], **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._people = people
        kept = dict(PersonalRate.objects.filter(project=project).values_list("person", "hourly"))
        for person in people:
            self.fields[f"person-{person.id}"] = forms.DecimalField(
                label=str(person),
                required=False,
                min_value=0,
                max_value=MOST,
                max_digits=8,
                decimal_places=2,
                initial=kept.get(person.id),
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for name in ("hourly", "crowd_price"):
            if given.get(name) is not None and given[name] < 0:
                self.add_error(name, _("An amount is 0 or more."))
        return given

    @property
    def rates(self) -> list[forms.BoundField]:
        return [self["currency"], self["hourly"]]

    @property
    def of_people(self) -> list[forms.BoundField]:
        return [self[f"person-{person.id}"] for person in self._people]

    @property
    def assumptions(self) -> list[forms.BoundField]:
        return [self["house_accuracy"], self["crowd_accuracy"], self["crowd_price"]]

    @property
    def personal(self) -> dict[int, Decimal | None]:
        return {person.id: self.cleaned_data[f"person-{person.id}"] for person in self._people}
