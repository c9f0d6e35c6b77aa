"""What is filled in for a release: which labels on which documents, how they are split, and what is said of them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from annotate.models import Project, Question
from review.models import Release
from review.services.acceptance.ways import WORDS as WAYS
from review.services.releases.making import LONGEST_WORDS
from review.services.releases.statement import WORDS
from review.services.releases.wishes import (
    MAJORITY,
    MOST_SEED,
    Documents,
    Labels,
    Wish,
    questions_of,
    sources_of,
    ways_of,
)
from review.wording import Words

PREFIX = "labels-"
OF = ":"  # between a source of labels and a way to make one of several answers


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
        label=_("One label of several answers: at least so sure, %"),
        help_text=_("Of what most say this is the share of people who say it."),
        min_value=51,
        max_value=100,
        initial=60,
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
        self.asked = list(questions_of(project))
        for question in self.asked:
            sources = sources_of(project, question)
            self.fields[f"{PREFIX}{question.id}"] = forms.ChoiceField(
                label=question.name,
                choices=_choices(question, sources),
                initial=Labels.NONE if question.retired_at else _first(project, sources),
            )

    @property
    def questions(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    @property
    def ways(self) -> list[Words]:
        """What can be chosen for one of the questions, explained."""
        offered = {way for question in self.asked for way in ways_of(question)}
        return [words for way, words in WAYS.items() if way in offered]

    @property
    def wish(self) -> Wish:
        given = self.cleaned_data
        chosen = {
            name.removeprefix(PREFIX): value.partition(OF)
            for name, value in given.items()
            if name.startswith(PREFIX)
        }
        return Wish(
            {question: source for question, (source, _of, _way) in chosen.items()},
            given["documents"],
            given["validation"],
            given["percent"],
            given["people"],
            given["with_names"],
            {question: way for question, (_source, _of, way) in chosen.items() if way},
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
                show_hidden_initial=True,
            )

    @property
    def said(self) -> dict[str, str]:
        """What was changed on the page; what somebody else said meanwhile stays."""
        return {name: self.cleaned_data[name] for name in self.changed_data}


def _choices(question: Question, sources: list[Labels]) -> list[tuple[str, Any]]:
    """The ways to make one label of several answers stand together, where there are several."""
    choices: list[tuple[str, Any]] = [(one.value, one.label) for one in sources]
    ways = [one for one in ways_of(question) if one != MAJORITY]
    if ways and Labels.AGGREGATED in sources:
        place = sources.index(Labels.AGGREGATED)
        others = [(f"{Labels.AGGREGATED}{OF}{way}", WAYS[way].name) for way in ways]
        choices[place] = (_("one label of several answers"), [choices[place], *others])
    return choices


def _first(project: Project, sources: list[Labels]) -> str:
    """Gold where there is some, else what everybody says."""
    has_gold = Labels.GOLD in sources and project.gold.exists()
    return Labels.GOLD if has_gold else Labels.ANSWERS
