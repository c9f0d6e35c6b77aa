"""Gold checks as people read them."""

from django import template

register = template.Library()


@register.filter
def alone(said: object) -> list[object]:
    """A list of one, for a template that reads several."""
    return [said]
