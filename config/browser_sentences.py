"""What do our scripts say in another language? One script a language, made when static files are collected.

A page in English loads none: the scripts hold its sentences themselves. Any other page loads its language's before all
modules and beside them, under a name with a hash, so it costs no round trip and is fetched once.
"""

import json
from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.trans_real import DjangoTranslation
from django.views.i18n import JavaScriptCatalog

WRITTEN_IN = "en"


def sentence_scripts() -> Iterator[tuple[str, str]]:
    """Name and source of each language's script; it is empty where nothing is translated yet."""
    for language, _ in settings.LANGUAGES:
        if language != WRITTEN_IN:
            yield f"js/sentences/{language}.js", sentence_script(language)


def sentence_script(language: str) -> str:
    """The compiled catalogue as what static/js/language.js looks for."""
    catalogue = JavaScriptCatalog()
    catalogue.translation = DjangoTranslation(
        to_locale(language), domain="djangojs", localedirs=settings.LOCALE_PATHS
    )
    sentences = json.dumps(catalogue.get_catalog(), ensure_ascii=False, separators=(",", ":"))
    plural = catalogue.get_plural() or "n != 1"  # C, and as it stands JavaScript
    return f"globalThis.translation = {{ plural: (n) => Number({plural}), sentences: {sentences} }}\n"
