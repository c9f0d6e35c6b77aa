"""Reading JSON that somebody sent: nothing that Python, JavaScript or the database could not keep."""

from typing import Any

import orjson
from django.utils.translation import gettext as _

from annotate.nesting import DEEPEST, TOO_DEEP, loads
from annotate.problems import Invalid

NUL = rb"\u0000"  # as JSON writes it; the character itself may not stand in JSON


def read_json(content: bytes) -> Any:
    """The JSON value. Raises Invalid for what is no JSON, NaN, lone surrogates, nesting without end, and NUL."""
    try:
        value = loads(content)
    except orjson.JSONDecodeError as error:
        if error.msg == TOO_DEEP:
            raise Invalid(
                _("The request is nested more than %(most)s levels deep. Flatten it.") % {"most": DEEPEST}
            ) from error
        raise Invalid(_("The request is not valid JSON: %(error)s") % {"error": error}) from error
    if NUL in content and NUL in content.replace(rb"\\", b""):
        place = _place_of_nul(value)
        raise Invalid(
            _("“%(place)s” holds NUL (\\u0000), which no text in a database may. Take it out.")
            % {"place": place},
            field=place,
        )
    return value


def _place_of_nul(value: Any) -> str:
    """Where the first NUL stands, such as documents.3.text. Without recursion: JSON may be nested deeply."""
    waiting = [("", value)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str) and "\0" in value:
            return path
        if isinstance(value, dict):
            if any("\0" in name for name in value):
                return path or "{}"
            waiting += [(f"{path}.{name}".lstrip("."), inner) for name, inner in reversed(value.items())]
        if isinstance(value, list):
            numbered = list(enumerate(value))
            waiting += [(f"{path}.{place}".lstrip("."), inner) for place, inner in reversed(numbered)]
    return ""
