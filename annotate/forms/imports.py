"""What a supervisor fills in about a file: how to read it, what each column is, what its answers count as."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.formats.delimited import Table
from annotate.formats.encodings import ENCODINGS, printable
from annotate.formats.reading import Format, Reading
from annotate.imports.answering import LONGEST_SOURCE
from annotate.imports.options import AnswersAs, Options, Role, Unit, question_role

DELIMITERS = {
    ",": gettext_lazy("comma"),
    ";": gettext_lazy("semicolon"),
    "\t": gettext_lazy("tab"),
    "|": gettext_lazy("vertical bar"),
}


class ReadingForm(forms.Form):
    """How the file is read. Another reading shows other columns."""

    format = forms.ChoiceField(label=gettext_lazy("What is in the file"), choices=Format.choices)
    encoding = forms.ChoiceField(label=gettext_lazy("Encoding"), choices=list(ENCODINGS.items()))
    delimiter = forms.ChoiceField(
        label=gettext_lazy("Between the cells"), choices=list(DELIMITERS.items()), required=False
    )
    has_header = forms.BooleanField(label=gettext_lazy("The first row names the columns"), required=False)
    has_quotes = forms.BooleanField(
        label=gettext_lazy("Quotation marks hold a cell together"), required=False
    )

    @classmethod
    def showing(cls, reading: Reading) -> "ReadingForm":
        table = reading.table
        return cls(
            initial={
                "format": reading.format,
                "encoding": reading.encoding,
                "delimiter": table.delimiter,
                "has_header": table.has_header,
                "has_quotes": table.has_quotes,
            }
        )

    def reading(self, before: Reading) -> Reading:
        """The reading as filled in. What a table's form does not show stays as it was."""
        given = self.cleaned_data
        table = before.table
        if given["format"] == Format.TABLE and before.format == Format.TABLE:
            table = Table(given["delimiter"] or table.delimiter, given["has_header"], given["has_quotes"])
        member = before.member if given["format"] == before.format else ""
        return Reading(given["format"], given["encoding"], table, member)


class AnswersForm(forms.Form):
    """What the labels and spans of a file count as."""

    answers_as = forms.ChoiceField(
        label=gettext_lazy("Labels and spans come in as"),
        choices=AnswersAs.choices,
        widget=forms.RadioSelect,
    )
    source = forms.CharField(
        label=gettext_lazy("Name of the source"),
        max_length=LONGEST_SOURCE,
        help_text=gettext_lazy("Who or what made them, where the file does not say."),
    )
    source_counts = forms.BooleanField(
        label=gettext_lazy("Its annotations count as answers the documents want, and in the agreement"),
        required=False,
    )
    external = forms.BooleanField(
        label=gettext_lazy("Those who answered are people outside this house, such as a crowd"),
        required=False,
    )
    unit = forms.ChoiceField(label=gettext_lazy("The offsets of spans count"), choices=Unit.choices)


def role_choices(questions: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """What a column may be said to be."""
    answers = [
        (question_role(question["id"]), _("answer to “%(name)s”") % {"name": question["name"]})
        for question in questions
    ]
    first, others = Role.choices[:4], Role.choices[4:]
    return [*first, *answers, *others]


def read_columns(
    data: Mapping[str, str], names: list[str], questions: Iterable[Mapping[str, Any]]
) -> dict[str, str]:
    """The columns of a mapping as sent: name-0, role-0, name-1, … Raises ValidationError."""
    allowed = {role for role, _name in role_choices(questions)}
    sent = [data.get(f"name-{number}", "") for number in range(len(names))]
    if [as_sent(name) for name in names] != sent or f"name-{len(names)}" in data:
        raise forms.ValidationError(
            _("Read like this, the file has other columns. Look at them, then check the file.")
        )
    columns = {name: data.get(f"role-{number}", "") for number, name in enumerate(names)}
    for name, role in columns.items():
        if role not in allowed:
            raise forms.ValidationError(_("Choose what the column “%(name)s” is.") % {"name": name[:80]})
    _check_columns(columns)
    return columns


def as_sent(name: str) -> str:
    """A form sends every line end as CR LF, and lets nothing through that is no text."""
    return printable(name).replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


def _check_columns(columns: Mapping[str, str]) -> None:
    roles = list(columns.values())
    if roles.count(Role.TEXT) != 1:
        raise forms.ValidationError(
            _("No column is the text. Choose the one that is.")
            if Role.TEXT not in roles
            else _("Several columns are the text. Choose one.")
        )
    once = {Role.ID: _("id"), Role.GROUP: _("conversation"), Role.POSITION: _("place")}
    for role, name in once.items():
        if roles.count(role) > 1:
            raise forms.ValidationError(
                _("Several columns are the document's %(name)s. Choose one.") % {"name": name}
            )


def reading_from(data: Mapping[str, str], before: Reading) -> Reading:
    """The reading as sent; the one before where it makes no sense."""
    form = ReadingForm(data)
    return form.reading(before) if form.is_valid() else before


def options_from(
    data: Mapping[str, str], reading: Reading, names: list[str], questions: list[Mapping[str, Any]]
) -> tuple[Options | None, list[str]]:
    """The options as sent, or the sentences that say what is wrong with them."""
    forms_sent = ReadingForm(data), AnswersForm(data)
    problems = [error for form in forms_sent for errors in form.errors.values() for error in errors]
    try:
        columns = read_columns(data, names, questions)
    except forms.ValidationError as error:
        problems += error.messages
    if problems:
        return None, problems
    return Options(reading, columns, **forms_sent[1].cleaned_data), []
