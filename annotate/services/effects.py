"""What does publishing other questions do to the answers already given?"""

from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.models import Project
from annotate.services.asking_again import USING, incomplete
from annotate.services.links import with_ids
from annotate.services.schema_differences import difference

ANSWERS = """
SELECT count(*) FROM annotate_standing
WHERE project_id = %(project)s AND occasion = 'work' AND state IN ('answered', 'returned')
"""

USES = f"""
SELECT used.label_id, count(*) FROM ({USING}) AS used JOIN annotate_standing s ON s.current_id = used.annotation_id
WHERE s.project_id = %(project)s AND s.state IN ('answered', 'returned')
GROUP BY used.label_id
"""


@dataclass(frozen=True)
class Effect:
    """What would change for the answers given so far, in numbers and in sentences."""

    answers: int
    required: list[dict[str, Any]]  # questions that now need an answer and did not before
    dropped: list[dict[str, Any]]  # questions no longer asked
    retired: list[tuple[dict[str, Any], int]]  # labels no longer offered, each with the answers that use it
    rescaled: list[dict[str, Any]]  # ratings whose numbers mean something else from now on
    incomplete: int  # answers that lack a required answer or use a retired label

    @property
    def is_compatible(self) -> bool:
        return self.incomplete == 0

    @property
    def sentences(self) -> list[str]:
        return [*self._on_questions(), *self._on_labels(), self._on_answers()]

    def _on_questions(self) -> list[str]:
        added = [
            _("“%(name)s” now needs an answer; the other answers of a document stay.")
            % {"name": question["name"]}
            for question in self.required
        ]
        dropped = [
            _("“%(name)s” is no longer asked; its answers are kept and stay in exports.")
            % {"name": question["name"]}
            for question in self.dropped
        ]
        rescaled = [
            _("The scale of “%(name)s” changes; ratings given so far keep theirs.")
            % {"name": question["name"]}
            for question in self.rescaled
        ]
        return [*added, *dropped, *rescaled]

    def _on_labels(self) -> list[str]:
        return [
            ngettext(
                "“%(name)s” is retired: %(count)s answer uses it and stays as it is.",
                "“%(name)s” is retired: %(count)s answers use it and stay as they are.",
                count,
            )
            % {"name": label["name"], "count": count}
            for label, count in self.retired
        ]

    def _on_answers(self) -> str:
        if self.answers == 0:
            return _("Nobody has answered yet, so nothing is affected.")
        if self.is_compatible:
            return ngettext(
                "The %(count)s answer given so far fits and stays as it is.",
                "The %(count)s answers given so far fit and stay as they are.",
                self.answers,
            ) % {"count": self.answers}
        return ngettext(
            "%(count)s of %(all)s answers would be incomplete.",
            "%(count)s of %(all)s answers would be incomplete.",
            self.incomplete,
        ) % {"count": self.incomplete, "all": self.answers}


def effect_of(project: Project, questions: list[dict[str, Any]]) -> Effect:
    """What publishing these questions would do to the current answers of the project."""
    questions = with_ids(_numbered(questions))
    change = difference(project.schema.questions if project.schema else [], questions)
    labels = {label["id"]: label for label in change.retired}
    return Effect(
        answers=_answers(project),
        required=change.required,
        dropped=change.dropped,
        retired=[(label, count) for label_id, count in _uses(project, labels) if (label := labels[label_id])],
        rescaled=change.rescaled,
        incomplete=incomplete(project, change, questions),
    )


def _numbered(questions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same with numbers below zero where there are no ids yet: nobody answered or chose these so far."""
    unnamed = count(-1, -1)
    return [
        {
            **question,
            "id": question["id"] or next(unnamed),
            "labels": [{**label, "id": label["id"] or next(unnamed)} for label in question["labels"]],
        }
        for question in questions
    ]


def _uses(project: Project, labels: dict[int, Any]) -> list[tuple[int, int]]:
    if not labels:
        return []
    with connection.cursor() as cursor:
        cursor.execute(USES, {"project": project.id, "labels": list(labels)})
        counts = dict(cursor.fetchall())
    return [(label_id, counts.get(label_id, 0)) for label_id in labels]


def _answers(project: Project) -> int:
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS, {"project": project.id})
        return cursor.fetchone()[0]
