"""What a map becomes outside: Markdown and SVG in which every word is a word."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booklet.maps.drawing import drawing
from booklet.maps.nodes import ROOT, Broken, Node, tree_of, unlabelled
from booklet.maps.outline import outline
from booklet.text.markdown import render

HOSTILE = "</text><script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) \x00\x1b"
SVG = "{http://www.w3.org/2000/svg}"


@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=6))
def test_a_picture_is_well_formed_and_holds_all_words_as_text(texts):
    nodes = [Node(ROOT, "", HOSTILE), *(Node(str(n), ROOT, text) for n, text in enumerate(texts))]
    svg = ElementTree.fromstring(drawing(tree_of(nodes)))
    assert {element.tag for element in svg.iter()} == {
        f"{SVG}{name}" for name in ("svg", "title", "rect", "path", "text")
    }
    assert not any(
        name.startswith("on") or name in ("href", "style") for e in svg.iter() for name in e.attrib
    )
    shown = "".join(text.text for text in svg.iter(f"{SVG}text"))
    assert "<script>alert(1)</script>" in shown


def test_no_two_boxes_of_a_picture_overlap():
    nodes = [Node(ROOT, "", "root")]
    for number in range(60):
        nodes.append(
            Node(
                str(number),
                ROOT if number < 5 else str(number // 3),
                "words and more " * (9 if number % 11 == 5 else number % 7 + 1),
            )
        )
    svg = ElementTree.fromstring(drawing(tree_of(nodes)))
    boxes = [
        tuple(float(rect.get(side)) for side in ("x", "y", "width", "height"))
        for rect in svg.iter(f"{SVG}rect")
        if rect.get("class") != "paper"
    ]
    assert len(boxes) == len(nodes)
    for number, (x, y, width, height) in enumerate(boxes):
        for left, top, across, down in boxes[number + 1 :]:
            assert x + width <= left or left + across <= x or y + height <= top or top + down <= y


def test_an_outline_is_read_back_as_the_words_it_was_made_of():
    tree = tree_of([Node(ROOT, "", "Calls"), Node("a", ROOT, "1. *<b>x</b>*"), Node("b", "a", "- [y](z)")])
    html = render(outline(tree, {})).html
    assert "1. *&lt;b&gt;x&lt;/b&gt;*" in html
    assert "- [y](z)" in html
    assert html.count("<li>") == 2


def test_a_concept_has_a_label_when_it_or_one_above_it_is_linked_to_one():
    label = (("label", 7),)
    tree = tree_of(
        [
            Node(ROOT, "", "Calls"),
            Node("a", ROOT, "Need", label),
            Node("b", "a", "late"),
            Node("c", ROOT, "Tone"),
        ]
    )
    assert [node.id for node in unlabelled(tree)] == ["c"]


@pytest.mark.parametrize(
    ("nodes", "reason"),
    [
        ([Node("a", "", "x")], "root"),
        ([Node(ROOT, "", "x"), Node("a", ROOT, "y"), Node("a", ROOT, "z")], "twice"),
        ([Node(ROOT, "", "x"), Node("a", "b", "y")], "parent"),
        ([Node(ROOT, "", "x"), Node("a", "b", "y"), Node("b", "a", "z")], "circle"),
    ],
)
def test_what_is_no_tree_is_refused(nodes, reason):
    with pytest.raises(Broken) as broken:
        tree_of(nodes)
    assert broken.value.reason == reason
