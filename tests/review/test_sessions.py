"""A feedback session: what it gathers, what is decided, what comes out, and whether it helped."""

import random
import uuid

import pytest

from annotate.models import Batch, Inquiry, Membership, Project, Question, QueueRow, Standing
from annotate.models.queueing import Pool
from annotate.roles import Role
from annotate.services.documents import NewDocument, add_documents
from annotate.services.publishing import publish_schema
from booklet.models import Decision
from booklet.services.pages import Edit, make_page, save_page
from review.models import Session, SessionItem
from review.services.sessions import measuring
from review.services.sessions.erasing import erase_text
from review.services.sessions.telling import Names, title_of
from tests.annotate.answering import says
from tests.conftest import make_project, make_user, member

pytestmark = pytest.mark.django_db
BEFORE, AFTER = 72, 32
TOPIC = {
    "kind": "choice",
    "name": "Topic",
    "labels": [{"name": name} for name in ("price", "quality", "delivery")],
}


class World:
    """Two people took price for quality on every third of 72 documents, and one asked; then Sam begins a session."""

    def __init__(self):
        self.owner = make_user("olga")
        self.project = make_project(self.owner)
        publish_schema(self.project, [TOPIC], self.owner)
        Project.objects.filter(id=self.project.id).update(wants=2)
        self.project.refresh_from_db()
        self.supervisor = member(self.project, "sam", Role.SUPERVISOR)
        self.topic = self.project.questions.get(name="Topic")
        self.price, self.quality, self.delivery = self.topic.labels.order_by("id")
        self.people = [self.annotator("ada"), self.annotator("ben")]
        self.documents = self.add(BEFORE, "old")
        for number, document in enumerate(self.documents):
            other = self.quality if number % 3 == 0 else self.price
            self.answer(document, self.price, other)
        self.inquiry = Inquiry.objects.create(
            key=uuid.uuid4(),
            project=self.project,
            document=self.documents[0],
            author=self.people[0].user,
            start=0,
            end=31,
            text="Is this a price?",
        )

    def annotator(self, name):
        user = member(self.project, name, Role.ANNOTATOR)
        return Membership.objects.select_related("project__schema", "user").get(user=user)

    def add(self, count, name):
        """Their overlap keys are told, not drawn: every second chooses the agenda."""
        batch = Batch.objects.create(project=self.project, name=name, created_by=self.owner)
        new = [
            NewDocument(f"The secret word of {name} number {n}", external_id=f"{name}-{n:03}")
            for n in range(count)
        ]
        documents = add_documents(batch, new)
        for number, document in enumerate(documents):
            QueueRow.objects.filter(document=document).update(overlap_key=number % 2 + 2, pool=Pool.OPEN)
        return documents

    def answer(self, document, *labels):
        for membership, label in zip(self.people, labels, strict=True):
            says(membership, self.body, document, label=label)

    def body(self, document, *, label, **more):
        return {
            "key": str(uuid.uuid4()),
            "schema": self.project.schema_id,
            "responses": [{"question": self.topic.id, "labels": [label.id]}],
            "active_ms": 900,
            **document,
            **more,
        }


@pytest.fixture(scope="module")
def world(made_once):
    return World()


@pytest.fixture
def page(client, world):
    def get(address="", status=200, post=None):
        client.force_login(world.supervisor)
        path = f"/projects/{world.project.slug}/review/sessions/{address}"
        reply = client.get(path) if post is None else client.post(path, post, follow=True)
        assert reply.status_code == status, reply.content.decode()[:2000]
        return reply.content.decode()

    return get


@pytest.fixture
def begun(page):
    page(post={})
    return Session.objects.latest("number")


@pytest.fixture
def decide(page):
    def decided(item, text, status=200, **more):
        address = f"{item.session_id}/items/{item.id}/decisions/"
        return page(address, status, {"decision": text, **more})

    return decided


def theme_of(session):
    return session.items.get(kind="theme")


def test_one_button_gathers_what_people_differ_on_and_ask(world, begun, page):
    theme, asked = begun.items.all()
    assert (theme.kind, theme.one, theme.other) == ("theme", world.price.id, world.quality.id)
    assert theme.figures["all"] == BEFORE / 3
    assert theme.figures["chosen"] == BEFORE / 6  # one half of the documents chooses
    assert asked.inquiry == world.inquiry
    shown = page(f"{begun.id}/")
    assert "price or quality?" in shown
    assert "The booklet does not say what it is: price, quality." in shown
    assert "Is this a price?" in shown


def test_a_second_session_waits_until_the_first_is_closed(begun, page):
    assert "Session 1 is still open" in page("", 409, {})
    page(f"{begun.id}/closures/", post={})
    page("", post={})
    assert Session.objects.latest("number").number == 2


def test_the_held_out_part_chooses_nothing(world, page):
    QueueRow.objects.filter(document__in=[one.id for one in world.documents]).update(pool=Pool.AUDIT)
    page(post={})
    assert not SessionItem.objects.filter(kind="theme").exists()


def test_a_changed_page_is_talked_about_and_a_written_one_counts_less(world, page):
    made = make_page(world.project, Edit("Price", "All that is about money."), world.owner, label=world.price)
    edit = Edit("Price", "Money, not value.", base=1, changes_meaning=True)
    save_page(made, edit, world.owner)
    page(post={})
    session = Session.objects.get()
    assert session.items.get(kind="page").revision.number == 2
    assert theme_of(session).figures["missing"] == [world.quality.id]
    assert "Changed page: Price" in page(f"{session.id}/")


