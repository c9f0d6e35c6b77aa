"""What do our scripts say in another language, and do they say anything that is not marked?"""

import json
import re

from django.utils.translation import override

from annotate.templatetags.scripts import sentences_script
from config.browser_sentences import sentence_script, sentence_scripts
from tests.translations.written import CALL, ROOT

COMMENT = re.compile(r"^\s*(?://|/?\*).*$", re.MULTILINE)
LITERAL = re.compile(r'"([^"\n]*)"|`([^`]*)`')
SENTENCE = re.compile(r"^[A-Z“][\w’']* (?:[a-z“$]|.* [a-z])")


def unmarked(source):
    literals = LITERAL.findall(CALL.sub("", COMMENT.sub("", source)))
    return [quoted or template for quoted, template in literals if SENTENCE.match(quoted or template)]


def test_no_script_says_a_sentence_that_is_not_marked():
    scripts = {path: unmarked(path.read_text()) for path in (ROOT / "static" / "js").rglob("*.js")}
    assert {path.name: sentences for path, sentences in scripts.items() if sentences} == {}
    source = '// "Not this"\nsay("Nothing was changed.")\nsay(gettext("Nor this one"))'
    assert unmarked(source) == ["Nothing was changed."]


def test_each_language_but_english_has_a_script():
    assert [name for name, _ in sentence_scripts()] == ["js/sentences/de.js"]


def test_it_holds_the_sentences_and_the_rule_of_plurals():
    script = sentence_script("de")
    sentences = json.loads(script[script.index("sentences: ") + len("sentences: ") : -len(" }\n")])
    assert sentences["Skip"] == "Überspringen"
    assert sentences["%(n)s span"] == ["%(n)s Textstelle", "%(n)s Textstellen"]
    assert "plural: (n) => Number((n != 1))" in script


def test_a_language_without_translations_has_an_empty_script():
    assert (
        sentence_script("fr") == "globalThis.translation = { plural: (n) => Number(n != 1), sentences: {} }\n"
    )


def test_only_a_page_in_another_language_loads_one():
    with override("en"):
        assert sentences_script() == ""
    with override("de"):
        assert sentences_script() == '<script src="/static/js/sentences/de.js" defer></script>'
