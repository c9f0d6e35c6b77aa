"""Maps are saved as revisions, merged node by node, and show nobody what they may not know."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from annotate.models import Job, Membership
from annotate.models.queueing import Pool, QueueRow
from annotate.problems import Conflict, Invalid
from annotate.services.publishing import publish_schema
from booklet.maps.nodes import ROOT
from booklet.models import MapRevision
from booklet.services.blocks import filled
from booklet.services.map_links import find, targets_of, unlabelled_nodes, unplaced_labels, visible
from booklet.services.maps import (
    LONGEST_NODE,
    MOST_DEEP,
    MOST_NODES,
    Overlapping,
    map_of,
    restore_map,
    save_map,
    tree_at,
)
from booklet.services.scheme import applying
from booklet.services.scheme.plans import Wish
from booklet.services.taking_along import as_files
from booklet.text.markdown import render
from tests.conftest import TONE

pytestmark = pytest.mark.django_db


def node(one, text, parent=ROOT, *links):
    return {"id": one, "parent": parent, "text": text, "links": [{"kind": k, "id": i} for k, i in links]}


def nodes(*more):
    return [node(ROOT, "Postcards", ""), *more]


@pytest.fixture
def eve(project, expert):
    return Membership.objects.select_related("project").get(project=project, user=expert)


def held(project, kind="concepts"):
    tree = tree_at(project, map_of(project, kind).current)
    return {one.id: one.text for one in tree.flat()}


def test_disjoint_changes_of_two_editors_are_merged_and_overlapping_ones_write_nothing(project, eve):
    save_map(eve, "concepts", nodes(node("a", "Need")), 0)
    save_map(eve, "concepts", nodes(node("a", "Need"), node("b", "Budget")), 1)
    save_map(eve, "concepts", nodes(node("a", "Needs")), 1)
    assert held(project) == {ROOT: "Postcards", "a": "Needs", "b": "Budget"}
    with pytest.raises(Overlapping) as refused:
        save_map(eve, "concepts", nodes(node("a", "Wants"), node("c", "New")), 1)
    assert refused.value.details["overlaps"] == [
        {"node": "a", "kind": "text", "mine": "Wants", "theirs": "Needs"}
    ]
    assert {one["text"] for one in refused.value.details["nodes"]} == {"Postcards", "Needs", "Budget", "New"}
    assert MapRevision.objects.count() == 3


def test_a_save_that_changes_nothing_makes_no_revision_and_two_first_saves_are_merged(project, eve):
    save_map(eve, "model", nodes(node("a", "Need")), 0)
    save_map(eve, "model", nodes(node("a", "Need")), 1)
    assert MapRevision.objects.count() == 1
    save_map(eve, "model", nodes(node("b", "Budget")), 0)
    assert held(project, "model") == {ROOT: "Postcards", "a": "Need", "b": "Budget"}


def test_a_revision_is_restored_as_a_new_one_and_never_changed(project, eve):
    save_map(eve, "concepts", nodes(node("a", "Need")), 0)
    save_map(eve, "concepts", nodes(), 1)
    with pytest.raises(Conflict, match="Eve saved revision 2 meanwhile"):
        restore_map(eve, "concepts", 1, 1)
    assert restore_map(eve, "concepts", 1, 2).restores == 1
    assert held(project)["a"] == "Need"
    with pytest.raises(Invalid, match="no revision 9"):
        restore_map(eve, "concepts", 9, 3)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        MapRevision.objects.update(nodes=[])


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ("no list", "must be a list"),
        ([1], "must be an object"),
        ([node("A b", "x")], "must be an object"),
        (nodes(node("a", " ")), "1 to 300"),
        (nodes(node("a", "x" * (LONGEST_NODE + 1))), "has 301"),
        (nodes(node("a", "x", "nobody")), "no map"),
        (nodes(node("a", "x", "b"), node("b", "y", "a")), "no map"),
        (nodes(*(node(str(n), "x") for n in range(MOST_NODES))), "at most 3000 nodes; this one has 3001"),
        (nodes(node("0", "x"), *(node(str(n), "x", str(n - 1)) for n in range(1, MOST_DEEP + 1))), "deep"),
        (nodes(node("a", "x", ROOT, ("label", 2**62))), "no label"),
        (nodes(node("a", "x", ROOT, ("secret", 1))), "no secret"),
        (nodes(node("a", "x") | {"links": [{"kind": "label", "id": "1"}]}), "must be a list of objects"),
    ],
)
def test_what_is_no_map_is_refused_in_words(eve, sent, says):
    with pytest.raises(Invalid, match=says):
        save_map(eve, "concepts", sent, 0)
    assert not MapRevision.objects.exists()


def test_two_thousand_nodes_are_saved_and_merged(project, eve):
    many = [
        node(str(number), f"Thought {number}", str(number // 8) if number > 8 else ROOT)
        for number in range(1, 2000)
    ]
    save_map(eve, "concepts", nodes(*many), 0)
    save_map(eve, "concepts", nodes(*many, node("mine", "Mine")), 1)
    save_map(eve, "concepts", nodes(*many[:-1], node("theirs", "Theirs")), 1)
    assert len(held(project)) == 2001
    assert {"mine", "theirs"} <= held(project).keys()


def test_only_who_may_open_documents_reads_which_are_linked_and_none_of_the_audit_pool_is(
    project, eve, annotator, documents, glad
):
    kept_back = documents[1]
    QueueRow.objects.filter(document=kept_back).update(pool=Pool.AUDIT)
    with pytest.raises(Invalid, match="no document"):
        save_map(eve, "concepts", nodes(node("a", "x", ROOT, ("document", kept_back.id))), 0)
    links = (("document", documents[0].id), ("label", glad.id))
    revision = save_map(eve, "concepts", nodes(node("a", "Liking", ROOT, *links)), 0)
    tree = tree_at(project, revision)
    ada = Membership.objects.select_related("project").get(project=project, user=annotator)
    assert visible(ada, tree).nodes["a"].links == (("label", glad.id),)
    assert visible(eve, tree).nodes["a"].links == links
    assert "document" not in {kind.code for kind, _target in find(ada, "")}
    assert kept_back.id not in {target.id for kind, target in find(eve, "") if kind.code == "document"}
    assert [target.name for target in unplaced_labels(eve, tree)] == ["cross", "person", "place"]


def test_a_page_shows_a_map_that_somebody_has_drawn(eve):
    parts = render("{{map: concepts}}\n\n{{map: model}}\n").parts({})
    save_map(eve, "concepts", nodes(node("a", "<b>x</b>")), 0)
    drawn, missing = (part for part in filled(eve, parts) if part.kind == "map")
    assert "&lt;b&gt;x&lt;/b&gt;" in drawn.drawing
    assert missing.drawing == ""


def test_maps_travel_with_an_export_as_picture_and_outline(project, eve, glad):
    save_map(eve, "concepts", nodes(node("a", "Liking", ROOT, ("label", glad.id))), 0)
    files = as_files(project)
    assert files["map-concepts.md"].decode() == "# Postcards\n\n* Liking (label: glad)\n"
    assert b"Liking</text>" in files["map-concepts.svg"]
    assert "map-model.md" not in files


@pytest.fixture
def linked_tree(project, eve, glad):
    """A concept linked to the label glad."""
    save_map(eve, "concepts", nodes(node("a", "Joy", ROOT, ("label", glad.id))), 0)
    return tree_at(project, map_of(project, "concepts").current)


def seen(eve, tree, label):
    """How the link is shown, which labels the map does not name, and which concepts have none."""
    eve.refresh_from_db()
    shown = targets_of(eve, [("label", label.id)])["label", label.id].name
    tones = [one.name for one in unplaced_labels(eve, tree) if one.name in {"glad", "cross", "pleased"}]
    return shown, tones, [one.text for one in unlabelled_nodes(eve, tree)]


def change(project, owner, act, label, **more):
    project.refresh_from_db()
    done = applying.apply(project, Wish(act, (label.id,), **more), "So.", owner, seen=project.schema_id)
    Job.objects.update(state="done", finished_at=timezone.now())
    return done


def test_a_link_follows_its_label_when_that_is_renamed_merged_or_moved_and_back(
    project, owner, eve, glad, linked_tree
):
    cross = glad.question.labels.get(name="cross")
    change(project, owner, "rename", glad, names=("pleased",))
    assert seen(eve, linked_tree, glad) == ("pleased", ["cross"], [])
    done = change(project, owner, "merge", glad, into=cross.id)
    assert seen(eve, linked_tree, glad) == ("cross", [], [])
    applying.take_back(done, "No.", owner)
    Job.objects.update(state="done", finished_at=timezone.now())
    assert seen(eve, linked_tree, glad) == ("pleased", ["cross"], [])
    mood = {**TONE, "name": "Mood", "required": False, "labels": [{"name": "low"}, {"name": "high"}]}
    publish_schema(project, [*project.schema.questions, mood], owner)
    change(project, owner, "transfer", glad, question=project.questions.get(name="Mood").id)
    assert seen(eve, linked_tree, glad) == ("pleased", ["cross"], [])
    moved = project.questions.get(name="Mood").labels.get(name="pleased")
    assert moved.id != glad.id
    change(project, owner, "rename", moved, names=("content",))
    assert seen(eve, linked_tree, glad)[0] == "content"


def test_a_link_whose_label_is_gone_says_so_and_its_concept_has_none(project, owner, eve, glad, linked_tree):
    change(project, owner, "split", glad, names=("merry", "calm"))
    assert seen(eve, linked_tree, glad) == ("glad (no longer in use)", ["cross"], ["Joy"])
