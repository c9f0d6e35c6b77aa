"""What was spent on a language model, by a project and by a rule, and what more would cost."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Least

from annotate.models import Project
from weaklabels.languagemodel.endpoint import Endpoint, tokens_of
from weaklabels.languagemodel.prompts import Prompt
from weaklabels.models import FunctionVersion, ModelAnswer


@dataclass(frozen=True)
class Spent:
    """With what came of it that is of no use: quotes that stand in no text, and lines that are no quote."""

    answers: int
    tokens: int
    cost: Decimal
    absent: int
    unread: int


def spent_on(version: FunctionVersion) -> Spent:
    """By this version; what others had asked before cost it nothing."""
    return _spent(ModelAnswer.objects.filter(version=version))


def spent_by_rule(version: FunctionVersion) -> Decimal:
    """By all versions of its rule."""
    return _spent(ModelAnswer.objects.filter(version__function=version.function_id)).cost


def spent_in(project: Project) -> Decimal:
    return _spent(ModelAnswer.objects.filter(project=project)).cost


def _spent(answers: "QuerySet[ModelAnswer]") -> Spent:
    found = answers.aggregate(
        answers=Count("id"),
        sent=Sum("tokens_in", default=0),
        received=Sum("tokens_out", default=0),
        cost=Sum("cost", default=Decimal(0)),
        absent=Sum("absent", default=0),
        unread=Sum("unread", default=0),
    )
    return Spent(tokens=found.pop("sent") + found.pop("received"), **found)


@dataclass(frozen=True)
class Estimate:
    """Of asking about all documents that are left, as if none was asked before."""

    documents: int
    tokens: int
    cost: Decimal


def estimate_of(version: FunctionVersion, endpoint: Endpoint) -> Estimate:
    prompt = Prompt.read(version.definition)
    left = version.function.project.documents.filter(
        erased_at=None, withdrawn_at=None, id__gt=version.column.looked_until
    )
    found = left.aggregate(count=Count("id"), characters=Sum(Least("length", prompt.longest)))
    characters = (found["characters"] or 0) + found["count"] * len(prompt.template)
    cost = endpoint.estimate(characters, found["count"], prompt.most_tokens)
    return Estimate(found["count"], tokens_of(characters), cost)
