"""Plans of both groups: measured where there are answers, assumed where the owner says so, else nothing."""

from decimal import Decimal

import pytest

from annotate.imports.options import Options
from annotate.models import Gold, Membership
from review.models import Rates
from review.services.costs.groups import ENOUGH
from review.services.costs.sourcing import sourcing_of
from review.services.costs.spending import HOUSE, OUTSIDE
from tests.annotate.answering import says
from tests.review.counters.world import bring_in

pytestmark = pytest.mark.django_db
CARDS = 40


@pytest.fixture
def tone(project):
    return project.questions.select_related("project__schema").get(name="Tone")


@pytest.fixture
def crowd(project, tone, supervisor):
    """Five of a crowd on forty cards: the first errs on every fourth, the others never. All of them are glad."""
    rows = [
        {
            "text": f"Card {card}.",
            "Tone": "cross" if worker == 0 and card % 4 == 0 else "glad",
            "annotator": f"W{worker}",
            "price": 0.02,
        }
        for card in range(CARDS)
        for worker in range(5)
    ]
    bring_in(project, rows)
    [glad, _cross] = tone.labels.order_by("id")
    for document in project.documents.all():
        Gold.objects.create(
            project=project,
            document=document,
            question=tone,
            schema=project.schema,
            content={"labels": [glad.id]},
            origin="blind_expert",
            decided_by=supervisor,
        )
    return list(project.documents.order_by("id"))


def test_without_answers_or_an_assumption_there_is_no_plan(tone):
    found = sourcing_of(tone, 0.05)
    assert found.outcomes == {}
    assert [basis.group for basis in found.bases] == [None, None]


def test_an_assumption_is_called_one(project, tone):
    Rates.objects.create(project=project, house_accuracy=90, crowd_accuracy=70, crowd_price=Decimal("0.05"))
    found = sourcing_of(tone, 0.05)
    assert [basis.is_assumed for basis in found.bases] == [True, True]
    single = found.outcomes[HOUSE][0], found.outcomes[OUTSIDE][0]
    assert [one.error for one in single] == pytest.approx([0.1, 0.3], abs=0.02)
    assert found.outcomes[OUTSIDE][0].price == 0.05
    assert found.outcomes[HOUSE][0].price is None, "no rate, no price"


def test_a_crowd_pilot_is_measured_with_its_price(project, tone, crowd):
    found = sourcing_of(tone, 0.05)
    [_house, outside] = found.bases
    assert (outside.is_assumed, outside.people, outside.answers) == (False, 5, 5 * CARDS)
    assert outside.group.price == pytest.approx(0.02)
    assert found.by_gold
    one, three = found.outcomes[OUTSIDE][:2]
    assert one.error == pytest.approx(0.05, abs=0.02), "one of five errs on a quarter"
    assert three.error < one.error
    assert three.price == pytest.approx(0.06)
    again = sourcing_of(tone, 0.05).outcomes[OUTSIDE]
    assert [one.error for one in again] == [one.error for one in found.outcomes[OUTSIDE]], "the seed is kept"


def test_few_answers_of_the_house_leave_the_assumption_standing(project, tone, crowd, annotator, answer):
    ada = Membership.objects.select_related("project__schema").get(project=project, user=annotator)
    Rates.objects.create(project=project, house_accuracy=95)
    for document in crowd[: ENOUGH - 1]:
        says(ada, answer, document)
    assert sourcing_of(tone, 0.05).bases[0].is_assumed
    says(ada, answer, crowd[ENOUGH])
    assert not sourcing_of(tone, 0.05).bases[0].is_assumed


def test_options_of_an_import_made_before_still_read():
    saved = Options.from_json(
        {
            "reading": {
                "format": "jsonl",
                "encoding": "utf-8",
                "member": "",
                "table": {"delimiter": ",", "has_header": True, "has_quotes": True},
            },
            "columns": {"text": "text"},
        }
    )
    assert not saved.external
