"""The words of a glossary, found in what other pages say.

A glossary is a page whose tables name a word in their first column and say in the second what is meant by it; lines
like `**Word**: what is meant` do as well. Several forms of one word are parted by commas.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from markdown_it.common.utils import escapeHtml

from booklet.text.markdown import Live, render

# Nothing within a cell begins with "<t" or "</t": a pair is never made of two rows, nor sought through a whole table
CELL = r"<td[^>]*>([^<]*(?:<(?!/?t)[^<]*)*)</td>"
ROW = re.compile(rf"<tr>\s*{CELL}\s*{CELL}")
LINE = re.compile(r"<(?:p|li)>\s*<strong>([^<]+)</strong>\s*[:–—-]\s*(.*?)</(?:p|li)>", re.DOTALL)
TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)[^>]*>")
WORD = re.compile(r"\w+")
KEPT_AS_IT_IS = frozenset(["a", "code", "pre", "h2", "h3", "h4", "h5", "h6"])
LONGEST_TERM = 60
LONGEST_MEANING = 300
MOST_TERMS = 2_000
KEPT_MARKED = 200


@dataclass(frozen=True)
class Term:
    """A word, or several, and what the project means by it."""

    words: str
    meaning: str
    address: str  # of the glossary

    @property
    def key(self) -> str:
        return " ".join(self.words.split()).casefold()


@dataclass(frozen=True)
class Glossary:
    """All terms of a project."""

    terms: tuple[Term, ...] = ()

    @cached_property
    def by_first_word(self) -> dict[str, list[Term]]:
        """Those that begin with a word, the longest first."""
        found: dict[str, list[Term]] = {}
        for term in sorted(self.terms, key=lambda one: -len(one.key)):
            if first := WORD.match(term.key):
                found.setdefault(first[0], []).append(term)
        return found


def terms_in(text: str, address: str) -> list[Term]:
    """The terms a glossary's Markdown explains.

    >>> table = "| Word | Meaning |\\n|-|-|\\n| lead, leads | *A* buyer |"
    >>> [(term.words, term.meaning) for term in terms_in(table, "")]
    [('lead', 'A buyer'), ('leads', 'A buyer')]
    """
    rendered = render(text).html
    rows = [*ROW.findall(rendered), *LINE.findall(rendered)]
    named = [(form, _plain(meaning)) for words, meaning in rows for form in _plain(words).split(",")]
    return [
        Term(form.strip(), meaning[:LONGEST_MEANING], address)
        for form, meaning in named
        if meaning and WORD.match(form.strip()) and len(form.strip()) <= LONGEST_TERM
    ][:MOST_TERMS]


@lru_cache(maxsize=KEPT_MARKED)
def with_terms(parts: tuple[str | Live, ...], glossary: Glossary) -> tuple[str | Live, ...]:
    """The pieces of a page with the first place of each term leading to the glossary. The words stay what they are.

    Parameters
    ----------
    parts : tuple of str or Live
        As `Rendered.parts` gives them: strings are safe HTML.
    """
    seen: set[str] = set()
    return tuple(part if isinstance(part, Live) else _marked(part, glossary, seen) for part in parts)


def _plain(markup: str) -> str:
    return " ".join(html.unescape(TAG.sub("", markup)).split())


def _marked(markup: str, glossary: Glossary, seen: set[str]) -> str:
    """Words inside links, code and headings are left alone."""
    out, end, within = [], 0, 0
    for tag in TAG.finditer(markup):
        text = markup[end : tag.start()]
        out += [text if within else _marked_text(text, glossary, seen), tag[0]]
        end = tag.end()
        if tag[2] in KEPT_AS_IT_IS:
            within = max(within + (-1 if tag[1] else 1), 0)
    out.append(_marked_text(markup[end:], glossary, seen))
    return "".join(out)


def _marked_text(text: str, glossary: Glossary, seen: set[str]) -> str:
    out, end = [], 0
    for start, stop, term in _found(text, glossary):
        if start < end or term.key in seen:
            continue
        seen.add(term.key)
        link = f'<a data-term="" href="{escapeHtml(term.address)}" title="{escapeHtml(term.meaning)}">'
        out += [text[end:start], link, text[start:stop], "</a>"]
        end = stop
    return "".join([*out, text[end:]])


def _found(text: str, glossary: Glossary) -> Iterator[tuple[int, int, Term]]:
    words = list(WORD.finditer(text))
    for place, word in enumerate(words):
        if text[word.start() - 1 : word.start()] in {"&", "#"} and text[word.end() : word.end() + 1] == ";":
            continue  # an entity
        for term in glossary.by_first_word.get(word[0].casefold(), ()):
            stop = _end_of(term, text, words, place)
            if stop:
                yield word.start(), stop, term
                break


def _end_of(term: Term, text: str, words: Sequence[re.Match[str]], place: int) -> int | None:
    """Where the term ends that begins with this word, if it does."""
    last = place + len(WORD.findall(html.escape(term.key, quote=False))) - 1
    if last >= len(words):
        return None
    there = html.unescape(text[words[place].start() : words[last].end()])
    return words[last].end() if " ".join(there.split()).casefold() == term.key else None
