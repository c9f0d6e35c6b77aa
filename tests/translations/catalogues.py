"""What stands in a catalogue, as its translator wrote it and as it is compiled?"""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.translations.written import ROOT, Sentence

FIELD = re.compile(r'^(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) ((?:".*"\n?)+)', re.MULTILINE)


class Entry(NamedTuple):
    sentence: Sentence
    forms: list[str]
    flags: str


def path_of(language: str, domain: str, suffix: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / f"{domain}.{suffix}"


def entries(language: str, domain: str) -> Iterator[Entry]:
    """Every entry but the header, which translates the empty sentence."""
    for block in path_of(language, domain, "po").read_text().split("\n\n"):
        fields = {
            name: "".join(map(ast.literal_eval, lines.splitlines())) for name, lines in FIELD.findall(block)
        }
        if fields.get("msgid"):
            sentence = Sentence(fields.get("msgctxt", ""), fields["msgid"], fields.get("msgid_plural", ""))
            forms = [text for name, text in fields.items() if name.startswith("msgstr")]
            yield Entry(sentence, forms, "".join(re.findall(r"^#,.*", block, re.MULTILINE)))


def compiled(language: str, domain: str) -> gettext.GNUTranslations:
    with path_of(language, domain, "mo").open("rb") as file:
        return gettext.GNUTranslations(file)
