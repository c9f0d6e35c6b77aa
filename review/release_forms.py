"""What is filled in for a release: which labels on which documents, how they are split, and what is said of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotate.models import Project
from review.models import Release
from review.services.releases.making import LONGEST_WORDS
from review.services.releases.statement import WORDS
from review.services.releases.wishes import MOST_SEED, Documents, Labels, Wish, questions_of, sources_of

PREFIX = "labels-"


class ReleaseForm(forms.Form):
    """A field for each question, and the rest."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("Such as 1.0; it is given once."),
        max_length=Release._meta.get_field("name").max_length,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    documents = forms.ChoiceField(label=_("Documents"), choices=Documents)
    validation = forms.IntegerField(
        label=_("Validation, %"),
        help_text=_("Of what is not test. Test is the audit documents."),
        min_value=0,
        max_value=50,
        initial=10,
    )
    percent = forms.IntegerField(
        label=_("What most say: at least, %"), min_value=51, max_value=100, initial=60
    )
    people = forms.IntegerField(label=_("of at least so many people"), min_value=1, max_value=60, initial=2)
    seed = forms.IntegerField(
        label=_("Seed"),
        help_text=_(
            "Left empty one is drawn. The same seed keeps documents in their part from release to release."
        ),
        required=False,
        min_value=0,
        max_value=MOST_SEED - 1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    with_names = forms.BooleanField(label=_("Name the annotators by their user names"), required=False)

    def __init__(self, *arguments: Any, project: Project, **more: Any) -> None:
        super().__init__(*arguments, **more)
        if project.takes_variation:
            self.fields["documents"].choices = [
                (one.value, one.label) for one in Documents if one != Documents.GOLD
            ]
        for question in questions_of(project):
            sources = sources_of(project, question)
            self.fields[f"{PREFIX}{question.id}"] = forms.ChoiceField(
                label=question.name,
                choices=[(one.value, one.label) for one in sources],
                initial=Labels.NONE if question.retired_at else _first(project, sources),
            )

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    @property
    def wish(self) -> Wish:
        given = self.cleaned_data
        return Wish(
            {name.removeprefix(PREFIX): value for name, value in given.items() if name.startswith(PREFIX)},
            given["documents"],
            given["validation"],
            given["percent"],
            given["people"],
            given["with_names"],
        )


class WordsForm(forms.Form):
    """What no count can say."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        for name, (label, help_text) in WORDS.items():
            self.fields[name] = forms.CharField(
                label=label,
                help_text=help_text,
                required=False,
                max_length=LONGEST_WORDS,
                widget=forms.Textarea(attrs={"rows": 3}),
            )


def _first(project: Project, sources: list[Labels]) -> str:
    """Gold where there is some, else what everybody says."""
    has_gold = Labels.GOLD in sources and project.gold.exists()
    return Labels.GOLD if has_gold else Labels.ANSWERS
