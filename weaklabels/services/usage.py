"""How a question uses what its rules say."""

from dataclasses import dataclass

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


@transaction.atomic
def use_rules(question: Question, usage: Usage, by: User) -> RuleSettings:
    """From now on so. What the rules put into the order goes with their right to. Raises Invalid."""
    if usage.label_model not in RuleSettings.Model.values:
        raise Invalid(_("There is no such label model."))
    settings, _made = RuleSettings.objects.update_or_create(
        question=question,
        defaults={"label_model": usage.label_model, "orders_queue": usage.orders_queue},
    )
    if not usage.orders_queue:
        take_back(question, Source.RULES)
        compose(question.project)
    Event.objects.create(
        project_id=question.project_id,
        actor=by,
        kind="use of rules changed",
        detail={"question": question.id, "orders_queue": usage.orders_queue},
    )
    jobs.due(FIT, question.project_id)
    return settings
