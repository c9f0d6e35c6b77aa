"""Shares as people read them."""

from django import template

from annotate.numbers import number_format

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """A share as a percentage: whole from 1 % on, with a digit below.

    >>> percent(0.483), percent(0.0042), percent(None)
    ('48\\xa0%', '0.4\\xa0%', '')
    """
    if share is None:
        return ""
    digits = 0 if share >= 0.01 or share == 0 else 1
    return f"{number_format(100 * share, decimal_pos=digits)}\xa0%"
