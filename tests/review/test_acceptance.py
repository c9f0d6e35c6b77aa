"""Accepting in bulk what people agree on: counted first, then made gold by a job that may be killed anywhere."""

import uuid

import pytest

from annotate import jobs
from annotate.jobs import run_job
from annotate.models import Event, Gold, Job, Membership, QueueRow
from annotate.roles import Role
from annotate.services.gold import make_gold
from annotate.services.returns import return_answer
from review.models import Contest
from review.services.acceptance import accepting, collecting
from review.services.gold_checks.returned import contest_return
from review.services.suspicions.referring import refer
from tests.annotate.answering import says
from tests.conftest import member

pytestmark = pytest.mark.django_db
GLAD, CROSS = 0, 1


@pytest.fixture
def people(project, annotator, second_annotator):
    third = member(project, "cy", Role.ANNOTATOR)
    return [
        Membership.objects.select_related("project__schema", "user").get(project=project, user=user)
        for user in (annotator, second_annotator, third)
    ]


@pytest.fixture
def told(documents, people, answer):
    """What each says to the tone of each document; None where one does not answer it."""

    def told(*rows):
        for document, row in zip(documents, rows, strict=False):
            for membership, said in zip(people, row, strict=True):
                if said is not None:
                    says(membership, answer, document, tone_label=said)
        return documents

    return told


@pytest.fixture
def page(client, project, supervisor):
    def get(address="", status=200, **form):
        client.force_login(supervisor)
        path = f"/projects/{project.slug}/review/acceptance/{address}"
        reply = client.post(path, form) if form else client.get(path)
        assert reply.status_code == status, reply.content.decode()[:2000]
        return reply.content.decode()

    return get


@pytest.fixture
def count(page, project):
    """Count what a rule would make gold; the job that counted."""

    def counted(percent=100, people=2, name="Tone"):
        question = project.questions.get(name=name)
        page(status=302, question=question.id, percent=percent, people=people)
        preview = Job.objects.filter(kind=accepting.PREVIEW).latest("id")
        run_job(preview.id)
        preview.refresh_from_db()
        return preview

    return counted


@pytest.fixture
def accept(page):
    def accepted(preview):
        page(f"{preview.id}/gold/", status=302, sent="yes")
        job = Job.objects.filter(kind=accepting.ACCEPT).latest("id")
        run_job(job.id)
        job.refresh_from_db()
        return job

    return accepted


def gold_of(document):
    return [row.content["labels"] for row in Gold.objects.filter(document=document).order_by("id")]


def test_what_all_agree_on_is_counted_shown_and_made_gold(told, page, count, accept, project, supervisor):
    agreed, divided, alone, _empty = told(
        (GLAD, GLAD, GLAD), (GLAD, GLAD, CROSS), (CROSS, None, None), (None, None, None)
    )
    preview = count()
    assert (preview.report["count"], preview.report["divided"]) == (1, 1)
    shown = page(f"{preview.id}/")
    assert "Make 1 document gold" in shown
    assert str(agreed) in shown
    assert "1 document is too divided" in shown
    assert accept(preview).report == {"count": 1}
    glad = project.questions.get(name="Tone").labels.get(name="glad").id
    assert [gold_of(document) for document in (agreed, divided, alone)] == [[[glad]], [], []]
    [gold] = Gold.objects.all()
    assert (gold.origin, gold.decided_by, len(gold.answers_seen)) == ("aggregated", supervisor, 3)


def test_a_majority_is_enough_where_one_says_so(told, count, accept):
    _agreed, majority = told((GLAD, GLAD, GLAD), (GLAD, GLAD, CROSS))[:2]
    preview = count(percent=66)
    assert preview.report["percents"] == [[100, 1], [66, 1]]
    accept(preview)
    assert len(gold_of(majority)) == 1


def test_a_tie_is_never_accepted(told, count):
    told((GLAD, CROSS, None))
    assert count(percent=51).report["count"] == 0


def test_nobody_marking_anything_is_agreement_too(told, count, accept):
    [document, *_rest] = told((GLAD, CROSS, None))
    accept(count(name="Names"))
    assert [row.content for row in Gold.objects.filter(document=document)] == [{"spans": []}]


def test_what_is_decided_already_is_left_out(told, count, supervisor):
    [document, *_rest] = told((GLAD, GLAD, GLAD))
    make_gold(document.annotations.first(), supervisor)
    assert count().report["count"] == 0


def test_what_waits_for_a_person_is_not_decided_by_a_vote(told, count, accept, people, supervisor, project):
    """Sam returned an answer and its annotator contests that: he is not to settle it by accepting in bulk."""
    contested, sent = told((GLAD, GLAD, GLAD), (GLAD, GLAD, GLAD))[:2]
    preview = count()
    assert preview.report["count"] == 2
    given = contested.annotations.get(author=people[0].user)
    return_answer(contested, people[0].user, "Is she not cross?", supervisor)
    contest_return(people[0], given.id, uuid.uuid4(), "It is meant kindly.")
    refer(project.questions.get(name="Tone"), [sent.id], supervisor)
    assert accept(preview).report == {"count": 0}
    assert count().report["count"] == 0
    [waiting] = Contest.objects.all()
    assert (waiting.document_id, gold_of(contested), gold_of(sent)) == (contested.id, [], [])


def test_an_answer_that_came_after_the_count_stops_it(told, count, accept, people, answer):
    [document, *_rest] = told((GLAD, GLAD, None))
    preview = count()
    says(people[2], answer, document, tone_label=CROSS)
    assert accept(preview).report == {"count": 0}
    assert gold_of(document) == []


