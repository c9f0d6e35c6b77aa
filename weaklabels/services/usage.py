"""How a question uses what its rules say."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from annotate import jobs
from annotate.models import Event, Question, User
from annotate.problems import Invalid
from weaklabels.models import RuleSettings
from weaklabels.services.functions import FIT
from weaklabels.services.ranking import Source, compose, take_back


@dataclass(frozen=True)
class Usage:
    label_model: str
    orders_queue: bool
    makes_suggestions: bool = True
    suggests_from_percent: int = 50


@transaction.atomic
def use_rules(question: Question, usage: Usage, by: User) -> RuleSettings:
    """From now on so. What the rules put into the order goes with their right to. Raises Invalid."""
    if usage.label_model not in RuleSettings.Model.values:
        raise Invalid(_("There is no such label model."))
    if not 1 <= usage.suggests_from_percent <= 100:
        raise Invalid(_("Suggestions are made from 1 % to 100 % probability on."), field="suggests_from")
    settings, _made = RuleSettings.objects.update_or_create(
        question=question,
        defaults=asdict(usage),
    )
    if not usage.orders_queue:
        take_back(question, Source.RULES)
        compose(question.project)
    Event.objects.create(
        project_id=question.project_id,
        actor=by,
        kind="use of rules changed",
        detail={"question": question.id, **asdict(usage)},
    )
    jobs.due(FIT, question.project_id)
    return settings
