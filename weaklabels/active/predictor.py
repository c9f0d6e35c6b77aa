"""Answers of a downloaded model: python predict.py < texts, one a line. Needs numpy, and nothing of Gloss."""

import hashlib
import json
import sys
import unicodedata
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np

HERE, WORD, PAIR, PIECE = Path(__file__).parent, 0x9E3779B9, 0x85EBCA6B, 0xC2B2AE35
MANIFEST = json.loads((HERE / "manifest.json").read_bytes())
if hashlib.sha256((HERE / "weights.npz").read_bytes()).hexdigest() != MANIFEST["sha256"]["weights.npz"]:
    raise SystemExit("weights.npz was changed: its SHA-256 is not the manifest's. Download the model again.")
NAMES = json.loads((HERE / "names.json").read_bytes())  # of labels that are numbers elsewhere
MODEL = dict(np.load(HERE / "weights.npz", allow_pickle=False))


def polynomial(text: str) -> int:
    return sum(ord(sign) * pow(0x01000193, at, 2**32) for at, sign in enumerate(reversed(text))) % 2**32


def in_word(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LNM" or sign == "_" or sign >= "\U00020000"


def features(text: str) -> np.ndarray:
    signs = "".join(" " if sign.isspace() else min(sign.lower(), sign, key=len) for sign in text)
    words = [polynomial("".join(word)) for inside, word in groupby(signs, in_word) if inside]
    pieces = [f" {signs} "[at : at + size] for size in (2, 4) for at in range(len(signs) + 3 - size)]
    codes = [w ^ WORD for w in words] + [(a * 0x27D4EB2F + b) % 2**32 ^ PAIR for a, b in pairwise(words)]
    codes += [polynomial(one) ^ PIECE for one in pieces if " " not in one[1:-1] and one.strip(" ")]
    mixed = np.array(codes, np.uint64)
    for shift, factor in ((16, PAIR), (13, PIECE), (16, 1)):
        mixed = (mixed ^ mixed >> shift) * factor % 2**32
    return mixed >> 12


def predict(text: str) -> dict[str, float]:
    """The probability of each label."""
    found, times = np.unique(features(text), return_counts=True)
    values, known = 1 + np.log(np.minimum(times, 255)), np.isin(found, MODEL["columns"])
    weights = MODEL["weights"][np.searchsorted(MODEL["columns"], found[known])]
    scores = MODEL["bias"] + values[known] / (np.linalg.norm(values) or 1.0) @ weights
    odds, sure = np.exp(scores - scores.max()), 1 / (1 + np.exp(-scores))
    of = {"one": odds / odds.sum(), "each": sure, "ordered": -np.diff(np.minimum.accumulate([1, *sure, 0]))}
    chances = MODEL["rest"].copy()
    chances[MODEL["places"]] = of[MANIFEST["facts"]["links"]] * (1 - chances.sum())
    labels = [NAMES.get(str(label), str(label)) for label in MANIFEST["facts"]["labels"]]
    return dict(zip(labels, chances.tolist(), strict=True))


if __name__ == "__main__":
    sys.stdout.writelines(json.dumps(predict(line.rstrip("\n"))) + "\n" for line in sys.stdin)
