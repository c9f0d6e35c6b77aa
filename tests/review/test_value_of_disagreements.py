"""Which disagreement comes first? What people and the model doubt, then what is rare."""

import random
import uuid

import pytest

from annotate.models import Batch, Membership
from annotate.roles import Role
from annotate.services.documents import NewDocument, add_documents
from review.services.disagreements.queue import queue_for
from review.services.disagreements.ranking import Only
from review.services.suspicions.referring import refer
from review.views.queue_address import Filters
from tests.annotate.answering import says
from tests.conftest import make_project, make_user, member
from tests.weaklabels.learning.conftest import FILLING, WORDS, let_learn
from weaklabels.services.learning.vectors import folder_of

pytestmark = pytest.mark.django_db
GLAD, CROSS = 0, 1
LETTERS = 60


class World:
    """Sixty letters Ada told apart and a model learned of, and three that Ada and Ben call differently since."""

    def __init__(self):
        owner = make_user("olga")
        self.project = make_project(owner)
        self.supervisor = member(self.project, "sam", Role.SUPERVISOR)
        self.tone = self.project.questions.get(name="Tone")
        self.ada, self.ben = (self._annotator(name) for name in ("ada", "ben"))
        rng = random.Random(1)
        words = [
            (mood, " ".join(rng.sample(WORDS[mood], 6) + rng.sample(FILLING, 4)))
            for number in range(LETTERS)
            for mood in ["cross" if number % 2 else "glad"]
        ]
        mixed = " ".join(WORDS["glad"] + WORDS["cross"] + FILLING[:4])
        clear = " ".join(WORDS["cross"] + FILLING[:4])
        batch = Batch.objects.create(project=self.project, name="letters", created_by=owner)
        letters = add_documents(
            batch,
            [NewDocument(text, external_id=f"{mood}-{number}") for number, (mood, text) in enumerate(words)],
        )
        # Of equal value the later id would come first: without the model the clear one would.
        self.mixed, self.clear = add_documents(
            batch, [NewDocument(mixed, external_id="mixed"), NewDocument(clear, external_id="clear")]
        )
        for letter in letters:
            says(self.ada, self.body, letter, tone_label=int(letter.external_id.startswith("cross")))

    def _annotator(self, name):
        user = member(self.project, name, Role.ANNOTATOR)
        return Membership.objects.select_related("project__schema", "user").get(
            project=self.project, user=user
        )

    def body(self, document, *, tone_label, **more):
        tone = self.project.schema.questions[0]
        labels = [tone["labels"][tone_label]["id"]]
        return {
            "key": str(uuid.uuid4()),
            "schema": self.project.schema_id,
            "responses": [{"question": tone["id"], "labels": labels}],
            "active_ms": 900,
            **document,
            **more,
        }

    def differ(self):
        for document in (self.mixed, self.clear):
            says(self.ada, self.body, document, tone_label=GLAD)
            says(self.ben, self.body, document, tone_label=CROSS)

    @property
    def found(self):
        membership = Membership.objects.get(project=self.project, user=self.supervisor)
        return queue_for(membership, Filters(self.tone).wish).found


@pytest.fixture(scope="module")
def world(made_once):
    return World()


@pytest.fixture
def learned(world):
    """The model has learned before they differed, so it knows nothing of these answers."""
    let_learn(world.project)
    world.differ()
    return world


def test_without_a_model_the_answers_alone_count(world):
    world.differ()
    assert [one.document_id for one in world.found] == [world.clear.id, world.mixed.id]
    assert [(one.doubt, one.torn, one.place.value) for one in world.found] == [(1.0, None, 1000)] * 2


def test_equal_answers_are_ordered_by_how_torn_the_model_is(learned):
    first, second = learned.found
    assert (first.document_id, second.document_id) == (learned.mixed.id, learned.clear.id)
    assert first.doubt == second.doubt == 1.0
    assert first.torn > 0.5 > second.torn
    assert first.place.value == 1000 + 1000 * round(first.torn, 1)


def test_where_the_features_are_gone_the_answers_alone_count(learned):
    for path in folder_of(learned.project).glob("*.npy"):
        path.unlink()
    assert [one.torn for one in learned.found] == [None, None]


def test_what_was_sent_to_adjudication_comes_first_the_newest_before_all(learned):
    refer(learned.tone, [learned.clear.id], learned.supervisor)
    refer(learned.tone, [learned.mixed.id], learned.supervisor)
    assert [one.document_id for one in learned.found] == [learned.mixed.id, learned.clear.id]
    assert [one.doubt for one in learned.found] == [1.0, 1.0]


def test_the_page_says_where_the_model_is_torn_too(learned, client):
    client.force_login(learned.supervisor)
    shown = client.get(f"/projects/{learned.project.slug}/review/disagreements/").content.decode()
    assert "the model is most torn come first" in shown
    assert shown.count("The model is torn here, too.") == 1
    table = client.get(
        f"/projects/{learned.project.slug}/review/figures.csv",
        {"of": "disagreements", "question": learned.tone.id},
    )
    assert "How torn the model is" in table.content.decode()


def test_only_narrows_and_changes_no_value(learned):
    membership = Membership.objects.get(project=learned.project, user=learned.supervisor)
    labels = list(learned.tone.labels.values_list("id", flat=True))
    wish = Filters(learned.tone, *labels).wish
    assert wish.only == Only(frozenset(labels))
    assert [one.place.value for one in queue_for(membership, wish).found] == [
        one.place.value for one in learned.found
    ]
