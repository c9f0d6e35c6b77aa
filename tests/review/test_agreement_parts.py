"""Agreement over time, by phase and batch, and beside suggestions; where documents belong to groups; and as files."""

import csv
import io
import random
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from annotate import jobs
from annotate.models import Annotation, Document, Phase
from review.models import CountedDocument, CountedSlice, Counting
from review.services.comparing import compare
from review.services.counters import clock
from review.services.counters.auditing import differences
from review.services.overlap import Which
from review.services.parts import pairs_of, parts_of
from tests.review.counters.world import make, says

pytestmark = pytest.mark.django_db
DOCUMENTS, HALF, GROUPS = 120, 60, 30


@pytest.fixture(scope="module")
def project(made_once):
    """Two people answer 120 documents of 30 conversations: half two weeks ago in a pilot, half beside a suggestion."""

    rng = random.Random(7)
    project, people, documents = make(2, DOCUMENTS)
    for number, document in enumerate(documents):
        Document.objects.filter(id=document.id).update(group=f"call {number % GROUPS}")
        for person in people:
            says(person, document, rng, suggestions_shown=[1] if number >= HALF else [])
    pilot = Phase.objects.create(project=project, kind="pilot", name="Pilot")
    then = timezone.now() - timedelta(days=14)
    old = Annotation.objects.filter(document__in=[document.id for document in documents[:HALF]])
    with connection.cursor() as cursor:  # answers are append-only: their triggers rest meanwhile
        cursor.execute("SET session_replication_role = replica")
        old.update(saved_at=then, phase=pilot)
        cursor.execute("SET session_replication_role = DEFAULT")
    for _time in range(3):
        clock.count_what_waits()
        jobs.run_due()
    project.refresh_from_db()
    return project


@pytest.fixture
def tone(project):
    return project.questions.select_related("project__schema").get(name="Tone")


@pytest.fixture
def get(client, project):
    def get(address, status=200):
        client.force_login(project.created_by)
        reply = client.get(f"/projects/{project.slug}/review/{address}")
        assert reply.status_code == status, reply.content.decode()[:2000]
        return reply.content.decode()

    return get


def test_the_counters_know_every_part(project):
    assert differences(project) == []


def test_each_part_counts_its_own_documents(tone):
    parts = parts_of(tone, Which.INDEPENDENT)
    assert [(one.name, one.headline.figure.count) for one in parts.phases] == [("Pilot", HALF)]
    assert [one.headline.figure.count for one in parts.weeks] == [
        HALF
    ]  # the others were answered beside a suggestion
    assert [(one.name, one.headline.figure.count) for one in parts.batches] == [("texts", HALF)]
    everything = parts_of(tone, Which.ALL)
    assert [one.headline.figure.count for one in everything.weeks] == [HALF, DOCUMENTS - HALF]
    assert everything.trend.points[1].x > everything.trend.points[0].x


def test_two_by_two_in_a_part_is_what_the_two_said_in_it(tone, get):
    everybody = {(pair.one, pair.other): pair for pair in compare(tone, Which.ALL).pairs}
    weeks = [pairs_of(tone, Which.ALL, "week", week.place) for week in parts_of(tone, Which.ALL).weeks]
    for number, pair in enumerate(everybody.values()):
        there = [
            week for pairs in weeks for week in pairs if (week.one, week.other) == (pair.one, pair.other)
        ]
        assert [week.documents for week in there] == [HALF, DOCUMENTS - HALF], number
        same = sum(round(week.agreed * week.documents) for week in there)
        assert same == round(pair.agreed * pair.documents)
        assert all(week.interval[0] < week.value < week.interval[1] for week in there)
    pilot = parts_of(tone, Which.INDEPENDENT).phases[0]
    shown = get(f"parts/?question={tone.id}&kind=phase&part={pilot.place}")
    assert "Two by two: Pilot" in shown
    assert all(f"{one}, {other}" in shown for one, other in everybody)


def test_in_parts_and_two_by_two_conversations_are_drawn(project, tone):
    [pilot] = parts_of(tone, Which.INDEPENDENT).phases
    assert (pilot.headline.figure.count, pilot.headline.figure.groups) == (HALF, GROUPS)
    pair, *_others = pairs_of(tone, Which.INDEPENDENT, "phase", pilot.place)
    assert pair.interval[0] < pair.value < pair.interval[1]


