"""Which sentences does the code mark for translation? Found without gettext's tools, so that the tests need none."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("annotate", "booklet", "config", "review", "weaklabels")
CONTEXT = {"pgettext", "npgettext"}
PLURAL = {"ngettext", "npgettext"}
MARKS = {"_", "gettext"} | CONTEXT | PLURAL

STRING = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CALL = re.compile(
    rf"(?<![\w.])(n?p?gettext|_)\(\s*{STRING}(?:\s*,\s*{STRING})?(?:\s*,\s*{STRING})?", re.DOTALL
)


class Sentence(NamedTuple):
    """What a catalogue finds a translation by."""

    context: str
    one: str
    many: str

    @classmethod
    def of_call(cls, mark: str, texts: list[str]) -> "Sentence":
        context = texts.pop(0) if mark in CONTEXT else ""
        return cls(context, texts[0], texts[1] if mark in PLURAL else "")


def of_the_server() -> set[Sentence]:
    modules = (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    found = {sentence for path in modules for sentence in in_python(path.read_text())}
    return found | {
        sentence
        for path in (ROOT / "templates").rglob("*.html")
        for sentence in in_calls(templatize(path.read_text(), origin=str(path)))
    }


def of_the_browser() -> set[Sentence]:
    scripts = (ROOT / "static" / "js").rglob("*.js")
    return {sentence for path in scripts for sentence in in_calls(path.read_text())}


def in_python(source: str) -> Iterator[Sentence]:
    """
    >>> list(in_python('_("a" "b"); ngettext_lazy("one", "many", 3); log("c")'))
    [Sentence(context='', one='ab', many=''), Sentence(context='', one='one', many='many')]
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            mark = node.func.id.removesuffix("_lazy").removesuffix("_noop")
            texts = [argument.value for argument in node.args if is_text(argument)]
            if mark in MARKS and texts:
                yield Sentence.of_call(mark, texts)


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def in_calls(source: str) -> Iterator[Sentence]:
    r"""Scripts, and templates as Django rewrites them for xgettext.

    >>> list(in_calls('say(ngettext("a \\"b\\"", "c", n), gettext(sentence))'))
    [Sentence(context='', one='a "b"', many='c')]
    """
    for mark, *texts in CALL.findall(source):
        yield Sentence.of_call(mark, [ast.literal_eval(text) for text in texts if text])
