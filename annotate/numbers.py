"""Numbers as people read them: rounded, then written in the language of the page."""

from decimal import Decimal

from django.utils import formats


def number_format(
    value: float | Decimal | str,
    decimal_pos: int | None = None,
    use_l10n: bool | None = None,
    force_grouping: bool = False,
) -> str:
    """As Django writes it, which cuts a number off behind so many digits; here it is rounded first.

    >>> number_format(0.799, 2), number_format(-0.001, 2), number_format(1234567, force_grouping=True)
    ('0.80', '0.00', '1,234,567')
    """
    if decimal_pos is not None and isinstance(value, float):
        value = round(value, decimal_pos) + 0.0
    return formats.number_format(value, decimal_pos, use_l10n, force_grouping)
