"""Letters of people who are glad or cross, and somebody who tells them apart."""

import random
import uuid
from functools import partial

import pytest
from django.urls import reverse

from annotate import jobs
from annotate.models import Batch, Membership, Project
from annotate.queue.streams import DEFAULT_MIX
from annotate.services.annotations import Submission, save_annotation
from annotate.services.documents import NewDocument, add_documents
from annotate.services.responses import ResponseAnswer
from tests.weaklabels.learning.lending import as_it_is, lent_next
from weaklabels.services.learning.due import LEARN

WORDS = {
    "glad": "thanks lovely great perfect friendly quick wonderful happy pleased excellent".split(),
    "cross": "broken late refund angry never worst rude damaged missing complaint".split(),
}
FILLING = "the parcel letter shop order came on monday with my name and address by post again".split()


def letter(mood, rng):
    words = rng.sample(WORDS[mood], 2) + rng.sample(FILLING, 6)
    rng.shuffle(words)
    return " ".join(words)


@pytest.fixture
def mix(project):
    """The shares of the queue, as a person sets them: mix(ranked=40, control=60)."""

    def mix(**shares):
        Project.objects.update(mix={**dict.fromkeys(DEFAULT_MIX, 0), **shares}, mix_is_set=True)

    return mix


@pytest.fixture
def tone(project):
    return project.questions.get(name="Tone")


def add_letters(project, count, seed=1):
    rng = random.Random(seed)
    batch = Batch.objects.create(project=project, name="letters", created_by=project.created_by)
    moods = ["cross" if number % 3 == 0 else "glad" for number in range(count)]
    return add_documents(
        batch,
        [
            NewDocument(letter(mood, rng), external_id=f"{mood}-{seed}-{number}")
            for number, mood in enumerate(moods)
        ],
    )


@pytest.fixture
def letters(project):
    """Make so many letters, a third of them cross: letters(300) -> documents."""
    return partial(add_letters, project)


def mood_of(document):
    return document.external_id.split("-")[0]


def let_answer(project, annotator, count):
    membership = Membership.objects.select_related("project__schema", "user").get(
        project=project, user=annotator
    )
    return [one for _turn in range(count) if (one := answered_next(membership))]


@pytest.fixture
def answers(project, annotator):
    """Let Ada answer what she is given, rightly: answers(40) -> standings."""
    return partial(let_answer, project, annotator)


def answered_next(membership, label_of=mood_of):
    """One document served and answered."""
    standing = lent_next(membership)
    if standing is None:
        return None
    tone = membership.project.schema.questions[0]
    label = next(one["id"] for one in tone["labels"] if one["name"] == label_of(standing.document))
    save_annotation(
        membership,
        standing.document,
        Submission(
            key=uuid.uuid4(),
            sha256=bytes(standing.document.sha256).hex(),
            replaces=None,
            schema_id=membership.project.schema_id,
            responses=[ResponseAnswer(tone["id"], labels=(label,))],
            active_ms=4_000,
        ),
    )
    return as_it_is(standing.id)


def let_learn(project):
    jobs.due(LEARN, project.id)
    return jobs.run_due(LEARN)


@pytest.fixture
def learn(project):
    """Let a training that is due run now: learn() -> how many jobs ran."""
    return partial(let_learn, project)


@pytest.fixture
def page(client, project):
    """The model page as a person sees it: page(user) -> its text."""

    def page(user):
        client.force_login(user)
        reply = client.get(reverse("learning:model", args=[project.slug]))
        assert reply.status_code == 200
        return " ".join(reply.content.decode().split())

    return page


@pytest.fixture
def configure(client, project, supervisor, tone):
    """Set how the question is learned: configure(strategy="entropy") -> response."""

    def configure(**wishes):
        client.force_login(supervisor)
        said = {"learns": "on", "strategy": "margin", "answers_a_run": 10, "minutes_a_run": 30, **wishes}
        body = {f"q{tone.id}-{name}": value for name, value in said.items()}
        return client.post(reverse("learning:settings", args=[project.slug, tone.id]), body)

    return configure
