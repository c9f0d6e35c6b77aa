"""Numbers as a person would write them."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.numbers import number_format

register = template.Library()


@register.filter
def whole(number: int) -> str:
    """A count with its thousands apart: 12,345."""
    return number_format(number, use_l10n=True, force_grouping=True)


@register.filter
def hours(number: float) -> str:
    """A length of work, no finer than it is known.

    >>> hours(0.2), hours(2.3), hours(61.7)
    ('12 minutes', '2.3 hours', '62 hours')
    """
    if number < 1:
        minutes = round(number * 60)
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    if number < 10:
        return _("%(count)s hours") % {"count": number_format(round(number, 1), 1, use_l10n=True)}
    return _("%(count)s hours") % {"count": whole(round(number))}
