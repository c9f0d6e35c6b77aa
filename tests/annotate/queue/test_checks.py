"""Gold checks and repeats: served at the project's share, alike in every byte, and never counted as work."""

import json
import random

import pytest

from annotate.models import Annotation, Event, Hold, Project, QueueRow, Standing, User
from annotate.queue import checks, recount
from annotate.queue.checks import drawn_check
from annotate.services.annotations import parse_submission, save_annotation
from annotate.services.gold import Accepted, Basis, accept
from annotate.services.half_done import keep_draft
from annotate.services.knowing import leave_overlap
from annotate.services.occasions import standing_shown
from annotate.services.own_answers import own_answers
from annotate.services.payloads import payloads
from annotate.services.tallies import progress_of
from annotate.services.work import lend as lend_step
from annotate.services.work import save_and_lend, skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(project, fill):
    """Documents that have all their answers, and gold: known(2) -> documents."""
    filler = User.objects.create_user("filler")
    tone = project.schema.questions[0]
    contents = {tone["id"]: {"labels": [tone["labels"][0]["id"]]}}

    def known(count, by=project.created_by, people=(), **more):
        documents = fill(count)
        QueueRow.objects.filter(document__in=documents).update(claimed=1)
        for document in documents:
            Standing.objects.create(
                project=project,
                document=document,
                annotator=filler,
                state="answered",
                holds_slot=True,
                stream="control",
            )
            accept([Accepted(document.id, contents, Basis((), people))], project.schema, by, **more)
        return documents

    return known


@pytest.fixture
def ask(monkeypatch):
    """Which checks are served from now on, whatever chance says: ask("gold_check")."""

    def ask(stream):
        monkeypatch.setattr("annotate.queue.drawing.drawn_check", lambda _project, _rng: stream)

    return ask


@pytest.fixture
def repeated(monkeypatch, membership, fill, lend, save, ask):
    """A document that Ada answered two documents ago and is lent again as a repeat, with that first answer."""
    monkeypatch.setattr(checks, "DISTANCE", 2)
    fill(9)
    answers = []
    for _ in range(3):
        (standing,) = lend(membership)
        answers.append(save(membership, standing))
    ask("repeat")
    (standing,) = lend(membership)
    ask(None)
    return standing, answers[0]


def body_for(answer, document, **what):
    return parse_submission(answer({"sha256": bytes(document.sha256).hex()}, **what))


def test_the_shares_are_the_projects():
    project, rng = Project(gold_check_percent=10, repeat_percent=5), random.Random(1)
    drawn = [drawn_check(project, rng) for _ in range(4_000)]
    assert 320 < drawn.count("gold_check") < 480
    assert 140 < drawn.count("repeat") < 260
    assert {drawn_check(Project(), rng) for _ in range(100)} == {None}, "none unless an owner says so"
    several_right = Project(gold_check_percent=20, disagreement="variation")
    assert {drawn_check(several_right, rng) for _ in range(100)} == {None}, "nothing to be graded by"


def test_a_gold_check_is_met_once_and_takes_no_slot(membership, known, fill, lend, save, ask, project):
    (document,), work = known(1), fill(2)
    ask("gold_check")
    (standing,) = lend(membership)
    assert (standing.document_id, standing.occasion, standing.holds_slot) == (
        document.id,
        "gold_check",
        False,
    )
    annotation = save(membership, standing)
    annotation.refresh_from_db()
    assert (annotation.occasion, annotation.is_extra) == ("gold_check", False)
    QueueRow.objects.filter(document=document).update(wants=3)
    assert {one.document_id for one in lend(membership, 3)} == {one.id for one in work}, (
        "nor is it work later"
    )
    assert progress_of(project).given == 1, "what the other person said"
    assert recount(project.id) == []


@pytest.mark.parametrize(
    "why", ["voted", "own answer", "own decision", "example", "held", "wanted", "superseded"]
)
def test_what_cannot_grade_an_annotator_is_no_gold_check(
    why, membership, known, fill, lend, ask, owner, project
):
    me = membership.user
    more = {
        "voted": {"origin": "aggregated"},
        "own answer": {"people": (owner.id, me.id)},
        "own decision": {"by": me},
    }
    (document,) = known(1, **more.get(why, {}))
    row = QueueRow.objects.filter(document=document)
    if why == "example":
        leave_overlap(document)
    if why == "held":
        row.update(is_held=True)
    if why == "wanted":
        row.update(wants=2)
    if why == "superseded":
        tone = project.schema.questions[0]
        accept([Accepted(document.id, {tone["id"]: {"labels": []}}, Basis((), ()))], project.schema, me)
    fill(3)
    ask("gold_check")
    assert {one.occasion for one in lend(membership, 3)} == {"work"}


def test_where_there_is_no_work_there_is_no_check(membership, known, lend, ask):
    known(2)
    ask("gold_check")
    assert lend(membership) == []


def test_a_repeat_comes_after_others_and_its_answer_stands_beside_the_first(
    repeated, membership, answer, project
):
    standing, first = repeated
    document = standing.document
    assert (standing.occasion, document.id) == ("repeat", first.document_id)
    work = Standing.objects.get(document=document, occasion="work")
    second = save_annotation(membership, document, body_for(answer, document, tone_label=1))
    work.refresh_from_db()
    standing.refresh_from_db()
    assert (work.current_id, standing.current_id) == (first.id, second.id)
    second.refresh_from_db()
    assert (second.occasion, second.replaces_id, second.is_extra) == ("repeat", None, False)
    assert QueueRow.objects.get(document=document).claimed == 1
    assert recount(project.id) == []


