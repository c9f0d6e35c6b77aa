"""The demo ships a booklet worth reading: every label of its first question, and no link that leads nowhere."""

import json

import pytest

from annotate.models import Label, Project
from annotate.models.queueing import Pool
from annotate.services.demo import load_demo
from booklet.maps.nodes import linked
from booklet.models import Page
from booklet.services.demo import FOLDER
from booklet.services.links import addresses_of
from booklet.services.maps import tree_at
from booklet.services.tree import labels_without_page
from booklet.text.markdown import Live, links_of, render

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture(scope="module")
def world(made_once):
    return load_demo().id


@pytest.fixture
def demo(world, db):
    return Project.objects.get(id=world)


def test_the_demo_has_a_page_for_every_label_of_its_first_question_and_all_links_lead_somewhere(demo):
    first = demo.questions.order_by("id").first()
    assert first.name not in {question.name for question, _ in labels_without_page(demo)}
    numbers = {str(decision.number) for decision in demo.decisions.all()}
    assert len(numbers) >= 2
    for page in Page.objects.with_text():
        assert set(links_of(page.current.text)) == set(addresses_of(page.current, demo)), page.title
        live = [part for part in render(page.current.text).parts({}) if isinstance(part, Live)]
        assert {part.name for part in live if part.kind == "decision"} <= numbers
    assert Page.objects.filter(parent__isnull=False).exists()


def test_its_examples_are_of_documents_that_are_not_in_the_audit_pool_and_all_of_those(demo):
    told = json.loads((FOLDER / "examples.json").read_text("utf-8"))
    documents = demo.documents.filter(external_id__in=[one["document"] for one in told])
    expected = set(documents.exclude(queue_row__pool=Pool.AUDIT).values_list("external_id", flat=True))
    assert set(demo.examples.values_list("document__external_id", flat=True)) == expected
    assert len(told) >= 15
    titles = set(Page.objects.values_list("current__title", flat=True))
    assert {title for one in told for title in links_of(one["reasoning"])} <= titles
    assert {one["page"] for one in told} >= {
        "Need",
        "Budget",
        "Authority",
        "Timing",
        "Competition",
        "Objection",
    }


def test_its_two_maps_name_every_label(demo):
    labels = set(Label.objects.filter(question__project=demo, retired_at=None).values_list("id", flat=True))
    named = set()
    for drawn in demo.maps.select_related("current"):
        tree = tree_at(demo, drawn.current)
        assert len(tree.nodes) >= 20
        named |= linked(tree, "label")
    assert demo.maps.count() == 2
    asked = {label["id"] for question in demo.schema.questions[:2] for label in question["labels"]}
    assert asked <= named <= labels
