"""What a page that writes questions must know: the keys no label may have, and what the colours are called."""

from django import template
from django.utils.translation import gettext as _

from annotate.services.questions import RESERVED_KEYS

register = template.Library()


@register.simple_tag
def reserved_keys() -> str:
    return "".join(RESERVED_KEYS)


@register.simple_tag
def colour_names() -> list[tuple[int, str]]:
    """The eight slots of static/css/tokens.css by name: nobody should have to choose a number."""
    names = [_("Blue"), _("Rose"), _("Green"), _("Violet"), _("Brown"), _("Teal"), _("Berry"), _("Olive")]
    return list(enumerate(names, 1))
