"""Merging by node: both changes where they touch different things, both shown where they do not, nothing lost."""

from dataclasses import replace

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


WORDS = ("need", "<b>", "ä", "late", "price")
# What is done, to which node, with which other one, with which word: numbers, so that it can be done to any map
STEP = st.tuples(
    st.sampled_from(["add", "add", "rename", "move", "remove", "link"]),
    st.integers(0, 9),
    st.integers(0, 9),
    st.sampled_from(WORDS),
)
STEPS = st.lists(STEP, max_size=8)
EDITS = st.tuples(STEPS, STEPS, STEPS)


def stepped(tree, steps, new):
    """What the tree becomes by these steps. New nodes are named by who makes them."""
    for number, (what, first, second, word) in enumerate(steps):
        tree = after(tree, what, (first, second, word), f"{new}{number}")
    return tree


def after(tree, what, step, new):
    first, second, word = step
    nodes = tree.flat()
    one, other = nodes[first % len(nodes)], nodes[second % len(nodes)]
    within = {node.id for node, _depth in tree.walk(one.id)}
    if what == "add":
        return made_of(tree, Node(new, one.id, word))
    if what == "rename":
        return made_of(tree, replace(one, text=word))
    if what == "link":
        return made_of(tree, replace(one, links=tuple({*one.links} ^ {("label", second)})))
    if one.id == ROOT:
        return tree
    if what == "remove":
        return made_of(tree, without=within)
    return tree if other.id in within else made_of(tree, replace(one, parent=other.id))


def edited(before, mine, theirs):
    """A map, and what two people made of it."""
    base = stepped(CALLS, before, "b")
    return base, stepped(base, mine, "m"), stepped(base, theirs, "t")


def typed_by(base: Tree, side: Tree) -> set[tuple[str, str]]:
    """What somebody wrote since the base: new texts, and texts of new nodes."""
    return {
        (node.id, node.text)
        for node in side.flat()
        if node.id not in base.nodes or base.nodes[node.id].text != node.text
    }


@given(EDITS)
def test_nothing_typed_is_ever_lost(steps):
    base, mine, theirs = edited(*steps)
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


@given(EDITS)
def test_what_only_one_changed_is_kept_as_it_is(steps):
    base, mine, _theirs = edited(*steps)
    for merged in (merge(base, mine, base), merge(base, base, mine)):
        assert merged.overlaps == ()
        assert {one: (n.parent, n.text, set(n.links)) for one, n in merged.tree.nodes.items()} == {
            one: (n.parent, n.text, set(n.links)) for one, n in mine.nodes.items()
        }


@given(EDITS)
def test_the_same_overlaps_whoever_comes_second(steps):
    base, mine, theirs = edited(*steps)
    there, back = merge(base, mine, theirs).overlaps, merge(base, theirs, mine).overlaps
    assert {(o.node, o.mine, o.theirs) for o in there if o.kind == "text"} == {
        (o.node, o.theirs, o.mine) for o in back if o.kind == "text"
    }
