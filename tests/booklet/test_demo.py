"""The demo ships a booklet worth reading: every label of its first question, and no link that leads nowhere."""

import pytest

from annotate.services.demo import load_demo
from booklet.models import Page
from booklet.services.links import addresses_of
from booklet.services.tree import labels_without_page
from booklet.text.markdown import Live, links_of, render

pytestmark = pytest.mark.django_db


def test_the_demo_has_a_page_for_every_label_of_its_first_question_and_all_links_lead_somewhere():
    demo = load_demo()
    first = demo.questions.order_by("id").first()
    assert first.name not in {question.name for question, _ in labels_without_page(demo)}
    numbers = {str(decision.number) for decision in demo.decisions.all()}
    assert len(numbers) >= 2
    for page in Page.objects.with_text():
        assert set(links_of(page.current.text)) == set(addresses_of(page.current, demo.slug)), page.title
        live = [part for part in render(page.current.text).parts({}) if isinstance(part, Live)]
        assert {part.name for part in live if part.kind == "decision"} <= numbers
    assert Page.objects.filter(parent__isnull=False).exists()