def test_a_document_comes_again_once_and_never_soon(repeated, membership, lend, save, ask):
    standing, _first = repeated
    save(membership, standing)
    ask("repeat")
    (again,) = lend(membership)
    assert (again.occasion, again.document_id == standing.document_id) == ("repeat", False)
    assert {one.occasion for one in lend(membership, 3)} == {"work"}, "of four answers two are far enough"


def test_an_example_is_not_repeated(monkeypatch, membership, fill, lend, save, ask):
    monkeypatch.setattr(checks, "DISTANCE", 0)
    fill(3)
    (standing,) = lend(membership)
    save(membership, standing)
    leave_overlap(standing.document)
    ask("repeat")
    assert [one.occasion for one in lend(membership)] == ["work"]


def test_each_save_finds_the_answer_it_means(repeated, membership, answer):
    """Sent again, changed, or late: by the key it replaces. None writes over what it does not name."""
    standing, first = repeated
    document = standing.document
    late = Annotation.objects.get(id=first.id)
    sent = body_for(answer, document)
    once = save_annotation(membership, document, sent)
    assert save_annotation(membership, document, sent).id == once.id
    changed = save_annotation(
        membership, document, body_for(answer, document, tone_label=1, replaces=str(sent.key))
    )
    changed.refresh_from_db()
    assert (changed.occasion, changed.replaces_id) == ("repeat", once.id)
    corrected = save_annotation(
        membership, document, body_for(answer, document, tone_label=1, replaces=str(late.key))
    )
    corrected.refresh_from_db()
    assert (corrected.occasion, corrected.replaces_id) == ("work", first.id)


def test_the_first_answer_sent_again_during_its_repeat_is_that_answer(
    monkeypatch, membership, fill, lend, answer, ask
):
    monkeypatch.setattr(checks, "DISTANCE", 0)
    fill(3)
    (standing,) = lend(membership)
    sent = body_for(answer, standing.document)
    first = save_annotation(membership, standing.document, sent)
    ask("repeat")
    (repeat,) = lend(membership)
    assert repeat.document_id == standing.document_id
    assert save_annotation(membership, standing.document, sent).id == first.id
    repeat.refresh_from_db()
    assert (repeat.state, repeat.current_id) == ("leased", None)


def test_during_a_repeat_the_earlier_answer_is_reachable_by_no_route(repeated, membership, answer, save):
    standing, first = repeated
    assert first.document_id not in [one["document"] for one in own_answers(membership, None)["answers"]]
    shown = payloads(membership, [standing_shown(membership, standing.document_id).id])[0]
    assert (shown["answer"], shown["draft"]) == (None, None)
    draft = {"responses": [], "replaces": None, "changed_at": 1}
    keep_draft(membership, standing.document, draft)
    standing.refresh_from_db()
    assert standing.draft == draft
    second = save(membership, standing)
    (line,) = [
        one for one in own_answers(membership, None)["answers"] if one["document"] == first.document_id
    ]
    assert line["saved_at"] == second.saved_at.isoformat(), "afterwards the newer one is theirs to change"


@pytest.mark.parametrize("stream", ["gold_check", "repeat"])
def test_nobody_can_tell_a_check_from_work(
    stream, monkeypatch, membership, known, fill, lend, save, answer, ask, django_user_model
):
    """Reply to the lease, reply to the save, event, next reply: the same bytes but for ids, texts and moments."""
    monkeypatch.setattr(checks, "DISTANCE", 1)
    known(3)
    fill(9)
    for _ in range(3):
        save(membership, lend(membership)[0])

    def walk(kind):
        ask(kind)
        step = lend_step(membership, 1, [])
        (told,) = step["documents"]
        standing = Standing.objects.exclude(state="answered").get(
            document=told["id"], annotator=membership.user
        )
        document = standing.document
        ask(None)
        reply = save_and_lend(membership, document, body_for(answer, document), 1, [])
        event = Event.objects.filter(document=document, actor=membership.user).latest("id")
        skip(
            membership,
            Standing.objects.get(document=reply["documents"][0]["id"], state="leased").document,
            "",
        )
        said = [step, reply, {"kind": event.kind, "detail": event.detail}]
        mine = reply["progress"]["mine"] - step["progress"]["mine"]
        return standing.occasion, mine, [blanked(part) for part in said]

    work, counted, usual = walk(None)
    check, counts_too, bytes_of_check = walk(stream)
    assert (work, check) == ("work", stream)
    assert counted == counts_too == 1, "a step that counted for nothing would tell what it was"
    assert json.dumps(usual) == json.dumps(bytes_of_check)


MOVING = {"id", "external_id", "text", "sha256", "lease_until", "key", "annotation", "saved_at", "progress"}


def blanked(said):
    """What differs from one document to the next is only named."""
    if isinstance(said, dict):
        return {name: "…" if name in MOVING else blanked(value) for name, value in said.items()}
    return [blanked(one) for one in said] if isinstance(said, list) else said


def test_a_reload_gets_its_check_again(repeated, membership, lend, project):
    standing, _first = repeated
    assert [one.id for one in lend(membership, reopen=True)] == [standing.id]


def test_skipping_a_check_holds_nothing_and_gives_no_slot_back(repeated, membership, project):
    standing, _first = repeated
    skip(membership, standing.document, "")
    standing.refresh_from_db()
    assert standing.state == "skipped"
    assert not Hold.objects.exists()
    assert recount(project.id) == []


def test_a_check_that_is_given_back_was_never_met(repeated, membership, give_back, lend, ask, project):
    standing, first = repeated
    assert give_back(membership, [standing]) == [], "nobody else may have it now"
    assert recount(project.id) == []
    shown = standing_shown(membership, standing.document_id)
    assert (shown.occasion, shown.current_id) == ("work", first.id)
    ask("repeat")
    assert [one.id for one in lend(membership)] == [standing.id]
