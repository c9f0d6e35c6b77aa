"""Relations accepted in bulk: of those whose marks are gold, the ones that enough people drew."""

import uuid

import pytest

from annotate.jobs import run_job
from annotate.models import Batch, Gold, Membership, Question
from annotate.roles import Role
from annotate.services.documents import NewDocument, add_documents
from annotate.services.projects import create_project
from annotate.services.publishing import publish_schema
from review.services.acceptance.accepting import start_acceptance, start_preview
from review.services.acceptance.proposing import Rule
from review.services.acceptance.showing import proposals_of, rows_of
from tests.annotate.answering import says
from tests.conftest import make_user, member

pytestmark = pytest.mark.django_db
LABELS = [{"name": "person", "key": "1"}, {"name": "place", "key": "2"}]
ANN, BOB, ROME = (0, 3, 0), (8, 11, 0), (21, 25, 1)
LIVES, LIKES = 0, 1


class World:
    """Three people mark Ann, Bob and Rome; `draws` lets each draw relations: of two marks and a label."""

    def __init__(self):
        owner = make_user("olga")
        self.project = create_project(owner, "Calls", audit_percent=0, wants=3, overlap_wants=3)
        self.project.memberships.filter(user=owner).update(roles=[Role.OWNER, Role.SUPERVISOR])
        schema = publish_schema(
            self.project, [{"kind": "spans", "name": "Names", "required": False, "labels": LABELS}], owner
        )
        self.names = schema.questions[0]
        joins = {"kind": "relations", "name": "Who is where", "between": self.names["id"], "required": False}
        labels = [{"name": "lives in"}, {"name": "likes"}]
        self.schema = publish_schema(self.project, [self.names, joins | {"labels": labels}], owner)
        self.joins = self.schema.questions[1]
        self.project.refresh_from_db()
        self.owner = self.of(owner)
        self.people = [self.of(member(self.project, name, Role.ANNOTATOR)) for name in ("ada", "ben", "cy")]
        batch = Batch.objects.create(project=self.project, name="texts", created_by=owner)
        texts = [NewDocument(f"Ann and Bob live in  Rome, says letter {number}.") for number in range(3)]
        self.documents = add_documents(batch, texts)

    def of(self, user):
        return Membership.objects.select_related("project__schema", "user").get(
            project=self.project, user=user
        )

    def span(self, mark):
        start, end, label = mark
        return {"start": start, "end": end, "label": self.names["labels"][label]["id"]}

    def relation(self, head, tail, label):
        ends = {"from": self.span(head), "to": self.span(tail)}
        return ends | {"label": self.joins["labels"][label]["id"]}

    def draws(self, document, *each):
        for person, relations in zip(self.people, each, strict=True):
            says(person, self.body, document, relations=[self.relation(*one) for one in relations])

    def body(self, document, *, relations, replaces):
        marks = [self.span(one) for one in (ANN, BOB, ROME)]
        return {
            "key": str(uuid.uuid4()),
            "schema": self.schema.id,
            "responses": [
                {"question": self.names["id"], "spans": marks},
                {"question": self.joins["id"], "relations": relations},
            ],
            "active_ms": 900,
            "replaces": replaces,
            **document,
        }

    def marks_are_gold(self, document, *marks):
        Gold.objects.create(
            project=self.project,
            document=document,
            question_id=self.names["id"],
            schema=self.schema,
            content={"spans": [self.span(one) for one in marks]},
            origin="adjudicated",
            decided_by=self.owner.user,
        )

    def count(self, percent=51):
        preview = start_preview(self.owner, Rule(self.joins["id"], percent, 2))
        run_job(preview.id)
        preview.refresh_from_db()
        return preview

    def accept(self, preview, way, percent=51):
        job = start_acceptance(self.owner, preview, Rule(self.joins["id"], percent, 2, way=way))
        run_job(job.id)
        job.refresh_from_db()
        return job.report["count"]

    def gold(self, document):
        return [row.content for row in Gold.objects.filter(document=document, question=self.joins["id"])]


@pytest.fixture
def world(db):
    return World()


def test_relations_that_a_third_and_more_drew_are_accepted_where_their_marks_are_gold(world):
    lives, likes, other = (ANN, ROME, LIVES), (BOB, ROME, LIKES), (BOB, ROME, LIVES)
    joined, without, elsewhere = world.documents
    for document in world.documents:
        world.draws(document, [lives, likes], [lives, likes], [lives, other])
    world.marks_are_gold(joined, ANN, BOB, ROME)
    world.marks_are_gold(elsewhere, ANN, ROME)  # Bob is none
    preview = world.count()
    ways = {way: (levels[0], ties) for way, levels, ties in preview.report["ways"]}
    assert ways == {"majority": (1, 2), "weighted": (1, 2)}
    assert world.accept(preview, "weighted") == 1
    relations = [world.relation(*lives), world.relation(*likes)]
    assert world.gold(joined) == [{"relations": relations}]
    assert world.gold(without) == world.gold(elsewhere) == []


def test_another_label_is_another_relation_and_so_is_another_mark(world):
    """Three who draw three different ones: none is sure, and nothing is gold."""
    document = world.documents[0]
    world.marks_are_gold(document, ANN, BOB, ROME)
    world.draws(document, [(ANN, ROME, LIVES)], [(ANN, ROME, LIKES)], [(BOB, ROME, LIVES)])
    preview = world.count(percent=67)
    assert preview.report["count"] == 0
    assert world.accept(preview, "weighted", percent=67) == 0


def test_what_would_be_gold_is_shown_with_the_words_it_joins(world):
    document = world.documents[0]
    world.marks_are_gold(document, ANN, ROME)
    world.draws(document, *[[(ANN, ROME, LIVES)]] * 3)
    question = Question.objects.get(id=world.joins["id"])
    [row] = rows_of(world.owner, question, list(proposals_of(world.count())))
    for proposed in row.proposed:
        assert [(one.label.name, one.quote) for one in proposed.said] == [("lives in", "Ann → Rome")]
    assert len(row.people) == 3
