import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from posixpath import dirname, join, normpath

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

IMPORT = re.compile(r'^(?:import|.*\bfrom) "(\.[^"]+)"$', re.MULTILINE)


@register.simple_tag
def sentences_script() -> str:
    """What our scripts say in the reader's language; what they say in English they hold themselves."""
    language = get_language()
    if language == "en" or language not in dict(settings.LANGUAGES):
        return ""
    return format_html('<script src="{}" defer></script>', static(f"js/sentences/{language}.js"))


@register.simple_tag
def module_preloads(script: str) -> SafeString:
    """Links that fetch all a script imports at once: found one inside the other, each would cost a round trip."""
    modules = ((static(module),) for module in imported_by(script))
    return format_html_join("\n", '<link rel="modulepreload" href="{}">', modules)


@lru_cache
def imported_by(script: str) -> list[str]:
    """The modules that a script imports, and those that they import, each once."""
    found: dict[str, None] = {}
    waiting = [script]
    while waiting:
        for module in imports_of(waiting.pop(0)):
            if module not in found:
                found[module] = None
                waiting.append(module)
    return list(found)


def imports_of(script: str) -> Iterator[str]:
    path = finders.find(script)
    if path:
        for name in IMPORT.findall(Path(path).read_text(encoding="utf-8")):
            yield normpath(join(dirname(script), name))
