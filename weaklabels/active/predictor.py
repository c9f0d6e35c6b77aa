"""Answers of a downloaded model: python predict.py < texts, one a line. Needs numpy, and nothing of Gloss."""

import hashlib
import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np

HERE, KINDS = Path(__file__).parent, (0x9E3779B9, 0x85EBCA6B, 0xC2B2AE35)  # word, pair of words, piece
MANIFEST = json.loads((HERE / "manifest.json").read_bytes())
if hashlib.sha256((HERE / "weights.npz").read_bytes()).hexdigest() != MANIFEST["sha256"]["weights.npz"]:
    raise SystemExit("weights.npz was changed: its SHA-256 is not the manifest's. Download the model again.")
MODEL, FACTS = dict(np.load(HERE / "weights.npz", allow_pickle=False)), MANIFEST["facts"]
PLACE = {column: place for place, column in enumerate(MODEL["columns"].tolist())}


def polynomial(codes: list[int], base: int = 0x01000193) -> int:
    return sum(code * pow(base, len(codes) - 1 - at, 2**32) for at, code in enumerate(codes)) % 2**32


def feature(value: int) -> int:
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35), (16, 1)):
        value = (value ^ value >> shift) * factor % 2**32
    return value >> 12


def in_word(sign: str) -> bool:
    return sign.isalnum() or sign == "_" or sign >= "\U00020000" or unicodedata.category(sign)[0] == "M"


def features(text: str) -> Iterator[int]:
    lower = [" " if sign.isspace() else sign.lower() for sign in text]
    signs = "".join(low if len(low) == 1 else sign for low, sign in zip(lower, text, strict=True))
    words = [polynomial([ord(sign) for sign in word]) for inside, word in groupby(signs, in_word) if inside]
    yield from (feature(word ^ KINDS[0]) for word in words)
    yield from (feature((one * 0x27D4EB2F + other) % 2**32 ^ KINDS[1]) for one, other in pairwise(words))
    padded = f" {signs} "
    for piece in (padded[at : at + size] for size in (2, 3, 4, 5) for at in range(len(padded) - size + 1)):
        if " " not in piece[1:-1] and piece.strip(" "):
            yield feature(polynomial([ord(sign) for sign in piece]) ^ KINDS[2])


def predict(text: str) -> dict[str, float]:
    """The probability of each label."""
    values = {one: 1 + np.log(min(times, 255)) for one, times in Counter(features(text)).items()}
    norm = np.sqrt(sum(value**2 for value in values.values())) or 1.0
    known = [(value / norm, PLACE[one]) for one, value in values.items() if one in PLACE]
    scores = MODEL["bias"] + sum(value * MODEL["weights"][place] for value, place in known)
    found, seen = np.zeros(len(FACTS["labels"])), MODEL["seen"]
    found[:] = FACTS["unseen"] / max(1, len(found) - len(seen))
    odds = np.exp(scores - scores.max())
    if FACTS["links"] == "one":
        found[seen] = odds / odds.sum() * (1 - FACTS["unseen"] * (len(seen) < len(found)))
    elif FACTS["links"] == "each":
        found[seen] = 1 / (1 + np.exp(-scores))
    else:  # ordered: how sure it is to be above each label but the last
        found[:] = -np.diff(np.minimum.accumulate([1, *(1 / (1 + np.exp(-scores))), 0]))
    return dict(zip(map(str, FACTS["labels"]), found.tolist(), strict=True))


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(predict(line.rstrip("\n")), ensure_ascii=False) + "\n")
