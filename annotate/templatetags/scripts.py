from functools import cache, lru_cache
from pathlib import Path
from posixpath import basename

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from annotate.modules import JOINED, kept_apart, needed_by

register = template.Library()


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
    modules = ((static(module),) for module in fetched_with(script, is_joined(script)))
    return format_html_join("\n", '<link rel="modulepreload" href="{}">', modules)


def is_joined(script: str) -> bool:
    """Has it the name of a version? Under its own name, as with DEBUG, it comes without what it imports."""
    return script in JOINED and basename(static(script)) != basename(script)


@lru_cache
def fetched_with(script: str, joined: bool) -> list[str]:
    """The modules that a script imports, and those that they import, as files of their own."""
    read = cache(source_of)
    *modules, _ = needed_by(script, read)
    apart = kept_apart(JOINED, read)
    return [module for module in modules if module in apart or not joined]


def source_of(module: str) -> str:
    path = finders.find(module)
    return Path(path).read_text(encoding="utf-8") if path else ""
