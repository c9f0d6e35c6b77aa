"""What pages about questions must know: keys no label may have, names of colours, an answer in words."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from annotate.documents.history import Said
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


@register.simple_tag
def rating_of(said: Said) -> str:
    """A rating with its scale: 3 of 5."""
    if not said.scale:
        return str(said.rating)
    return _("%(value)s of %(most)s") % {"value": said.rating, "most": said.scale["most"]}


@register.simple_tag
def relation_ends(relation: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Both ends of a relation; “from” is a word that templates keep for themselves."""
    return relation["from"], relation["to"]
