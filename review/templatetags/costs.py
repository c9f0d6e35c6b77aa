"""Time and money as people read them."""

from django import template
from django.utils.translation import gettext as _

from annotate.numbers import number_format
from review.planning import Band
from review.services.costs.spending import Line

register = template.Library()


@register.filter
def minutes(value: float | None) -> str:
    """
    >>> minutes(0.42), minutes(12.31), minutes(None)
    ('0.4 min', '12 min', '–')
    """
    if value is None:
        return "–"
    digits = 1 if value < 10 else 0
    return _("%(number)s min") % {"number": number_format(round(value, digits), digits)}


@register.filter
def money(value: float | None, currency: str) -> str:
    """Small amounts with more digits: what an answer of a crowd costs must not read as nothing.

    >>> money(12.5, "EUR"), money(0.0216, "EUR"), money(None, "EUR")
    ('12.50\\xa0EUR', '0.022\\xa0EUR', '–')
    """
    if value is None:
        return "–"
    digits = 2 if value >= 1 or value == 0 else 3
    return f"{number_format(round(value, digits), digits, force_grouping=True)}\xa0{currency}"


@register.filter
def in_hours(line: Line) -> str:
    return number_format(round(line.minutes / 60, 1), 1)


@register.filter
def from_to(band: Band, digits: int = 0) -> str:
    """The ends of a band.

    >>> from_to(Band(3.2, 4.0, 7.9), 1)
    '3.2 – 7.9'
    """
    low, high = (number_format(round(end, digits), digits) for end in (band.low, band.high))
    return f"{low} – {high}"


@register.filter
def percent(value: float | None) -> str:
    """
    >>> percent(0.1234), percent(None)
    ('12.3\\xa0%', '–')
    """
    return "–" if value is None else f"{number_format(100 * value, 1)}\xa0%"
