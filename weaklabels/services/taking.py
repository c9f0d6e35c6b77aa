"""Taking a rule that nobody typed: one that marked words stand for, or that labelled documents propose."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from annotate.models import Document, Label, Question, User
from weaklabels.models import DeclinedRule, LabelingFunction
from weaklabels.services.definitions import check_definition
from weaklabels.services.functions import Wish, make_rule
from weaklabels.services.naming import name_for

Origin = LabelingFunction.Origin


@dataclass(frozen=True)
class Offered:
    """A rule as it was offered: what it would say, and where it comes from."""

    question: Question
    definition: Mapping[str, Any]
    label_id: int | None
    origin: str
    shown_in: Document | None = None


@transaction.atomic
def take(offered: Offered, by: User) -> LabelingFunction:
    """The rule, under a name made of its words; its page can change all of it. Raises Invalid."""
    name = name_for(offered.question, offered.definition, offered.label_id)
    made = make_rule(offered.question, Wish(name, offered.definition, offered.label_id), by)
    made.origin, made.shown_in = offered.origin, offered.shown_in
    made.save(update_fields=["origin", "shown_in"])
    return made


def decline(offered: Offered, by: User) -> None:
    """It is not proposed again. Raises Invalid for what is no rule of this question."""
    check_definition(offered.question.project, offered.question, offered.definition)
    label = offered.question.labels.get(id=offered.label_id)
    if not any(one.definition == offered.definition for one in declined(offered.question, label)):
        DeclinedRule.objects.create(
            question=offered.question, label=label, definition=offered.definition, declined_by=by
        )


def declined(question: Question, label: Label | None = None) -> list[DeclinedRule]:
    rows = DeclinedRule.objects.filter(question=question)
    return list(rows.filter(label=label) if label else rows)
