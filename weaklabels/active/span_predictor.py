"""Spans of a downloaded model: python predict.py < texts, one a line. Needs numpy, and nothing of Gloss."""

import hashlib
import json
import re
import sys
import unicodedata
from collections import namedtuple
from pathlib import Path

import numpy as np

HERE, SIZES, Span = Path(__file__).parent, (1, 2, 3, 4), namedtuple("Span", "start end label score")
MANIFEST = json.loads((HERE / "manifest.json").read_bytes())
for name, digest in MANIFEST["sha256"].items():
    if hashlib.sha256((HERE / name).read_bytes()).hexdigest() != digest:
        raise SystemExit(f"{name} was changed: its SHA-256 is not the manifest's. Download the model again.")
NAMES = json.loads((HERE / "names.json").read_bytes())  # of labels that are numbers elsewhere
FACTS, MODEL = MANIFEST["facts"], dict(np.load(HERE / "weights.npz", allow_pickle=False))
ROWS = [{cue: row for row, cue in enumerate(cues)} for cues in json.loads((HERE / "cues.json").read_bytes())]
LISTS = [(name, tuple(phrase)) for name, phrases in FACTS["dictionaries"].items() for phrase in phrases]
MARKS = "".join(chr(code) for code in range(0x300, 0x20000) if unicodedata.category(chr(code))[0] == "M")
SIGN = f"[{FACTS['unspaced']}]"  # of scripts that write no spaces: each is a word
WORD = re.compile(rf"{SIGN}|(?:(?!{SIGN}|[_\d])\w[{MARKS}]*)+|\d+|\S")


def runs(text: str) -> list[list[re.Match]]:
    """The words of a text, cut at empty lines and after many words."""
    found: list[list[re.Match]] = []
    for word in WORD.finditer(text):
        last = found[-1] if found else []
        if not last or len(last) == FACTS["longest"] or text.count("\n", last[-1].end(), word.start()) > 1:
            found.append([])
        found[-1].append(word)
    return found


def shape(word: str) -> str:
    kinds = ("9" if s.isdigit() else "X" if s.isupper() else "x" if s.isalpha() else s for s in word)
    return re.sub(r"(.)\1+", r"\1", "".join(kinds))


def cues(words: list[str]) -> list[list[str]]:
    low = [word.casefold() for word in words]
    near, shapes = ["<", "<", *low, ">", ">"], ["<", *map(shape, words), ">"]
    found = []
    for at, word in enumerate(low):
        a, b, _word, d, e = near[at : at + 5]
        ends = [
            f"{k}{n}={word[:n] if k == 'p' else word[-n:]}" for k in "pe" for n in SIZES if n <= len(word)
        ]
        beside = [f"-1={b}", f"+1={d}", f"-2={a}", f"+2={e}", f"-1,0={b}|{word}", f"0,+1={word}|{d}"]
        beside += [f"-2,-1={a}|{b}", f"+1,+2={d}|{e}", f"first={low[0]}", f"s-1={shapes[at]}"]
        found.append(["always", f"0={word}", f"s={shapes[at + 1]}", *ends, *beside, f"s+1={shapes[at + 2]}"])
    for name, phrase in LISTS:
        for at in range(len(low) - len(phrase) + 1):
            if tuple(low[at : at + len(phrase)]) == phrase:
                for more in range(len(phrase)):
                    found[at + more].append(f"list={name}:{'more' if more else 'first'}")
    return found


def log_sum(scores: np.ndarray) -> np.ndarray:
    most = scores.max(axis=0)
    return most + np.log(np.exp(scores - most).sum(axis=0))


def decode(scores: np.ndarray, moves: np.ndarray) -> tuple[list[int], np.ndarray]:
    """The best tag of each word, and how sure each tag is (Viterbi, and forward and backward)."""
    best, back, ahead, behind = scores[0], [], [scores[0]], [np.zeros(len(moves))]
    for row in scores[1:]:
        back.append((best[:, None] + moves).argmax(axis=0))
        best = (best[:, None] + moves).max(axis=0) + row
        ahead.append(log_sum(ahead[-1][:, None] + moves) + row)
    for row in scores[:0:-1]:
        behind.append(log_sum((moves + row + behind[-1]).T))
    tags = [int(best.argmax())]
    for came in reversed(back):
        tags.append(int(came[tags[-1]]))
    return tags[::-1], np.exp(np.array(ahead) + np.array(behind[::-1]) - log_sum(ahead[-1]))


def read(words: list[re.Match], group: int) -> list[Span]:
    """What one group of labels finds in a run of words."""
    starts, columns, weights, moves = (
        MODEL[f"{n}_{group}"] for n in ("starts", "columns", "weights", "moves")
    )
    tags, scores = FACTS["tags"][group], np.zeros((len(words), len(moves)))
    for at, mine in enumerate(cues([word.group() for word in words])):
        for row in (ROWS[group][cue] for cue in mine if cue in ROWS[group]):
            scores[at, columns[starts[row] : starts[row + 1]]] += weights[starts[row] : starts[row + 1]]
    best, sure = decode(scores, moves)
    found: list[Span] = []
    for at, tag in enumerate(best):
        kind, _dash, label = tags[tag].partition("-")
        score = float(sure[at, tag]) if FACTS["knows_how_sure"] else 1.0
        goes_on = (
            kind == "I" and found and found[-1].label == label and at and found[-1].end == words[at - 1].end()
        )
        if goes_on:
            found[-1] = Span(found[-1].start, words[at].end(), label, min(found[-1].score, score))
        elif kind != "O":
            found.append(Span(words[at].start(), words[at].end(), label, score))
    return found


def predict(text: str) -> list[Span]:
    """The spans of a text in order: start, end (in code points), label, and how sure the model is."""
    found = [span for words in runs(text) for group in range(len(ROWS)) for span in read(words, group)]
    if not FACTS["may_overlap"]:  # the surest first, then the longest, then the earliest
        kept: list[Span] = []
        for one in sorted(found, key=lambda span: (-span.score, span.start - span.end, span.start)):
            if all(one.end <= other.start or other.end <= one.start for other in kept):
                kept.append(one)
        found = kept
    return [span._replace(label=NAMES.get(span.label, span.label)) for span in sorted(found)]


if __name__ == "__main__":
    sys.stdout.writelines(
        json.dumps([s._asdict() for s in predict(line.rstrip("\n"))]) + "\n" for line in sys.stdin
    )
