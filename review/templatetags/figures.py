"""Figures of agreement as people read them."""

from django import template
from django.utils.functional import Promise

from annotate.numbers import number_format
from review.agreement import Difference, Reading
from review.wording import BRIEFLY, COEFFICIENTS, DIFFERENCES, READINGS, Words

register = template.Library()


@register.filter
def coefficient(value: float | None) -> str:
    """Two digits: nobody needs more, and no interval is that narrow.

    >>> coefficient(0.7134), coefficient(-0.004), coefficient(None)
    ('0.71', '0.00', '–')
    """
    return "–" if value is None else number_format(round(value, 2) + 0.0, 2)


@register.filter
def words(name: str) -> Words:
    """What a coefficient is called and means."""
    return COEFFICIENTS[name]


@register.filter
def sentence(reading: Reading) -> Promise:
    """What may be done with a coefficient."""
    return READINGS[reading]


@register.filter
def briefly(reading: Reading) -> Promise:
    return BRIEFLY[reading]


@register.filter
def difference(kind: Difference) -> Words:
    return DIFFERENCES[kind]