def test_few_conversations_have_no_figure_however_many_documents(project, tone):
    """Blocks stand for conversations: all documents into five of them."""
    for slice_of in CountedDocument.objects.filter(question=tone):
        slice_of.slices[-1] %= 5
        slice_of.save(update_fields=["slices"])
    [pilot] = parts_of(tone, Which.INDEPENDENT).phases
    assert pilot.headline.figure.state == "too few"
    pair, *_others = pairs_of(tone, Which.INDEPENDENT, "phase", pilot.place)
    assert (pair.documents, pair.value, pair.interval) == (HALF, None, None)
    pair, *_others = compare(tone, Which.ALL).pairs
    assert (pair.documents, pair.value, pair.interval) == (DOCUMENTS, None, None)


def test_of_two_people_alone_every_part_is_shown(project, tone, get):
    pair = compare(tone, Which.ALL).pairs[0]
    two = (pair.other.id, pair.one.id)
    percents = [week.figures[1].figure for week in parts_of(tone, Which.ALL, two).weeks]
    assert [percent.count for percent in percents] == [HALF, DOCUMENTS - HALF]
    assert sum(one.value * one.count for one in percents) == pytest.approx(pair.agreed * pair.documents)
    shown = get(f"parts/?question={tone.id}&one={two[0]}&other={two[1]}")
    assert "Only what these two said" in shown
    rows = list(csv.reader(io.StringIO(get(f"figures.csv?of=parts&one={two[0]}&other={two[1]}"))))
    assert ["Week from"] in rows
    assert ["With suggestions hidden and shown"] not in rows


def test_parts_and_people_that_are_not_there_are_refused(project, tone, get):
    assert "no part. Choose one of: week, phase, batch" in get("parts/?kind=year&part=1", status=422)
    get("parts/?kind=week&part=1", status=404)
    get(f"parts/?one={project.created_by_id}&other=0", status=404)
    get("parts/?one=1&other=x", status=422)


def test_shown_and_hidden_stand_side_by_side(tone, get):
    assert [compare(tone, one).documents for one in (Which.INDEPENDENT, Which.SUGGESTED)] == [HALF, HALF]
    shown = get(f"parts/?question={tone.id}")
    assert "First answers beside a suggestion" in shown
    assert "Pilot" in shown


def test_intervals_draw_groups_and_not_documents(project, tone):
    [counted, _percent] = compare(tone, Which.ALL).measured[::3]
    Counting.objects.filter(project=project).update(is_whole=False)
    read = compare(tone, Which.ALL)
    assert (counted.figure.count, counted.figure.groups) == (DOCUMENTS, counted.figure.groups)
    assert 15 <= counted.figure.groups <= GROUPS  # two may share a block
    assert counted == read.measured[0]
    Document.objects.filter(project=project).update(group="")
    alone = compare(tone, Which.ALL).measured[0].figure
    assert (alone.value, alone.groups) == (counted.figure.value, None)


def test_groups_without_anything_to_compare_are_no_error(project, tone, get):
    topics = project.questions.get(name="Topics")
    CountedSlice.objects.filter(which=Which.SUGGESTED).delete()
    for question in (tone, topics):
        assert "too few documents" in get(f"parts/?question={question.id}")


def test_fewer_groups_than_a_figure_needs_are_said_to_be_too_few(project, tone, get):
    Counting.objects.filter(project=project).update(is_whole=False)
    for number, document in enumerate(project.documents.order_by("id")):
        Document.objects.filter(id=document.id).update(group=f"file {number % 5}")
    assert "too few groups: 15 are needed" in get(f"?question={tone.id}&which=all")


@pytest.mark.parametrize("of", ["agreement", "parts", "disagreements", "annotators", "model"])
def test_every_page_of_figures_comes_as_a_table_and_as_a_report(get, of):
    rows = list(csv.reader(io.StringIO(get(f"figures.csv?of={of}"))))
    report = get(f"report/?of={of}")
    assert report.startswith("<!doctype html>")
    if of != "model":  # nothing was learned here
        assert len(rows) > 3
        assert f"<h2>{rows[0][0]}</h2>" in report
        assert "<script" not in report


def test_the_file_says_what_the_page_says(tone, get):
    figure = compare(tone, Which.ALL).measured[0].figure
    rows = list(csv.reader(io.StringIO(get(f"figures.csv?of=agreement&question={tone.id}&which=all"))))
    assert rows[2][:2] == ["Krippendorff's alpha", str(round(figure.value, 4))]
    assert rows[2][4] == str(DOCUMENTS)


def test_there_is_no_report_of_anything_else(get):
    assert "no report of “money”" in get("report/?of=money", status=422)
