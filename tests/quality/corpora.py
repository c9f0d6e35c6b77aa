"""The public sets as texts and labels, vectorised once and kept in .cache/quality.

Of each set there are documents to annotate and documents to test on. `misleading` is sms with a fifth of its
documents more: near-duplicates of nonsense, whose labels are thrown; a model stays torn on them for ever.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from tests.public_sets import DATA, sms, trec, youtube

CACHE = Path(__file__).resolve().parents[2] / ".cache" / "quality" / "1"
MOST = 5_500  # documents to annotate; of clinc150, which has 15,000, a random part
MOST_TESTED = 1_500
COPIES_OF = 20


@dataclass(frozen=True)
class Corpus:
    """Likeness of each document to annotate to these and then to those to test on; and what is true of them."""

    name: str
    likeness: np.ndarray
    truth: np.ndarray
    tested: np.ndarray
    labels: int
    groups: np.ndarray

    def __len__(self) -> int:
        return len(self.truth)


def corpus(name: str) -> Corpus:
    folder = CACHE / name
    if not (folder / "likeness.npy").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for part, array in prepared(name).items():
            np.save(folder / f"{part}.npy", array)
    kept = {part.stem: np.load(part, mmap_mode="r") for part in folder.glob("*.npy")}
    truth, tested = np.array(kept["truth"]), np.array(kept["tested"])
    labels = int(max(truth.max(), tested.max())) + 1
    return Corpus(name, kept["likeness"], truth, tested, labels, np.array(kept["groups"]))


def prepared(name: str) -> dict[str, np.ndarray]:
    texts, truth, test_texts, tested, groups = SOURCES[name]()
    features = vectorised([*texts, *test_texts])
    likeness = (features[: len(texts)] @ features.T).toarray().astype(np.float32)
    return {"likeness": likeness, "truth": truth, "tested": tested, "groups": groups}


def vectorised(texts: list[str]) -> sparse.csr_matrix:
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    joined = sparse.hstack([words.fit_transform(texts), pieces.fit_transform(texts)])
    return sparse.csr_matrix(joined, dtype=np.float32) / np.float32(np.sqrt(2))


def of_public(loaded):
    test_texts = [*loaded.valid.texts, *loaded.test.texts]
    tested = np.concatenate([loaded.valid.truth, loaded.test.truth])
    alone = np.full(len(loaded.train.texts), -1)
    return loaded.train.texts, loaded.train.truth, test_texts, tested, alone


def clinc150():
    domain_of = {
        intent: number
        for number, intents in enumerate(json.loads((DATA / "clinc150/domains.json").read_text()).values())
        for intent in intents
    }
    whole = json.loads((DATA / "clinc150/data_full.json").read_text())

    def part(name, most):
        rows = [(text, domain_of[intent]) for text, intent in whole[name]]
        chosen = np.random.default_rng(0).permutation(len(rows))[:most]
        return [rows[i][0] for i in chosen], np.array([rows[i][1] for i in chosen])

    texts, truth = part("train", MOST)
    test_texts, tested = part("test", MOST_TESTED)
    return texts, truth, test_texts, tested, np.full(len(texts), -1)


def misleading():
    """Nonsense made of words of both labels; each of 20 strings comes some 45 times, with one word changed."""
    texts, truth, test_texts, tested, groups = of_public(sms())
    rng = np.random.default_rng(0)
    words = sorted({word for text in texts for word in text.lower().split() if word.isalpha()})
    strings = [rng.choice(words, 12).tolist() for _ in range(COPIES_OF)]
    number = np.arange(len(texts) // 5) % COPIES_OF
    copies = []
    for string in number:
        changed = list(strings[string])
        changed[rng.integers(12)] = str(rng.choice(words))
        copies.append(" ".join(changed))
    return (
        [*texts, *copies],
        np.concatenate([truth, rng.integers(2, size=len(copies))]),
        test_texts,
        tested,
        np.concatenate([groups, number]),
    )


SOURCES = {
    "sms": lambda: of_public(sms()),
    "trec": lambda: of_public(trec()),
    "youtube": lambda: of_public(youtube()),
    "clinc150": clinc150,
    "misleading": misleading,
}
