"""Answers with suggestions shown against answers with them hidden, read from real rows."""

import uuid

import pytest

from annotate.models import Annotation, Choice, Gold, Phase, Response, Suggestion
from annotate.services.documents import NewDocument, add_documents
from annotate.services.sources import make_source
from review.services.costs.influence import influence_on, seen_by_person

pytestmark = pytest.mark.django_db
CARDS = 60
GLAD, CROSS = 0, 1


@pytest.fixture
def tone(project):
    return project.questions.select_related("project").get(name="Tone")


@pytest.fixture
def world(project, batch, tone, annotator, supervisor):
    """Every third suggestion is wrong; who sees one says it, who sees none says what is right. Gold is glad."""
    labels = list(tone.labels.order_by("id"))
    source = make_source(project, "pilot")
    cards = add_documents(batch, [NewDocument(f"Card {number}.") for number in range(2 * CARDS)])
    for number, card in enumerate(cards):
        suggested = CROSS if number % 3 == 0 else GLAD
        suggestion = Suggestion.objects.create(
            project=project,
            document=card,
            question=tone,
            source=source,
            content={"labels": [labels[suggested].id]},
        )
        is_shown = number < CARDS
        said = Annotation.objects.create(
            key=uuid.uuid4(),
            body_hash=b"",
            project=project,
            document=card,
            author=annotator,
            schema=project.schema,
            stream="ranked",
            active_ms=4_000 if is_shown else 8_000,
            suggestions_shown=[suggestion.id] if is_shown else [],
        )
        response = Response.objects.create(annotation=said, question=tone, state="answered")
        Choice.objects.create(response=response, label=labels[suggested if is_shown else GLAD])
        Gold.objects.create(
            project=project,
            document=card,
            question=tone,
            schema=project.schema,
            content={"labels": [labels[GLAD].id]},
            origin="blind_expert",
            decided_by=supervisor,
        )
    return cards


def test_the_influence_is_found_and_told_for_each_annotator(tone, world):
    told = influence_on(tone)
    found = told.whole
    assert (found.right.shown, found.right.hidden) == (CARDS, CARDS)
    assert found.right.value == pytest.approx(-1 / 3)
    assert found.right.high < 0
    assert found.time.value == pytest.approx(0.5)
    assert (found.followed_right.value, found.followed_wrong.value) == (1.0, 1.0)
    assert (found.by_chance_right.value, found.by_chance_wrong.value) == (1.0, 0.0)
    assert [person.name for person in told.people] == ["Ada"]
    assert told.people[0].figures == found


def test_gold_of_ones_own_answer_tells_nobody_right(project, tone, annotator, world):
    labels = list(tone.labels.order_by("id"))
    for card in world:
        Gold.objects.create(
            project=project,
            document=card,
            question=tone,
            schema=project.schema,
            content={"labels": [labels[CROSS].id]},
            origin="adjudicated",
            answered_by=[annotator.id],
            decided_by=project.created_by,
        )
    found = influence_on(tone).whole
    assert found.right.value is None
    assert found.time.value == pytest.approx(0.5), "how long it took needs no gold"


def test_phases_without_suggestions_are_no_experiment(project, tone, world, second_annotator):
    pilot = Phase.objects.create(project=project, name="pilot", kind="pilot")
    for card in world[:5]:
        said = Annotation.objects.create(
            key=uuid.uuid4(),
            body_hash=b"",
            project=project,
            document=card,
            author=second_annotator,
            schema=project.schema,
            stream="control",
            phase=pilot,
        )
        Response.objects.create(annotation=said, question=tone, state="answered")
    assert second_annotator.id not in seen_by_person(tone)
