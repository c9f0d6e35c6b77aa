"""Spot checks as people read them."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.numbers import number_format
from annotate.templatetags.humanly import whole
from review.models import SpotCheck
from review.services.spot_checks.figures import Figure, figures_of
from review.services.spot_checks.report import Report, to_check

register = template.Library()


@register.filter
def hundredths(share: Decimal | float | str) -> str:
    """So many of a hundred, with no more digits than it has.

    >>> hundredths(Decimal("0.03000")), hundredths("0.025"), hundredths(0.9 + 0.05)
    ('3', '2.5', '95')
    """
    value = round(100 * Decimal(str(share)), 2).normalize()
    return number_format(f"{value:f}", use_l10n=True)


@register.filter
def share(value: float) -> str:
    """A share with two digits more than a percentage has: what is small must not read as nothing.

    >>> share(0.02981), share(0.0)
    ('2.98\\xa0%', '0\\xa0%')
    """
    return f"{hundredths(value)}\xa0%"


@register.filter
def chance(value: float) -> str:
    """A whole percentage; what is nearly sure is not called sure.

    >>> chance(0.9994), chance(1.0), chance(0.0003), chance(0.497)
    ('> 99\\xa0%', '100\\xa0%', '< 1\\xa0%', '50\\xa0%')
    """
    if 0.995 <= value < 1:
        return "> 99\xa0%"
    return "< 1\xa0%" if 0 < value < 0.005 else f"{round(100 * value)}\xa0%"


@register.filter
def plan_in_words(plan: Any) -> str:
    """Of an offer or of a check."""
    if plan.kind == SpotCheck.Kind.SEQUENTIAL:
        return _("may end early: %(sizes)s by errors found") % {
            "sizes": ", ".join(whole(size) for size in plan.sizes)
        }
    errors = ngettext("%(count)s error allowed", "%(count)s errors allowed", plan.allowed) % {
        "count": plan.allowed
    }
    said = errors if plan.allowed else _("no error allowed")
    words = {"size": whole(plan.sizes[-1]), "errors": said}
    if plan.kind == SpotCheck.Kind.STRATIFIED:
        return _("%(size)s part by part, %(errors)s") % words
    return _("%(size)s, %(errors)s") % words


@register.filter
def claim(check: SpotCheck) -> str:
    """What a check that has passed says."""
    return _(
        "With %(confidence)s %% confidence fewer than %(rate)s of 100 answers in this batch are wrong."
    ) % {"confidence": hundredths(check.confidence), "rate": hundredths(check.rate)}


@register.filter
def size_by_now(check: SpotCheck) -> int:
    """How many there are to check by the errors found so far; `check` is counted."""
    return to_check(check, check.errors)


@register.filter
def figures(report: Report) -> list[Figure]:
    return figures_of(report)
