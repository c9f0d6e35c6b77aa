"""What somebody wants exported, and in which form."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.problems import Invalid


class Contents(models.TextChoices):
    """What one record is."""

    DOCUMENTS = "documents", gettext_lazy("documents with their answers")
    ANSWERS = "answers", gettext_lazy("answers, one record each")
    GOLD = "gold", gettext_lazy("gold")


class Form(models.TextChoices):
    """How records are written down. The first two are exact and can be imported again."""

    JSONL = "jsonl", gettext_lazy("JSON Lines")
    CSV = "csv", gettext_lazy("CSV")
    SPREADSHEET = "spreadsheet", gettext_lazy("CSV for spreadsheets")

    @property
    def file_name(self) -> str:
        return {"jsonl": "data.jsonl", "csv": "data.csv", "spreadsheet": "data-for-spreadsheets.csv"}[self]

    @property
    def is_exact(self) -> bool:
        return self != Form.SPREADSHEET


@dataclass(frozen=True)
class Wish:
    """An export as it was asked for."""

    contents: Contents
    form: Form
    all_documents: bool = False  # also those without an answer, or without gold

    @classmethod
    def read(cls, values: Mapping[str, Any]) -> Self:
        """From a form, or from a job's arguments. Raises Invalid."""
        return cls(
            contents=_choice(Contents, values.get("contents", ""), "contents"),
            form=_choice(Form, values.get("form", ""), "form"),
            all_documents=str(values.get("all_documents", "")) in {"True", "true", "on", "1"},
        )

    def as_arguments(self) -> dict[str, Any]:
        return asdict(self)


def _choice(choices: type[models.TextChoices], value: object, name: str) -> Any:
    if value not in choices.values:
        raise Invalid(
            _("“%(value)s” cannot be exported. For “%(name)s”, choose one of: %(allowed)s.")
            % {"value": value, "name": name, "allowed": ", ".join(choices.values)},
            field=name,
        )
    return choices(value)
