"""A rule's definition in a form's field."""

import json
from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def as_json(definition: Mapping[str, Any]) -> str:
    """The definition as text; the template escapes it like any other value.

    >>> as_json({"says": "label"})
    '{"says": "label"}'
    """
    return json.dumps(definition, ensure_ascii=False)
