"""What is told of gold checks, contesting them, and how long they last: of whom, to whom, and who decides."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from annotate.models import Event, Membership, QueueRow, Standing
from annotate.roles import Role
from annotate.services.annotations import parse_submission, save_annotation
from annotate.services.documents import NewDocument, add_documents
from annotate.services.gold import Accepted, Basis, accept
from annotate.services.projects import add_member
from review.models import Contest
from review.sampling.proportion import Proportion
from review.services.annotators import against_gold
from review.services.drift import ENOUGH_A_WEEK, confusions_of, drift_of, weeks_of
from review.services.gold_checks.contesting import waiting
from review.services.gold_checks.pool import stock_of
from review.services.gold_checks.telling import AT_ONCE, told_to

pytestmark = pytest.mark.django_db
GLAD, CROSS = 0, 1


@pytest.fixture
def tone(project):
    return project.schema.questions[0]


@pytest.fixture
def decided(project, tone):
    """Decide on a document: decided(document, CROSS, by=supervisor)."""

    def decided(document, label, by):
        contents = {tone["id"]: {"labels": [tone["labels"][label]["id"]]}}
        return accept([Accepted(document.id, contents, Basis((), ()))], project.schema, by)

    return decided


@pytest.fixture
def checks(batch, decided, supervisor):
    """Five documents that are known to be glad and have all their answers."""
    documents = add_documents(batch, [NewDocument(f"A card, number {number}.") for number in range(AT_ONCE)])
    QueueRow.objects.filter(document__in=documents).update(claimed=1)
    for document in documents:
        decided(document, GLAD, supervisor)
    return documents


@pytest.fixture
def says_tone(project, answer):
    """Let somebody answer a document: says_tone(user, document, CROSS, occasion) -> annotation."""

    def says_tone(user, document, label, occasion="work"):
        member = Membership.objects.select_related("project__schema", "user").get(project=project, user=user)
        Standing.objects.create(
            project=project,
            document=document,
            annotator=user,
            occasion=occasion,
            state="leased",
            stream="control" if occasion == "work" else occasion,
        )
        body = answer({"sha256": bytes(document.sha256).hex()}, tone_label=label)
        return save_annotation(member, document, parse_submission(body))

    return says_tone


@pytest.fixture
def checked(annotator, says_tone):
    """Ada meets a document as a gold check: checked(document, CROSS) -> her answer."""
    return lambda document, label: says_tone(annotator, document, label, "gold_check")


@pytest.fixture
def told(checks, checked):
    """Ada's answer to the first check, which differs; the four others are right. All of them are told."""
    first, *_right = [checked(one, GLAD if number else CROSS) for number, one in enumerate(checks)]
    return first


@pytest.fixture
def send(client, project):
    """Contest as somebody: send(annotator, annotation, "why") -> response."""

    def send(user, annotation, reason="It is about the weather.", key=None):
        client.force_login(user)
        body = {"annotation": annotation.id, "key": key or str(uuid.uuid4()), "reason": reason}
        return client.post(reverse("review:contest-list", args=[project.slug]), body)

    return send


@pytest.fixture
def page(client, project):
    def get(user, name, *arguments):
        client.force_login(user)
        return client.get(reverse(f"review:{name}", args=[project.slug, *arguments])).content.decode()

    return get


def test_what_was_answered_otherwise_is_told_five_checks_at_a_time(
    membership, annotator, checks, checked, page
):
    for document in checks[:-1]:
        checked(document, CROSS)
    assert told_to(membership) == []
    assert "What holds" not in page(annotator, "my-figures")
    checked(checks[-1], GLAD)
    assert len(told_to(membership)) == AT_ONCE - 1
    shown = page(annotator, "my-figures")
    assert "A card, number 0." in shown
    assert "A card, number 4." not in shown, "what is right needs no word"


def test_where_several_answers_may_be_right_nothing_is_told(told, membership):
    assert told_to(membership)
    membership.project.disagreement = "variation"
    assert told_to(membership) == []


def test_gold_that_does_not_grade_a_person_is_not_held_against_them(membership, told, decided, annotator):
    decided(told.document, GLAD, annotator)
    assert told_to(membership) == []


def test_nobody_reads_of_anybody_elses_checks(told, second_annotator, page, send, client, project):
    assert "A card" not in page(second_annotator, "my-figures")
    assert send(second_annotator, told).status_code == 404
    assert client.get(reverse("review:gold-checks", args=[project.slug])).status_code == 403
    assert client.get(reverse("review:annotators", args=[project.slug])).status_code == 403