def test_a_killed_job_neither_loses_nor_doubles(told, count, page, monkeypatch):
    """It dies between its parts, and once more in the middle of one."""
    documents = told(*[(GLAD, GLAD, GLAD)] * 4)
    monkeypatch.setattr(collecting, "A_STRETCH", 1)
    preview = count()
    page(f"{preview.id}/gold/", status=302, sent="yes")
    job = Job.objects.filter(kind=accepting.ACCEPT).latest("id")
    whole, calls = accepting.accept, []

    def dying(*arguments, **more):
        calls.append(1)
        made = whole(*arguments, **more)
        if len(calls) in (2, 4):
            raise ConnectionError  # its gold is written, its transaction is not over
        return made

    monkeypatch.setattr(accepting, "accept", dying)
    for _attempt in range(3):
        Job.objects.filter(id=job.id).update(due_at=job.created_at)
        run_job(job.id)
    job.refresh_from_db()
    assert (job.state, job.report) == ("done", {"count": 4})
    assert [len(gold_of(document)) for document in documents] == [1, 1, 1, 1]
    assert Event.objects.filter(kind="gold decided").count() == 4


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"percent": 50, "people": 2}, "from 51 to 100"),
        ({"percent": 100, "people": 1}, "from 2 to 100"),
        ({"percent": "x", "people": 2}, "must be a number"),
    ],
)
def test_a_rule_that_cannot_be_is_refused_in_words(told, page, project, form, sentence):
    question = project.questions.get(name="Tone")
    assert sentence in page(status=422, question=question.id, **form)


def test_nothing_is_accepted_before_it_is_counted(told, page, project, supervisor):
    question = project.questions.get(name="Tone")
    arguments = {"question": question.id, "percent": 100, "people": 2, "with_audit": True}
    preview = jobs.start(accepting.PREVIEW, project=project, owner=supervisor, arguments=arguments)
    assert "It is not counted yet" in page(f"{preview.id}/gold/", status=409, sent="yes")
    assert "waiting to begin" in page(f"{preview.id}/")


def disagreeing(told):
    """Cy always says the contrary, as three documents show; on the fourth only Ada and Cy spoke."""
    return told((GLAD, GLAD, CROSS), (CROSS, CROSS, GLAD), (GLAD, GLAD, CROSS), (GLAD, None, CROSS))


def test_every_way_is_counted_side_by_side_and_leads_to_where_two_differ(told, page, count):
    disagreeing(told)
    preview = count(percent=66)
    ways = {way: (levels[0], ties) for way, levels, ties in preview.report["ways"]}
    assert ways["majority"] == (3, 1)
    assert ways["weighted"] == (4, 0)  # Ada is mostly with the others, Cy never
    assert ["majority", "weighted", 1] in preview.report["apart"]
    shown = page(f"{preview.id}/documents/?way=majority&other=weighted")
    assert shown.count("passage small") == 1
    assert "undecided" in shown
    assert page(f"{preview.id}/documents/?way=majority&ties=yes").count("passage small") == 1


def test_dawid_and_skene_can_be_what_is_accepted(told, page, count):
    *_others, last = disagreeing(told)
    preview = count(percent=66)
    page(f"{preview.id}/gold/", status=302, way="dawid-skene", percent=51)
    job = Job.objects.filter(kind=accepting.ACCEPT).latest("id")
    run_job(job.id)
    assert Gold.objects.filter(document=last).exists()  # a tie for the majority
    assert {event.detail["way"] for event in Event.objects.filter(kind="gold decided")} == {"dawid-skene"}


def test_marks_are_put_together_mark_by_mark(told, people, answer, documents, count, page, project):
    """Three mark a name, one of them another word as well: two in three say exactly the same."""
    for membership, spans in zip(people, ([(0, 3, 0)], [(0, 3, 0)], [(0, 3, 0), (4, 6, 1)]), strict=True):
        says(membership, answer, documents[0], tone_label=GLAD, spans=spans)
    preview = count(percent=51, name="Names")
    ways = {way: levels[0] for way, levels, _ties in preview.report["ways"]}
    assert ways == {"majority": 1, "weighted": 1}


def test_one_more_answer_is_asked_for_where_it_is_worth_most(told, page, count, project):
    documents = told((GLAD, GLAD, None), (GLAD, CROSS, None), (CROSS, CROSS, None), (GLAD, GLAD, None))
    QueueRow.objects.filter(project=project).update(pool=0, wants=2, claimed=2)
    preview = count(percent=66)
    [[ranked, worth]] = preview.report["worth"]  # two who contradict each other, and somebody left to ask
    assert (ranked, worth > 0.1) == (documents[1].id, True)
    assert f"+{round(100 * worth)}" in page(f"{preview.id}/")
    page(f"{preview.id}/another-answers/", status=302, budget=5)
    row = QueueRow.objects.get(document=documents[1])
    assert (row.wants, row.claimed) == (3, 2)
    assert Event.objects.filter(kind="another answer wanted").count() == 1
    page(f"{preview.id}/another-answers/", status=302, budget=5)  # it wants one already: nothing doubles
    assert QueueRow.objects.get(document=documents[1]).wants == 3


@pytest.mark.parametrize(
    ("address", "form", "sentence"),
    [
        ("documents/?way=nonsense", {}, "no way to put these answers together"),
        ("documents/?way=majority&other=majority", {}, "does not differ from itself"),
        ("another-answers/", {"budget": 0}, "from 1 to 1000"),
        ("gold/", {"way": "median"}, "no way to put these answers together"),
    ],
)
def test_what_cannot_be_asked_of_a_count_is_refused_in_words(told, page, count, address, form, sentence):
    told((GLAD, GLAD, GLAD))
    assert sentence in page(f"{count().id}/{address}", status=422, **form)
