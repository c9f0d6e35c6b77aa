"""The words of a text as the search knows them: without case and accents, in any script. Pure.

Only the index is folded; the text itself is never touched. Scripts that put no spaces between words (Chinese,
Japanese, Thai and their neighbours) are cut into overlapping pairs of characters, and so is what is searched for.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

# Accents, Hebrew and Arabic points have a combining class from 10 on. Below lie the vowel signs of Indic scripts
# and the sound marks of Japanese: without them a word is another word.
FIRST_ACCENT = 10

LONGEST_WORD = 80  # characters; what is longer (an address, a line of base64) is found by its beginning

# Han, Hiragana, Katakana, Bopomofo; Thai, Lao, Myanmar, Khmer.
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
LAST_MARK = 0x1E94A
MARKS = [mark for mark in map(chr, range(0x300, LAST_MARK + 1)) if unicodedata.category(mark) in {"Mn", "Mc"}]
ACCENTS = {ord(mark): None for mark in MARKS if unicodedata.combining(mark) >= FIRST_ACCENT}
INSIDE = "".join(MARKS)  # of a word, though no letters
WORD = re.compile(rf"[^\W_{UNSPACED}](?:[^\W_{UNSPACED}]|[{INSIDE}])*|[{UNSPACED}](?:[{UNSPACED}{INSIDE}])*")


@dataclass(frozen=True)
class Term:
    """A word to look for; as a prefix it stands for every word that begins with it."""

    word: str
    is_prefix: bool = False


def fold(text: str) -> str:
    """The text without case, accents and variants of form.

    Accents go before the case does: folding case makes a letter of one of them, the Greek iota below a vowel.

    >>> fold("Zoë ist GROẞ, ﬁn"), fold("\u1fb3")
    ('zoe ist gross, fin', 'α')
    """
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text).translate(ACCENTS)
    decomposed = unicodedata.normalize("NFKD", plain.casefold())
    return unicodedata.normalize("NFC", decomposed.translate(ACCENTS))


def words(text: str) -> Iterator[str]:
    """The words of the text, folded, as the index keeps them; a word that comes again may be left out.

    >>> list(words("Call me: Zoë's 2nd café"))
    ['call', 'me', 'zoe', 's', '2nd', 'cafe']
    >>> list(words("我住在北京"))
    ['我住', '住在', '在北', '北京', '京']
    """
    for written in dict.fromkeys(WORD.findall(text)):
        if written.isascii():
            yield written[:LONGEST_WORD].lower()
        else:
            yield from _folded_words(written)


def _folded_words(written: str) -> Iterator[str]:
    """One word as written may be several when folded: ½ is 1 and 2."""
    for word in WORD.findall(fold(written)):
        if is_unspaced(word):
            yield from _pairs(word)
        else:
            yield word[:LONGEST_WORD]


def is_unspaced(word: str) -> bool:
    return re.match(f"[{UNSPACED}]", word) is not None


def _pairs(run: str) -> Iterator[str]:
    """Overlapping pairs, and the last character alone, so that every character begins something."""
    for place in range(len(run)):
        yield run[place : place + 2]


def terms(query: str) -> list[Term]:
    """What somebody looks for: all words must be there, the last one and those with a * as prefixes.

    >>> terms("Zoë del")
    [Term(word='zoe', is_prefix=False), Term(word='del', is_prefix=True)]
    >>> terms("deli* Zoë")
    [Term(word='deli', is_prefix=True), Term(word='zoe', is_prefix=True)]
    """
    pieces = query.split()
    found: dict[Term, None] = {}
    for place, piece in enumerate(pieces):
        is_prefix = piece.endswith("*") or place == len(pieces) - 1
        for term in _terms_of(piece.rstrip("*"), is_prefix=is_prefix):
            found[term] = None
    return list(found)


def _terms_of(piece: str, *, is_prefix: bool) -> Iterator[Term]:
    """The words of one piece of a query, cut as those of a text are; only its last can be a prefix."""
    found = [word for written in WORD.findall(piece) for word in WORD.findall(fold(written))]
    for place, word in enumerate(found):
        if is_unspaced(word):
            pairs = list(_pairs(word))
            yield from (
                (Term(pair) for pair in pairs[:-1]) if len(pairs) > 1 else (Term(word, is_prefix=True),)
            )
        else:
            yield Term(word[:LONGEST_WORD], is_prefix and place == len(found) - 1)
