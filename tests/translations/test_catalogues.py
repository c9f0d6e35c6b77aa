"""Is every language but English complete, and is what is compiled what the translator wrote?

After a change of sentences: `make messages`, then translate what is new in locale/<language>/LC_MESSAGES/*.po.
"""

import re
from collections import Counter

import pytest
from django.conf import settings

from config.browser_sentences import WRITTEN_IN
from tests.translations import written
from tests.translations.catalogues import compiled, entries

LANGUAGES = [code for code, _ in settings.LANGUAGES if code != WRITTEN_IN]
DOMAINS = {"django": written.of_the_server, "djangojs": written.of_the_browser}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-zA-Z0-9]+|(</?\w+[^>]*>)")
CALLS_A_PERSON_DU = re.compile(r"\b(?:du|dir|dich|dein\w*)\b", re.IGNORECASE)

every_catalogue = pytest.mark.parametrize(
    ("language", "domain"), [(language, domain) for language in LANGUAGES for domain in DOMAINS]
)


def inserted(text):
    """What code puts into a sentence, and the markup in it."""
    return Counter(match.group() for match in PLACEHOLDER.finditer(text))


@every_catalogue
def test_every_sentence_of_the_code_is_in_the_catalogue_and_no_other(language, domain):
    marked = DOMAINS[domain]()
    listed = {entry.sentence for entry in entries(language, domain)}
    assert sorted(marked - listed) == [], "run `make messages`, then translate"
    assert sorted(listed - marked) == [], "nobody says this any more: run `make messages`"
    assert len(listed) > 100


@every_catalogue
def test_every_sentence_is_translated_for_good(language, domain):
    wanted = [entry for entry in entries(language, domain) if not all(entry.forms) or "fuzzy" in entry.flags]
    assert [entry.sentence.one for entry in wanted] == [], "translate these, and take the mark “fuzzy” away"


@every_catalogue
def test_a_translation_puts_in_what_the_sentence_puts_in(language, domain):
    for sentence, forms, _ in entries(language, domain):
        *rare, last = forms
        assert inserted(last) == inserted(sentence.many or sentence.one), last
        for form in rare:  # may say “one” in words
            assert inserted(form) <= inserted(sentence.many), form


@every_catalogue
def test_what_is_compiled_is_what_is_written(language, domain):
    catalogue = compiled(language, domain)
    for (context, one, many), forms, _ in entries(language, domain):
        for n in range(3):
            said = catalogue.npgettext(context, one, many, n) if context else catalogue.ngettext(one, many, n)
            if not many:
                said = catalogue.pgettext(context, one) if context else catalogue.gettext(one)
            assert said in forms, f"{one!r}: run `make messages`"


def test_german_calls_nobody_du():
    for domain in DOMAINS:
        for entry in entries("de", domain):
            assert not any(map(CALLS_A_PERSON_DU.search, entry.forms)), entry.forms
