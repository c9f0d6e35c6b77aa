"""Documents, answers, hours: exact in what is left to do, and honest about its seconds."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotate.models import Annotation, QueueRow, Standing
from annotate.services.estimates import (
    SECONDS_UNTIL_MEASURED,
    Pace,
    Wish,
    estimate,
    pace_of,
)

pytestmark = pytest.mark.django_db

WISHES = st.builds(
    lambda wants, more, hundredths: Wish(wants, wants + more, Decimal(hundredths) / 100),
    st.integers(1, 4),
    st.integers(0, 3),
    st.integers(0, 10_000),
)
ROWS = st.lists(st.tuples(st.integers(0, 9_999), st.integers(0, 5), st.booleans()), min_size=4, max_size=4)


@given(WISHES, ROWS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_is_the_sum_over_the_documents(project, documents, wish, rows):
    for document, (overlap_key, claimed, is_held) in zip(documents, rows, strict=True):
        QueueRow.objects.filter(document=document).update(
            overlap_key=overlap_key, claimed=claimed, is_held=is_held
        )
    told = estimate(project, wish)
    wishes = [wish.of_document(overlap_key) for overlap_key, _claimed, _held in rows]
    left = [max(want - claimed, 0) for want, (_key, claimed, _held) in zip(wishes, rows, strict=True)]
    held = [is_held for _key, _claimed, is_held in rows]
    assert told.documents == 4
    assert told.overlapping == sum(overlap_key < wish.below for overlap_key, _claimed, _held in rows)
    assert told.wanted == sum(wishes)
    assert told.given == sum(claimed for _key, claimed, _held in rows)
    assert told.to_come == sum(more for more, is_held in zip(left, held, strict=True) if not is_held)
    assert told.on_hold == sum(more for more, is_held in zip(left, held, strict=True) if is_held)


@given(WISHES)
def test_a_larger_share_never_wants_less(wish):
    larger = Wish(wish.wants, wish.overlap_wants, min(wish.overlap_percent + 1, Decimal(100)))
    for key in (0, 99, 5_000, 9_999):
        assert wish.of_document(key) <= larger.of_document(key)


@pytest.mark.parametrize(("percent", "below"), [("0", 0), ("0.01", 1), ("12.5", 1_250), ("100", 10_000)])
def test_a_share_is_exact_to_a_hundredth_of_a_percent(percent, below):
    assert Wish(1, 2, Decimal(percent)).below == below


def test_what_is_lent_assigned_or_returned_is_still_to_come(project, documents, annotator):
    for document, state in zip(documents, ["leased", "assigned", "returned", "answered"], strict=True):
        Standing.objects.create(
            project=project,
            document=document,
            annotator=annotator,
            state=state,
            holds_slot=True,
            stream="control",
        )
    QueueRow.objects.update(claimed=1)
    told = estimate(project, Wish.of(project))
    assert (told.given, told.to_come) == (1, 3)


def save_with(project, document, author, milliseconds):
    Annotation.objects.bulk_create(
        Annotation(
            key=f"00000000-0000-4000-8000-{number:012}",
            body_hash=b"",
            project=project,
            document=document,
            author=author,
            schema=project.schema,
            stream="control",
            active_ms=active,
        )
        for number, active in enumerate(milliseconds)
    )


def test_the_pace_is_stated_until_twenty_answers_were_timed(project, documents, annotator):
    save_with(project, documents[0], annotator, [5_000] * 19 + [0])
    assert pace_of(project) == Pace(SECONDS_UNTIL_MEASURED, is_measured=False, measured_on=19)
    project.seconds_per_answer = 7.5
    assert pace_of(project).seconds == 7.5


def test_the_pace_is_the_median_of_the_newest_answers(project, documents, annotator):
    save_with(project, documents[0], annotator, [4_000] * 10 + [6_000] * 9 + [3_600_000] * 2)
    project.seconds_per_answer = 99
    assert pace_of(project) == Pace(6.0, is_measured=True, measured_on=21)


def test_hours_are_answers_times_seconds():
    assert Pace(18.0, is_measured=True, measured_on=20).hours(200) == 1.0


def test_an_empty_project_has_nothing_to_come(project):
    told = estimate(project, Wish.of(project))
    assert (told.documents, told.wanted, told.to_come, told.hours) == (0, 0, 0, 0)
