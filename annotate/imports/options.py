"""What a person says about a file: how to read it, what each column is, what its answers count as."""

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from annotate.formats.delimited import Table
from annotate.formats.reading import Reading

QUESTION = "question:"  # before a question's id: the column answers it


class Role(TextChoices):
    """What a column is, unless it answers a question."""

    TEXT = "text", _("the text")
    ID = "id", _("the document's id")
    GROUP = "group", _("its conversation or file")
    POSITION = "position", _("its place there")
    METADATA = "metadata", _("metadata")
    METADATA_OBJECT = "metadata_object", _("metadata, an object of several")
    SOURCE = "source", _("who answered")
    SECONDS = "seconds", _("seconds the answer took")
    PRICE = "price", _("what the answer cost")
    ANSWERS = "answers", _("answers, by the questions' names")
    CANNOT_TELL = "cannot_tell", _("questions that could not be told")
    ANSWER_LIST = "answer_list", _("a list of answers, each with who answered")
    IGNORED = "ignored", _("left out")


class Unit(TextChoices):
    CODE_POINTS = "code_points", _("characters (Unicode code points)")
    UTF16 = "utf16", _("UTF-16 units, as JavaScript and doccano count")


class AnswersAs(TextChoices):
    SUGGESTIONS = "suggestions", _("suggestions: annotators see and decide")
    ANNOTATIONS = "annotations", _("annotations of this source")


@dataclass(frozen=True)
class Options:
    """All that a check needs to know besides the file and the project's questions."""

    reading: Reading
    columns: dict[str, str] = field(default_factory=dict)  # name -> a role, or "question:<id>"
    rest: str = Role.METADATA  # of columns that first show up further down
    answers_as: str = AnswersAs.SUGGESTIONS
    source: str = ""
    source_counts: bool = False
    external: bool = False  # those who answered are people outside this house
    unit: str = Unit.CODE_POINTS

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, saved: dict[str, Any]) -> "Options":
        reading = saved["reading"]
        table = Table(**reading["table"])
        return cls(**saved | {"reading": Reading(**reading | {"table": table})})

    def with_column(self, name: str, role: str) -> "Options":
        return replace(self, columns=self.columns | {name: role})

    @property
    def question_columns(self) -> dict[str, int]:
        """The columns that answer a question, with the question's id."""
        return {
            name: int(role.removeprefix(QUESTION))
            for name, role in self.columns.items()
            if role.startswith(QUESTION)
        }

    def columns_of(self, role: str) -> list[str]:
        return [name for name, given in self.columns.items() if given == role]

    @property
    def has_answers(self) -> bool:
        nested = {Role.ANSWERS, Role.ANSWER_LIST, Role.CANNOT_TELL}
        return bool(self.question_columns) or not nested.isdisjoint(self.columns.values())


def question_role(question_id: int) -> str:
    return f"{QUESTION}{question_id}"
