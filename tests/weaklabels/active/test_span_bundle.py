"""Does a downloaded model of words find the same spans, where there is nothing of Gloss?"""

import json
import random
import subprocess
import sys

import numpy as np
import pytest

from tests.weaklabels.learning.cards import card
from weaklabels.active.bundle import Card
from weaklabels.active.span_bundle import bundle_spans
from weaklabels.active.spans import fit_spans
from weaklabels.active.tokens import Stretch
from weaklabels.services.learning.spans.readings import readings

ABOUT = Card(
    "Cards", "Who and where?", "3", "200 answers.", "No audit documents yet.", names={"place": "Place"}
)
ODD = [
    "Ann went to Rome --> and : Bob|Max, in 2026!",
    "",
    "   ",
    "  Zoë\tmét Ida_Leo in 東京 and हिन्दी Genf 😀 \U00020000 O'Neill-Kiel  ",
    "in Bonn " * 1_200,
    "İstanbul ẞ ﬀ ²³ ٣ x\u0301y",
]


def taught(labels_overlap=False, **more):
    rng = random.Random(3)
    cards = [card(rng) for _number in range(200)]
    texts = [text for text, _spans in cards]
    spans = [[Stretch(*one) for one in found] for _text, found in cards]
    if labels_overlap:
        spans = [
            [*found, *(Stretch(0, len(text), "met") for _ in found[:1])]
            for text, found in zip(texts, spans, strict=True)
        ]
    return texts, fit_spans(texts, spans, **{"instant": False, **more})


def run(folder, texts, *flags):
    """In a process of its own, isolated: neither this directory nor Gloss is on its path."""
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "predict.py")],
        input="".join(f"{text}\n" for text in texts),
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env={"PYTHONUTF8": "1"},
    )
    assert done.stderr == ""
    return [json.loads(line) for line in done.stdout.splitlines()]


def write(folder, files):
    for name, data in files.items():
        (folder / name).write_bytes(data)


@pytest.mark.parametrize("instant", [False, True])
@pytest.mark.parametrize("may_overlap", [False, True])
def test_the_predictor_finds_what_the_model_finds(tmp_path, instant, may_overlap):
    texts, model = taught(
        labels_overlap=True,
        instant=instant,
        dictionaries={"towns": ["Rome", "Bergen op Zoom"], "none": ["..."]},
    )
    assert len(model.weights) > 1, "labels that overlap have a model each"
    write(tmp_path, bundle_spans(model, ABOUT, may_overlap=may_overlap))
    asked = [*ODD, *texts[:20]]
    ours = [reading.spans for reading in readings(model, asked, may_overlap=may_overlap)]
    theirs = run(tmp_path, asked)
    assert sum(map(len, ours)) > 20
    assert [[(one["start"], one["end"], one["label"]) for one in found] for found in theirs] == [
        [(one.start, one.end, ABOUT.names.get(one.label, one.label)) for one in found] for found in ours
    ]
    sure = [one.score for found in ours for one in found]
    assert np.allclose([one["score"] for found in theirs for one in found], sure, atol=1e-3)


def test_it_needs_numpy_and_nothing_of_gloss(tmp_path):
    _texts, model = taught()
    write(tmp_path, bundle_spans(model, ABOUT, may_overlap=False))
    unwanted = ["weaklabels", "annotate", "django", "sklearn", "scipy", "pycrfsuite"]
    code = "import predict; print([m for m in sys.modules if m.split('.')[0] in sys.argv[1:]])"
    here = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}"
    done = subprocess.run([sys.executable, "-I", "-c", here, *unwanted], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


@pytest.mark.parametrize("name", ["weights.npz", "cues.json"])
def test_it_refuses_files_that_are_not_the_manifest_s(tmp_path, name):
    _texts, model = taught()
    files = bundle_spans(model, ABOUT, may_overlap=False)
    write(tmp_path, files | {name: files[name] + b" "})
    done = subprocess.run(
        [sys.executable, "-I", str(tmp_path / "predict.py")], input="x", capture_output=True, text=True
    )
    assert done.returncode == 1
    assert f"{name} was changed" in done.stderr


def test_the_card_says_how_it_learns_and_what_it_was_not_judged_on():
    _texts, model = taught()
    card_of_it = bundle_spans(model, ABOUT, may_overlap=False)["MODEL_CARD.md"].decode()
    for said in ("- place: Place", "L-BFGS, on ", "None yet", "writes the spans, a line of JSON"):
        assert said in card_of_it
