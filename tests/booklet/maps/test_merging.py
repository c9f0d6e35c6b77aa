"""Merging by node: both changes where they touch different things, both shown where they do not, nothing lost."""

from hypothesis import given
from hypothesis import strategies as st

from booklet.maps.merging import Overlap, merge
from booklet.maps.nodes import ROOT, Node, Tree, tree_of

CALLS = tree_of(
    [
        Node(ROOT, "", "Calls"),
        Node("need", ROOT, "Need"),
        Node("late", "need", "Late"),
        Node("price", ROOT, "Price", (("label", 1),)),
    ]
)


def made_of(tree, *changed, without=()):
    nodes = {node.id: node for node in tree.flat() if node.id not in without}
    return tree_of((nodes | {node.id: node for node in changed}).values())


def texts(merged):
    return {node.id: node.text for node in merged.tree.flat()}


def test_two_changes_of_one_node_that_are_not_of_the_same_thing_are_both_kept():
    mine = made_of(CALLS, Node("price", ROOT, "Prices", (("label", 1),)))
    theirs = made_of(CALLS, Node("price", "need", "Price", (("label", 2),)))
    merged = merge(CALLS, mine, theirs)
    assert merged.tree.nodes["price"] == Node("price", "need", "Prices", (("label", 2),))
    assert merged.overlaps == ()


def test_two_texts_of_one_node_are_both_shown():
    mine, theirs = (
        made_of(CALLS, Node("late", "need", "mine")),
        made_of(CALLS, Node("late", "need", "theirs")),
    )
    merged = merge(CALLS, mine, theirs)
    assert merged.overlaps == (Overlap("late", "text", "mine", "theirs"),)


def test_what_one_removed_and_the_other_worked_on_stays_with_all_it_stands_below():
    mine = made_of(CALLS, without=("need", "late"))
    theirs = made_of(CALLS, Node("deep", "late", "Next year"))
    merged = merge(CALLS, mine, theirs)
    assert texts(merged) == {
        ROOT: "Calls",
        "need": "Need",
        "late": "Late",
        "deep": "Next year",
        "price": "Price",
    }
    assert set(merged.overlaps) == {
        Overlap("need", "removed", "", "Need"),
        Overlap("late", "removed", "", "Late"),
    }
    unworked = merge(CALLS, mine, made_of(CALLS, Node("more", ROOT, "More")))
    assert texts(unworked) == {ROOT: "Calls", "price": "Price", "more": "More"}
    assert unworked.overlaps == ()


def test_what_was_moved_out_does_not_keep_what_was_removed_around_it():
    theirs = made_of(CALLS, Node("late", ROOT, "Late"), without=("need",))
    merged = merge(CALLS, made_of(CALLS, Node("price", ROOT, "Prices")), theirs)
    assert texts(merged) == {ROOT: "Calls", "late": "Late", "price": "Prices"}


def test_two_moves_that_would_close_a_circle_are_both_shown():
    mine = made_of(CALLS, Node("price", "need", "Price"))
    theirs = made_of(CALLS, Node("need", "price", "Need"))
    merged = merge(CALLS, mine, theirs)
    assert merged.tree.nodes["need"].parent == "price"
    assert merged.overlaps == (Overlap("price", "place", "need", ROOT),)


def test_an_order_that_one_changed_holds_beside_what_the_other_added():
    turned = tree_of([CALLS.nodes[one] for one in (ROOT, "price", "need", "late")])
    added = tree_of([*CALLS.flat(), Node("next", ROOT, "Next")])
    for mine, theirs in ((turned, added), (added, turned)):
        assert merge(CALLS, mine, theirs).tree.below[ROOT].index("price") == 0
        assert "next" in merge(CALLS, mine, theirs).tree.below[ROOT]


WORDS = st.text("abcäß<&", min_size=1, max_size=3)
NAMES = [f"n{number}" for number in range(8)]


@st.composite
def trees(draw, new="", base=None):
    """A tree; with a base, what somebody may have made of it, with nodes named by `new`."""
    kept = draw(st.sets(st.sampled_from(NAMES)))
    names = sorted(kept) + [f"{new}{number}" for number in range(draw(st.integers(0, 2)) if new else 0)]
    names = draw(st.permutations(names))
    nodes = [Node(ROOT, "", draw(WORDS))]
    for name in names:
        was = base.nodes.get(name) if base else None
        there = {node.id for node in nodes}
        stays = was is not None and was.parent in there and draw(st.booleans())
        parent = was.parent if stays else draw(st.sampled_from(sorted(there)))
        text = was.text if was is not None and draw(st.booleans()) else draw(WORDS)
        links = tuple(draw(st.lists(st.sampled_from([("label", 1), ("page", 2)]), unique=True)))
        nodes.append(Node(name, parent, text, links))
    return tree_of(nodes)


@st.composite
def edits(draw):
    base = draw(trees())
    return base, draw(trees("m", base)), draw(trees("t", base))


def typed_by(base: Tree, side: Tree) -> set[tuple[str, str]]:
    """What somebody wrote since the base: new texts, and texts of new nodes."""
    return {
        (node.id, node.text)
        for node in side.flat()
        if node.id not in base.nodes or base.nodes[node.id].text != node.text
    }


@given(edits())
def test_nothing_typed_is_ever_lost(edits):
    base, mine, theirs = edits
    merged = merge(base, mine, theirs)
    in_map = {(node.id, node.text) for node in merged.tree.flat()}
    shown = {
        (overlap.node, text)
        for overlap in merged.overlaps
        if overlap.kind != "place"
        for text in (overlap.mine, overlap.theirs)
    }
    assert typed_by(base, mine) | typed_by(base, theirs) <= in_map | shown
    assert {node.id for node in merged.tree.flat()} <= {*mine.nodes, *theirs.nodes}


@given(edits())
def test_what_only_one_changed_is_kept_as_it_is(edits):
    base, mine, _theirs = edits
    for merged in (merge(base, mine, base), merge(base, base, mine)):
        assert merged.overlaps == ()
        assert {one: (n.parent, n.text, set(n.links)) for one, n in merged.tree.nodes.items()} == {
            one: (n.parent, n.text, set(n.links)) for one, n in mine.nodes.items()
        }


@given(edits())
def test_the_same_overlaps_whoever_comes_second(edits):
    base, mine, theirs = edits
    there, back = merge(base, mine, theirs).overlaps, merge(base, theirs, mine).overlaps
    assert {(o.node, o.mine, o.theirs) for o in there if o.kind == "text"} == {
        (o.node, o.theirs, o.mine) for o in back if o.kind == "text"
    }
