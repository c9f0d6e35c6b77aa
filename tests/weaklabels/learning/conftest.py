"""Letters of people who are glad or cross, and somebody who tells them apart."""

import random
import uuid

import pytest
from django.db import transaction

from annotate import jobs, queue
from annotate.models import Batch, Membership, Standing
from annotate.services.annotations import Submission, save_annotation
from annotate.services.documents import NewDocument, add_documents
from annotate.services.responses import ResponseAnswer
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
def tone(project):
    return project.questions.get(name="Tone")


@pytest.fixture
def letters(project):
    """Make so many letters, a third of them cross: letters(300) -> documents."""

    def make(count, seed=1):
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

    return make


def mood_of(document):
    return document.external_id.split("-")[0]


@pytest.fixture
def answers(project, annotator):
    """Let Ada answer what she is given, rightly: answers(40) -> standings."""

    def answer(count):
        membership = Membership.objects.select_related("project__schema", "user").get(
            project=project, user=annotator
        )
        return [one for _turn in range(count) if (one := answered_next(membership))]

    return answer


def answered_next(membership, label_of=mood_of):
    """One document served and answered."""
    membership.project.refresh_from_db()
    with transaction.atomic():
        queue.lock_annotator(membership.project_id, membership.user_id)
        served = queue.next_for(membership, 1, [])
    if not served.standing_ids:
        return None
    standing = Standing.objects.select_related("document").get(id=served.standing_ids[0])
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
    standing.refresh_from_db()
    return standing


@pytest.fixture
def learn(project):
    """Let a training that is due run now: learn() -> how many jobs ran."""

    def learn():
        jobs.due(LEARN, project.id)
        return jobs.run_due(LEARN)

    return learn
