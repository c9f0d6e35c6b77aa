"""Does a downloaded model answer as it does here, where there is nothing of Gloss?"""

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from weaklabels.active.bundle import Card, Figure, bundle, card_text
from weaklabels.active.classifiers import fit_choice, fit_choices, fit_rating
from weaklabels.active.features import vectorise

CARD = Card("Tools", "Is it a tool?", "3", "60 answers of two people.", "No audit documents yet.")
LINES = [
    "an old horse",
    "",
    "  the\tHAMMER, the hammer!  ",
    "Привет हिन्दी 東京 İx_9 \U00020000\U000e0100 😀",
    "a" * 700,
]


def written(folder, files):
    for name, data in files.items():
        (folder / name).write_bytes(data)


def run(folder, lines):
    """In a process of its own, isolated: neither this directory nor Gloss is on its path."""
    done = subprocess.run(
        [sys.executable, "-I", str(folder / "predict.py")],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=folder,
        env={"PYTHONUTF8": "1"},
    )
    return done


@pytest.mark.parametrize("fit", [fit_choice, fit_choices, fit_rating])
def test_the_predictor_answers_like_the_model(tmp_path, made_up, fit):
    texts, truth = made_up(60)
    model = fit(vectorise(texts).rows(), np.eye(4)[truth], seed=0, labels=["animal", "tool", "x", "y"])
    written(tmp_path, bundle(model, CARD))
    asked = [*LINES, *texts[:5]]
    done = run(tmp_path, asked)
    assert done.stderr == ""
    answers = [list(json.loads(line).values()) for line in done.stdout.splitlines()]
    assert np.allclose(answers, model.predict(vectorise(asked).rows()), atol=1e-5)


def test_it_calls_labels_by_their_names_unless_two_have_the_same(tmp_path, made_up):
    texts, truth = made_up(20)
    model = fit_choice(vectorise(texts).rows(), np.eye(2)[truth], seed=0, labels=[7, 8])
    for names, expected in (({7: "glad", 8: "cross"}, ["glad", "cross"]), ({7: "x", 8: "x"}, ["7", "8"])):
        written(tmp_path, bundle(model, replace(CARD, names=names)))
        assert list(json.loads(run(tmp_path, ["fine"]).stdout)) == expected


def test_it_needs_numpy_and_nothing_of_gloss(tmp_path, made_up):
    texts, truth = made_up(20)
    written(tmp_path, bundle(fit_choice(vectorise(texts).rows(), np.eye(2)[truth], seed=0), CARD))
    code = "import predict, sys; print([m for m in sys.modules if m.split('.')[0] in sys.argv[1:]])"
    unwanted = ["weaklabels", "annotate", "django", "sklearn", "scipy"]
    here = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); {code}"
    done = subprocess.run([sys.executable, "-I", "-c", here, *unwanted], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_it_refuses_weights_that_are_not_the_manifest_s(tmp_path, made_up):
    texts, truth = made_up(20)
    files = bundle(fit_choice(vectorise(texts).rows(), np.eye(2)[truth], seed=0), CARD)
    written(tmp_path, files | {"weights.npz": files["weights.npz"] + b" "})
    done = run(tmp_path, ["x"])
    assert done.returncode == 1
    assert "weights.npz was changed" in done.stderr


def test_its_features_are_those_of_the_model(tmp_path, made_up):
    texts, truth = made_up(20)
    written(tmp_path, bundle(fit_choice(vectorise(texts).rows(), np.eye(2)[truth], seed=0), CARD))
    space = {"__file__": str(tmp_path / "predict.py"), "__name__": "predict"}
    exec(compile((tmp_path / "predict.py").read_text(encoding="utf-8"), "predict.py", "exec"), space)

    @settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(max_size=40))
    def check(text):
        ours = vectorise([text])
        assert sorted(set(space["features"](text))) == ours.features.tolist()

    check()


def test_the_card_says_what_the_model_is_worth_and_what_not(made_up):
    texts, truth = made_up(60)
    model = fit_choice(vectorise(texts).rows(), np.eye(3)[truth], seed=5, labels=[7, 8, 9])
    card = Card(
        "Tools",
        "Is it a tool?",
        "3",
        "60 answers.",
        "112 audit documents, against one person.",
        [Figure("macro F1", 0.81234, (0.7, 0.9)), Figure("F1 of tool", None)],
        ["Not for letters."],
        {7: "animal", 8: "tool", 9: "plant"},
    )
    text = card_text(model.describe(), card)
    for said in (
        "112 audit documents",
        "| macro F1 | 0.812 | 0.700 to 0.900 |",
        "| F1 of tool | too few answers |",
        "- Not for letters.",
        "never proposed: plant.",
        "- 8: tool",
        "seed 5",
    ):
        assert said in text
    assert "None yet" in card_text(model.describe(), CARD)
