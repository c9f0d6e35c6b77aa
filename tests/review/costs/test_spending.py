"""Minutes and money of accepted documents, on a few whose times are round numbers."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from annotate import queue
from annotate.models import Annotation, Membership, Payment, Standing
from annotate.services.annotations import parse_submission, save_annotation
from annotate.services.documents import NewDocument, add_documents
from annotate.services.gold import make_gold
from annotate.services.sources import make_source
from review.models import PersonalRate, Rates, ReviewTime
from review.planning import ENOUGH_DAYS, Forecast, Withheld
from review.services.costs import efforts
from review.services.costs.rates import set_rates
from review.services.costs.spending import spending_of
from review.services.costs.timesheets import timesheet_of

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture
def work(project, answer):
    """work(user, document, minutes, day) -> an answer to the document, which wanted one, saved on that day."""

    def save(user, document, minutes, day=0, **what):
        membership = Membership.objects.select_related("project__schema").get(project=project, user=user)
        standing, is_new = Standing.objects.get_or_create(
            document=document,
            annotator=user,
            occasion="work",
            defaults={"project": project, "state": "leased", "stream": "control"},
        )
        if is_new:
            standing.holds_slot = queue.take_slot(document.id)
            standing.save()
        replaces = str(standing.current.key) if standing.current else None
        body = answer(
            {"sha256": bytes(document.sha256).hex()},
            replaces=replaces,
            active_ms=round(minutes * 60_000),
            **what,
        )
        return save_annotation(membership, document, parse_submission(body), at=MONDAY + timedelta(days=day))

    return save


@pytest.fixture
def hourly(project):
    return Rates.objects.create(project=project, currency="CHF", hourly=Decimal(60))  # a franc a minute


def lines(part):
    return {line.name: (line.documents, line.minutes, line.money) for line in part}


def test_levels_add_up_to_the_whole_and_work_in_progress_is_left_out(
    project, documents, annotator, second_annotator, supervisor, work, hourly
):
    first, second, third, _fourth = documents
    for document in (first, second, third):
        document.queue_row.wants = 2
        document.queue_row.save()
    work(annotator, first, 2)
    work(second_annotator, first, 4)
    work(annotator, second, 1)
    work(second_annotator, second, 2)
    work(annotator, third, 8)  # wants another answer: not accepted
    kind = ReviewTime.Kind
    for person, of, ms in ((supervisor, kind.ADJUDICATION, 180_000), (supervisor, kind.SPOT_CHECK, 60_000)):
        ReviewTime.objects.create(project=project, document=first, person=person, kind=of, active_ms=ms)
    PersonalRate.objects.create(project=project, person=supervisor, hourly=Decimal(120))
    found = spending_of(project)
    assert (found.accepted, found.whole.minutes, found.whole.minutes_each) == (2, 13, 6.5)
    assert found.whole.money == pytest.approx(9 + 2 * 4)
    assert lines(found.levels) == {
        "first answer": (2, 3, 3),
        "second and further answers": (2, 6, 6),
        "adjudication": (2, 3, 6),
        "spot check": (2, 1, 2),
    }
    assert sum(line.minutes_each for line in found.levels) == found.whole.minutes_each
    assert lines(found.people) == {"Ada": (2, 3, 3), "Ben": (2, 6, 6), "Sam": (1, 4, 8)}
    assert lines(found.sources) == {"this house": (2, 13, 17)}


def test_an_answer_that_was_mended_costs_both_times(project, documents, annotator, work):
    work(annotator, documents[0], 2)
    work(annotator, documents[0], 1, tone_label=1)
    found = spending_of(project)
    assert (found.accepted, found.whole.minutes) == (1, 3)
    assert found.whole.money is None, "nobody has said what an hour costs"


def test_gold_accepts_a_document_that_wants_another_answer(project, documents, annotator, supervisor, work):
    documents[0].queue_row.wants = 2
    documents[0].queue_row.save()
    said = work(annotator, documents[0], 2)
    assert spending_of(project).accepted == 0
    make_gold(said, by=supervisor)
    assert spending_of(project).accepted == 1


def test_a_returned_answer_is_not_accepted(project, documents, annotator, work):
    work(annotator, documents[0], 2)
    Standing.objects.update(state="returned")
    assert spending_of(project).accepted == 0


def test_what_was_paid_counts_for_those_outside_and_their_time_costs_nothing_more(
    project, documents, work, hourly, annotator
):
    work(annotator, documents[0], 2)
    source = make_source(project, "W1", external=True)
    outside = Annotation.objects.create(
        key="00000000-0000-4000-8000-00000000000a",
        body_hash=b"",
        project=project,
        document=documents[0],
        author=source.user,
        schema=project.schema,
        stream="imported",
        active_ms=60_000,
    )
    Payment.objects.create(annotation=outside, amount=Decimal("0.25"))
    found = spending_of(project)
    assert lines(found.sources) == {"this house": (1, 2, 2), "people outside this house": (1, 1, 0.25)}


def test_a_label_costs_what_its_documents_cost(project, documents, annotator, work):
    work(annotator, documents[0], 2, tone_label=0, spans=[(0, 3, 0)])
    work(annotator, documents[1], 6, tone_label=1)
    found = spending_of(project)
    assert lines(found.labels) == {
        "cross – Tone": (1, 6, None),
        "glad – Tone": (1, 2, None),
        "person – Names": (1, 2, None),
    }


def test_a_forecast_needs_days_and_then_reaches_for_the_goal(project, batch, annotator, work, hourly):
    cards = add_documents(batch, [NewDocument(f"Card {number}.") for number in range(2 * ENOUGH_DAYS + 4)])
    for number in range(2 * (ENOUGH_DAYS - 1)):
        work(annotator, cards[number], 3, day=number // 2)
    assert spending_of(project).ahead is Withheld.TOO_FEW
    for number in range(2 * (ENOUGH_DAYS - 1), 2 * ENOUGH_DAYS):
        work(annotator, cards[number], 3, day=number // 2)
    ahead = spending_of(project).ahead
    assert isinstance(ahead, Forecast)
    assert (ahead.remaining, ahead.days.low, ahead.days.high) == (4, 2, 2), "two documents each day"
    assert ahead.hours.middle == pytest.approx(4 * 3 / 60)
    assert ahead.money.middle == pytest.approx(4 * 3)


def test_many_answers_are_read_on_a_part_of_the_documents(monkeypatch, project, batch, annotator, work):
    for card in add_documents(batch, [NewDocument(f"Card {number}.") for number in range(60)]):
        work(annotator, card, 3)
    monkeypatch.setattr(efforts, "MOST_READ", 30)
    found = spending_of(project)
    assert found.share == 0.5
    assert 0 < found.whole.documents < 60
    assert found.accepted == 2 * found.whole.documents
    assert found.whole.minutes_each == pytest.approx(3)


def test_the_timesheet_has_a_line_for_each_person_and_week(
    project, documents, annotator, second_annotator, supervisor, work
):
    work(annotator, documents[0], 30)
    work(annotator, documents[1], 30, day=6)
    work(annotator, documents[2], 15, day=7)
    work(second_annotator, documents[3], 6)
    ReviewTime.objects.create(
        project=project,
        document=documents[0],
        person=supervisor,
        kind="adjudication",
        active_ms=1_800_000,
        at=MONDAY,
    )
    sheet = timesheet_of(project)
    assert [(str(week.person), week.monday.day, week.hours) for week in sheet.weeks] == [
        ("Ada", 9, 0.25),
        ("Ada", 2, 1.0),
        ("Ben", 2, 0.1),
        ("Sam", 2, 0.5),
    ]
    assert [hours for _monday, hours in sheet.per_week] == [1.6, 0.25]
    assert {str(week.person) for week in timesheet_of(project, second_annotator).weeks} == {"Ben"}


def test_setting_rates_tells_nobody_the_figures(project, annotator, owner):
    rates = Rates(project=project, hourly=Decimal(30))
    set_rates(rates, {annotator.id: Decimal(40)}, owner)
    set_rates(rates, {annotator.id: None}, owner)
    assert not PersonalRate.objects.exists()
    assert [event.detail for event in project.events.filter(kind="rates set")] == [{}, {}]
