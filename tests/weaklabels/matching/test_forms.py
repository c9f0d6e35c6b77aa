"""Is what is read what was written?"""

import json

import pytest
from hypothesis import given

from tests.weaklabels.matching.strategies import rules
from weaklabels.matching import definitions as d
from weaklabels.matching.forms import DEEPEST, read, write
from weaklabels.matching.sentences import Refused


@given(rules)
def test_a_rule_comes_back_from_its_json(rule):
    form = json.loads(json.dumps(write(rule)))
    assert read(form) == rule
    assert write(read(form)) == form


def form(**changes):
    return {"version": 1, "label": 3, "says": "label", "when": {"kind": "keywords", "words": ["a"]}} | changes


def test_what_is_left_out_has_its_default():
    assert read(form()) == d.Rule(3, d.Keywords(("a",)))


def nested(steps):
    inner = {"kind": "keywords", "words": ["a"]}
    for _step in range(steps):
        inner = {"kind": "not", "part": inner}
    return inner


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (None, "is an object"),
        (form(version=2), "version 1"),
        (form(extra=1), "“extra” means nothing"),
        (form(label="x"), "“label” is a whole number"),
        (form(label=True), "“label” is a whole number"),
        (form(says="loudly"), "“says” is one of: label, spans"),
        (form(when={"kind": "magic"}), "whose kind is one of"),
        (form(when=["keywords"]), "whose kind is one of"),
        (form(when={"kind": "keywords"}), "“words” is missing"),
        (form(when={"kind": "keywords", "words": "a"}), "“words” is a list"),
        (form(when={"kind": "keywords", "words": [1]}), "“words” is a text"),
        (form(when={"kind": "keywords", "words": ["a"], "case": 1}), "“case” means nothing"),
        (
            form(when={"kind": "within", "place": {"kind": "keywords", "words": []}, "when": {}}),
            "stretch, section",
        ),
        (form(when=nested(DEEPEST + 1)), "nested deeper"),
        (
            form(when={"kind": "metadata", "field": "a", "comparison": "is", "values": [None]}),
            "texts or numbers",
        ),
    ],
)
def test_anything_else_is_refused_by_name(wrong, said):
    with pytest.raises(Refused, match=said):
        read(wrong)