def test_a_decision_is_kept_and_can_be_one_of_the_booklet(world, begun, decide, page):
    decide(theme_of(begun), "Money is price.", for_booklet="on")
    item = theme_of(begun)
    assert (item.decision, item.decided_by) == ("Money is price.", world.supervisor)
    made = Decision.objects.get()
    assert (made.title, made.decision) == ("price or quality?", "Money is price.")
    assert item.made == made
    assert "Decision 1 of the booklet." in page(f"{begun.id}/")


def test_deciding_on_a_question_answers_it(world, begun, decide):
    decide(begun.items.get(kind="inquiry"), "Yes: it names an amount.")
    world.inquiry.refresh_from_db()
    assert (world.inquiry.reply, world.inquiry.answered_by) == ("Yes: it names an amount.", world.supervisor)


def test_nobody_writes_over_a_decision_unseen(begun, decide):
    decide(theme_of(begun), "Money is price.")
    refused = decide(theme_of(begun), "Value is quality.", status=409)
    assert "Money is price." in refused
    assert "Value is quality." in refused
    assert theme_of(begun).decision == "Money is price."


def test_what_is_no_decision_is_refused_and_stays_typed(begun, decide):
    assert "Write 1 to 4000 characters." in decide(theme_of(begun), "  ", status=422)
    assert "x" * 4_001 in decide(theme_of(begun), "x" * 4_001, status=422)


def test_a_closed_session_is_final(begun, decide, page):
    page(f"{begun.id}/closures/", post={})
    assert "its minutes are final" in decide(theme_of(begun), "Too late.", status=409)


def test_answers_of_before_go_back_with_the_decision(world, begun, decide, page):
    decide(theme_of(begun), "Money is price.")
    item = theme_of(begun)
    assert f"{2 * BEFORE // 3} answers to look at again" in page(f"{begun.id}/")
    page(f"{begun.id}/items/{item.id}/returns/", post={})
    returned = Standing.objects.filter(state="returned")
    assert returned.count() == 2 * BEFORE / 3
    assert {one.note for one in returned} == {"Money is price."}
    assert "to look at again" not in page(f"{begun.id}/")


def test_minutes_tell_what_was_decided_and_what_was_not(world, begun, decide, page):
    decide(theme_of(begun), "Money is price.\n# Not a heading")
    text = page(f"{begun.id}/minutes.md")
    assert "## 1. price or quality?" in text
    assert "> Money is price.\n> # Not a heading" in text
    assert "## 2. Asked: Is this a price?\n\nNot decided." in text
    assert "- old-000, Ada" in text


def test_the_next_session_tells_whether_it_moved(world, begun, decide, page):
    decide(theme_of(begun), "Money is price.")
    page(f"{begun.id}/closures/", post={})
    for document in world.add(AFTER - 3, "new"):
        world.answer(document, world.price, world.price)
    page(post={})
    second = Session.objects.latest("number")
    early = " ".join(page(f"{second.id}/").split())
    assert f"12 of {BEFORE // 2}" in early
    assert "too early: it takes 30 documents" in early
    for document in world.add(3, "newer"):
        world.answer(document, world.price, world.price)
    told = " ".join(page(f"{second.id}/").split())
    assert f"0 of {AFTER}" in told
    assert "<strong>−33.3</strong> from −49.7 to −16.4" in told
    assert "they differ less" in told


def test_a_label_that_was_merged_since_is_the_one_that_stays(world, begun, decide, page, monkeypatch):
    """Else nobody could differ on it any more, and the decision would seem to have helped."""
    decide(theme_of(begun), "Money is price.")
    monkeypatch.setattr(
        measuring, "labels_now", lambda _project: {world.quality.id: world.delivery.id}, False
    )
    for document in world.add(AFTER, "new"):
        world.answer(document, world.price, world.delivery)
    movement = measuring.moved_since(theme_of(begun), measuring.told_by_several(world.topic))
    assert (movement.before.hits, movement.before.of) == (12, BEFORE // 2)
    assert (movement.after.hits, movement.after.of) == (AFTER, AFTER)


def test_an_erased_documents_words_leave_the_decision(world, begun, decide):
    document = world.documents[3]
    decide(theme_of(begun), "As in “The secret word of old number 3”: price.")
    assert erase_text(document) == 1
    item = theme_of(begun)
    assert item.decision == "As in “(erased)”: price."
    assert str(document.id) not in item.quotes


def test_another_projects_session_is_not_found(world, begun, client):
    other = make_project(world.owner)
    client.force_login(world.owner)
    assert client.get(f"/projects/{other.slug}/review/sessions/{begun.id}/").status_code == 404


def test_the_first_order_is_by_worth(world, page):
    """A rarer pair on fewer documents can be worth more."""
    rng = random.Random(2)
    for document in rng.sample(world.documents[1::2], 8):
        world.answer(document, world.delivery, world.quality)
    page(post={})
    worth = [one.figures["worth"] for one in Session.objects.get().items.filter(kind="theme")]
    assert worth == sorted(worth, reverse=True)
    assert len(worth) >= 2


def test_the_steps_of_a_rating_are_no_labels_of_other_items():
    item = SessionItem(kind="theme", question=Question(kind="rating"), one=3, other=4)
    assert title_of(item, Names({3: "Authority"})) == "3 or 4?"