def test_a_check_is_contested_once(told, annotator, send):
    key = str(uuid.uuid4())
    assert send(annotator, told, key=key).status_code == 302
    assert send(annotator, told, key=key).status_code == 302, "the same form again"
    assert send(annotator, told).status_code == 409
    assert Contest.objects.get().reason == "It is about the weather."
    assert Event.objects.filter(kind="gold contested", actor=annotator).count() == 1


@pytest.mark.parametrize("reason", ["", "  ", "x" * 4001])
def test_a_contest_gives_its_reason(told, annotator, send, reason):
    assert send(annotator, told, reason).status_code == 422
    assert not Contest.objects.exists()


def test_only_what_was_told_can_be_contested(checks, checked, annotator, send, says_tone):
    """An answer to a check that is not told yet, and one to no check at all: trying finds out nothing."""
    unknown, work = checked(checks[0], CROSS), says_tone(annotator, checks[1], CROSS)
    assert [send(annotator, one).status_code for one in (unknown, work)] == [404, 404]


def test_somebody_else_decides_and_new_gold_grades_nobody_who_contested(
    told, annotator, second_annotator, supervisor, send, page, client, project, tone, says_tone
):
    document = told.document
    add_member(project, annotator, [Role.ANNOTATOR, Role.SUPERVISOR], by=project.created_by)
    says_tone(second_annotator, document, CROSS)
    send(annotator, told)
    assert "It is about the weather." in page(supervisor, "gold-checks")

    def decide_as(user):
        shown = page(user, "adjudication", document.id)
        assert "contests what holds" in shown
        seen = re.search(r'name="seen" value="([^"]*)"', shown).group(1)
        form = {"key": str(uuid.uuid4()), "seen": seen, f"outcome-{tone['id']}": "gold"}
        form[f"part-{tone['id']}"] = str(tone["labels"][CROSS]["id"])
        return client.post(reverse("review:decision-list", args=[project.slug, document.id]), form)

    assert "somebody else decides" in decide_as(annotator).content.decode()
    assert waiting(project).count() == 1
    assert decide_as(supervisor).status_code == 302
    assert waiting(project).count() == 0
    assert "your answer holds" in page(annotator, "my-figures")
    assert len(against_gold(project, [annotator])[annotator.id, tone["id"]]) == AT_ONCE - 1


def test_the_pool_says_what_is_left_for_whom_and_for_how_long(
    checks, checked, project, annotator, second_annotator, decided, supervisor, page
):
    for document in checks[:2]:
        checked(document, GLAD)
    decided(checks[4], GLAD, second_annotator)
    project.gold_check_percent = 20
    project.save()
    ada, ben = stock_of(project, [annotator, second_annotator])
    assert (ada.left, ada.met, ada.answers_a_day) == (3, 2, 2.0)
    assert ada.days == pytest.approx(3 / (2 * 0.2))
    assert (ben.left, ben.days, ben.is_low) == (4, None, False)
    assert "7 days" in page(supervisor, "gold-checks")


def test_a_document_is_left_while_somebody_else_decided_one_of_its_questions(
    project, checks, decided, supervisor, second_annotator
):
    decided(checks[4], GLAD, second_annotator)
    assert [one.left for one in stock_of(project, [second_annotator])] == [len(checks) - 1]
    names = next(one for one in project.schema.questions if one["kind"] == "spans")
    accept([Accepted(checks[4].id, {names["id"]: {"spans": []}}, Basis((), ()))], project.schema, supervisor)
    assert [one.left for one in stock_of(project, [second_annotator])] == [len(checks)]


def test_weeks_begin_on_monday_and_show_a_figure_from_a_stated_number_on():
    sunday = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
    told = [(sunday, True)] * ENOUGH_A_WEEK + [(sunday + timedelta(hours=2), False)] * ENOUGH_A_WEEK
    weeks = weeks_of(told)
    assert [week.right for week in weeks] == [Proportion(10, 10), Proportion(0, 10)]
    assert [point.value for point in drift_of(weeks).points] == [1.0, 0.0]
    assert drift_of(weeks_of(told[:-1])) is None, "one week is no drift"


def test_what_is_taken_for_what(project, tone):
    labels = project.questions.get(id=tone["id"]).labels.in_bulk()
    glad, cross = (tone["labels"][place]["id"] for place in (GLAD, CROSS))
    table = confusions_of([([glad], [glad]), ([glad], [cross]), ([glad], [cross])], labels)
    assert [(held.id, [times for _said, times in cells]) for held, cells in table.rows] == [
        (glad, [1, 2]),
        (cross, [0, 0]),
    ]
    assert confusions_of([([glad], [glad])], labels) is None
