"""Differences of shares as people read them."""

from django import template

from annotate.numbers import number_format

register = template.Library()


@register.filter
def points(difference: float) -> str:
    """In percentage points, with its sign.

    >>> points(-0.1234), points(0.05), points(0.0)
    ('−12.3', '+5.0', '0.0')
    """
    rounded = round(100 * difference, 1)
    sign = "−" if rounded < 0 else "+" if rounded > 0 else ""
    return sign + number_format(abs(rounded), 1)
