"""The counters say what all answers say: after every event, in whatever order transactions end, whoever counts."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier, Event

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from annotate import jobs
from annotate.erasure.documents import erase_document
from annotate.models import Job, QueueRow
from annotate.services.knowing import leave_overlap
from annotate.services.projects import change_project
from review.models import CountedDocument, CountedPattern, Counting
from review.services.comparing import compare
from review.services.counters import clock, counting, following, recounting
from review.services.counters.auditing import differences
from review.services.counters.following import follow
from review.services.drilling import Asked, documents_behind
from review.services.overlap import Which
from tests.review.counters.world import bring_in, make, says

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 4


@pytest.fixture
def rng():
    return random.Random(20_261_126)


def answered(rng, documents):
    """Each of so many documents by up to three of four; nothing is counted yet."""
    project, people, documents = make(PEOPLE, documents)
    for document in documents:
        for person in rng.sample(people, rng.choice((1, 2, 3))):
            says(person, document, rng)
    return project, people, documents


@pytest.fixture
def world(rng):
    return answered(rng, 24)


def count_all(project):
    """As the workers do, until nothing is left to do."""
    for _time in range(4):
        clock.count_what_waits()
        jobs.run_due()
    project.refresh_from_db()
    assert not Job.objects.exclude(state="done").exists()


def seen(project):
    return {
        (question.name, which): compare(question, which)
        for question in project.questions.select_related("project__schema")
        for which in Which
    }


def met(comparison):
    """How often two people answered the same document."""
    return sum(pair.documents for pair in comparison.pairs)


def test_a_figure_is_the_same_from_the_counters_as_from_the_answers(rng):
    project, people, documents = answered(rng, 110)
    for document in documents[:20]:  # beside a suggestion, after a return: not of the headline
        for person in people:
            if not document.annotations.filter(author=person.user).exists():
                says(person, document, rng, stream=rng.choice(["returned", "ranked"]))
    before = seen(project)
    count_all(project)
    after = seen(project)
    assert all(one.reached is None for one in before.values())
    assert all(one.reached for one in after.values())
    beside = [one for (_name, which), one in before.items() if which is Which.SUGGESTED]
    assert not any(one.documents for one in beside)  # nobody saw a suggestion here
    assert all(one.measured[0].figure.value is not None for one in before.values() if one not in beside)
    assert before == {name: replace(one, reached=None) for name, one in after.items()}
    assert met(before["Tone", Which.ALL]) > met(before["Tone", Which.INDEPENDENT])
    assert differences(project) == []


def test_answers_are_counted_as_they_come(world, rng):
    project, people, documents = world
    count_all(project)
    for document in documents:
        says(rng.choice(people), document, rng)  # of some a first answer, of others a changed one
        if rng.random() < 0.3:
            follow(project.id)
    follow(project.id)
    assert differences(project) == []
    assert Counting.objects.get().newest == project.annotations.latest("id").id


def test_the_documents_behind_a_cell_are_the_same(world, rng):
    project, people, documents = world
    for document in documents[:20]:
        says(people[3], document, rng, stream="returned") if document.annotations.count() < 3 else None

    def behind():
        return [
            (
                found.count,
                found.next_after,
                [(one.document, sorted(one.said, key=str)) for one in found.shown],
            )
            for asked in cells
            for after in (0, documents[10].id)
            for found in [documents_behind(asked, after=after, most=3)]
        ]

    tone, warmth = (
        project.questions.select_related("project__schema").get(name=name) for name in ("Tone", "Warmth")
    )
    glad, cross = (label.id for label in tone.labels.order_by("id")[:2])
    said = ((tone, glad, cross), (tone, glad, glad), (warmth, 2, 3), (warmth, 4, 4), (warmth, 9, 1))
    cells = [Asked(question, which, one, other) for question, one, other in said for which in Which]
    read = behind()
    count_all(project)
    assert behind() == read
    assert sum(count for count, *_more in read)


def test_the_page_says_up_to_which_answer_it_counts(world, rng, client):
    project, people, documents = world
    count_all(project)
    counted = f"{project.annotations.latest('id').id:,}"
    says(people[0], documents[0], rng)
    client.force_login(project.created_by)
    with CaptureQueriesContext(connection) as asked:
        shown = client.get(f"/projects/{project.slug}/review/").content.decode()
    assert f"Counted up to answer {counted} of" in shown.replace("\xa0", ",").replace("\u202f", ",")
    assert not [one for one in asked.captured_queries if "annotate_response" in one["sql"]], (
        "no answer is read"
    )


def test_what_is_committed_late_is_counted_although_its_event_has_an_earlier_number(world, rng):
    project, people, documents = world
    count_all(project)
    said, may_end = Event(), Event()

    def slowly():
        try:
            with transaction.atomic():
                says(people[0], documents[0], random.Random(1))
                said.set()
                assert may_end.wait(60)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(slowly)
        assert said.wait(60)
        late = says(people[1], documents[1], rng)
        assert follow(project.id) == 0, "younger than a transaction that is still writing"
        assert Counting.objects.get().newest < late.id
        may_end.set()
        slow.result()
    assert follow(project.id) == 2
    assert differences(project) == []
    settled = [follow(project.id) or Counting.objects.get().settled for _time in range(3)]
    assert settled[-1] == project.events.latest("id").id, "and then nothing waits any more"


def test_whoever_dies_while_counting_has_changed_nothing(world, rng, monkeypatch):
    project, people, documents = world
    count_all(project)
    for document in documents:
        says(rng.choice(people), document, rng)
    before = (Counting.objects.values().get(), list(CountedPattern.objects.order_by("id").values()))

    def die(*_arguments):
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(following, "_move", die)
        with pytest.raises(SystemExit):
            follow(project.id)
    assert before == (Counting.objects.values().get(), list(CountedPattern.objects.order_by("id").values()))
    follow(project.id)
    assert differences(project) == []


def test_two_first_answers_at_the_same_moment_and_two_who_count(rng):
    project, people, documents = make(PEOPLE, 20)
    says(people[0], documents[0], rng)
    count_all(project)
    begin = Barrier(PEOPLE, timeout=60)

    def answer(number):
        try:
            for document in documents[1:]:
                begin.wait()
                says(people[number], document, random.Random(f"{number}/{document.id}"))
                if number < 2:
                    follow(project.id)
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        list(pool.map(answer, range(PEOPLE)))
    follow(project.id)
    assert differences(project) == []
    assert CountedPattern.objects.filter(documents__gt=0).exists()


def test_a_document_that_becomes_an_example_and_one_that_is_erased(world):
    project, _people, documents = world
    project.wants = 1
    project.overlap_percent = 100
    project.save()
    count_all(project)
    counted = compare(project.questions.get(name="Tone"))
    compared = next(one for one in documents if one.annotations.count() > 1)
    with transaction.atomic():
        leave_overlap(compared)
        project.events.create(kind="example added", document=compared, detail={"example": 1})
    erase_document(documents[1], project.created_by)
    follow(project.id)
    assert differences(project) == []
    assert compare(project.questions.get(name="Tone")).documents == counted.documents - 1


def test_answers_that_come_with_an_import(world, monkeypatch):
    project, _people, documents = world
    count_all(project)
    texts = [document.text for document in documents[:9]]
    bring_in(project, [{"text": text, "Tone": "odd"} for text in texts], source="crowd", source_counts=True)
    bring_in(project, [{"text": text, "Tone": "glad"} for text in texts], source="old tool")
    follow(project.id)
    assert differences(project) == []
    assert compare(project.questions.get(name="Tone")).reached.left_out.imported == 9
    monkeypatch.setattr(following, "MOST_AT_ONCE", 8)
    bring_in(project, [{"text": text, "Tone": "odd"} for text in texts], source="another crowd")
    follow(project.id)
    assert compare(project.questions.get(name="Tone")).reached is None, "so many are a job's work"
    count_all(project)
    assert differences(project) == []


def test_another_share_of_overlap_counts_all_anew(world):
    project, *_more = world
    count_all(project)
    change_project(project, project.created_by, wants=1, overlap_percent=50)
    project.refresh_from_db()
    assert compare(project.questions.get(name="Tone")).reached is None, "until then the answers are read"
    count_all(project)
    assert differences(project) == []
    drawn = QueueRow.objects.filter(project=project, overlap_key__lt=5_000).count()
    assert compare(project.questions.get(name="Tone")).documents <= drawn


def test_a_newer_way_of_counting_counts_all_anew_and_so_does_a_wish(world, monkeypatch):
    project, *_more = world
    count_all(project)
    newer = counting.VERSION + 1
    for one in (counting, clock, recounting):
        monkeypatch.setattr(one, "VERSION", newer)
    CountedPattern.objects.update(documents=7)
    count_all(project)
    assert differences(project) == []
    CountedPattern.objects.update(documents=7)
    assert differences(project)
    recounting.recount_anew(project)
    count_all(project)
    assert differences(project) == []


def test_an_operator_has_all_counted_anew_and_looks_whether_it_is_right(world, capsys):
    project, *_more = world
    call_command("recount_agreement", project.slug)
    count_all(project)
    call_command("recount_agreement", "--check")
    assert "the counters say what the answers say" in capsys.readouterr().out
    CountedPattern.objects.update(documents=7)
    call_command("recount_agreement", "--check")
    assert "other numbers of documents" in capsys.readouterr().out
    with pytest.raises(CommandError, match="No project is called nothing"):
        call_command("recount_agreement", "nothing")


def test_a_recount_that_is_killed_goes_on_where_it_was(world, monkeypatch):
    project, *_more = world
    monkeypatch.setattr(recounting, "STRETCH", 8)
    clock.count_what_waits()
    whole, counted = recounting.count_documents, []

    def die_at_the_second(question, documents):
        if len(counted) == 4:
            counted.append("died")
            raise OSError
        counted.append(question)
        whole(question, documents)

    monkeypatch.setattr(recounting, "count_documents", die_at_the_second)
    jobs.run_due()
    assert compare(project.questions.get(name="Tone")).reached is None
    assert CountedDocument.objects.exists()
    Job.objects.update(due_at="2020-01-01T00:00Z")
    count_all(project)
    assert len(counted) == 1 + 1 + 3 * 3, "of three stretches the second begins again"
    assert differences(project) == []
