"""The same project in earnest: the product's queue in PostgreSQL, its services, trainings and classifier.

Only the people are simulated. They lend and save as the workbench does, three documents ahead; after every ten answers
the training that is due runs. What is drawn by chance is drawn from the run's seed, so that a run can be made again.
"""

import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
from django.db import connection
from django.test import override_settings

from annotate import jobs
from annotate.models import (
    Annotation,
    Batch,
    Document,
    Job,
    Membership,
    Project,
    Question,
    QueueRow,
    Standing,
    Stream,
    User,
)
from annotate.models.queueing import Pool
from annotate.queue import drawing
from annotate.roles import Role
from annotate.services.annotations import Submission
from annotate.services.documents import NewDocument, add_documents
from annotate.services.projects import add_member, create_project
from annotate.services.publishing import publish_schema
from annotate.services.responses import ResponseAnswer
from annotate.services.work import lend, save_and_lend
from config.testing.emptying import empty_what_was_written
from config.testing.ids import sequences
from tests.quality.corpora import SOURCES
from tests.quality.queues import AHEAD, PEOPLE
from tests.quality.rows import VerdictRow
from tests.quality.runs import BUDGET, PRODUCT, told
from tests.quality.worlds import EVERY, NOISE
from weaklabels.active.choosing import Blend
from weaklabels.active.features import vectorise
from weaklabels.models import LearningSettings
from weaklabels.services.learning import training
from weaklabels.services.learning.answers import said_about
from weaklabels.services.learning.due import LEARN
from weaklabels.services.learning.duelling import halves_of, models_of
from weaklabels.services.learning.recording import newest_run
from weaklabels.services.learning.subjects import Subject, subjects_of
from weaklabels.services.learning.vectors import background_of, vectors_of
from weaklabels.services.learning.verdicts import duels_of, judged

LEARNER = "shipped"
IDS_OF_A_RUN = 100_000
LAST_KEY = 2**63 - 1
# Both arms by the default order: a tenth is audited, as ever, and of what the list and the walk serve, in the product's
# own proportion of the ranked arm, chance says to which arm it belongs.
SAME_ORDER = {Stream.RANKED: 58, Stream.CONTROL: 14, Stream.DUEL: 18, Stream.AUDIT: 10}

read = cache(lambda name: SOURCES[name]())
tested = cache(lambda name: vectorise(read(name)[2]).rows())


def product_row(_queue: str, kind: str, name: str, seed: int, budget: int = BUDGET) -> VerdictRow:
    with seeded(kind, name, seed):
        world = ProductWorld(kind, name, seed)
        world.run(budget)
        return world.row()


@contextmanager
def seeded(*key: object) -> Iterator[None]:
    """An empty house, in which ids, places in the queue, draws and fits follow from the key alone."""
    empty_what_was_written()
    rng = random.Random(repr(key))
    first = (
        rng.randrange(1, 10_000) * IDS_OF_A_RUN
    )  # of no other run, for processes remember some rows by their ids
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'setval({name!r}, {first})' for name in sequences())}")
    with (
        TemporaryDirectory(prefix="gloss-run-") as folder,
        override_settings(DATA_DIR=Path(folder), MEDIA_ROOT=Path(folder) / "files"),
        patch.object(drawing, "RANDOM", rng),
        patch.object(training.secrets, "randbits", rng.getrandbits),
    ):
        yield


class ProductWorld:
    """Five people who err in a tenth of their answers. `kind` as of `World`."""

    def __init__(self, kind: str, name: str, seed: int) -> None:
        self.kind, self.name, self.seed = kind, name, seed
        self.rng = np.random.default_rng([seed, 2])
        texts, self.truth, *_tested = read(name)
        self.labels = int(self.truth.max()) + 1
        self.project, self.question = made_project(name, self.labels, seed)
        self.row_of = {document.id: row for row, document in enumerate(added(self.project, texts))}
        audit = QueueRow.objects.filter(project=self.project, pool=Pool.AUDIT)
        self.audit = set(audit.values_list("document_id", flat=True))
        if kind == "AA-random":
            LearningSettings.objects.create(question=self.question, strategy="random")
        self.people = [person(self.project, number) for number in range(PEOPLE)]
        self.pace = self.rng.dirichlet(np.full(PEOPLE, 5.0))
        self.held: list[list[int]] = [[] for _person in self.people]
        self.answers = 0

    def run(self, budget: int) -> None:
        since = 0
        while self.answers < budget:
            since += self.one_answer()
            if since >= EVERY:
                self.train()
                since = 0

    def one_answer(self) -> int:
        """How many of the answer a model may learn from: 1, or 0 of the audit share."""
        number = int(self.rng.choice(len(self.people), p=self.pace))
        membership, held = membership_of(self.people[number]), self.held[number]
        if not held:
            self.hold(number, lend(membership, AHEAD, []))
        document = Document.objects.get(id=held.pop(0))
        self.hold(number, save_and_lend(membership, document, self.said(document), AHEAD - len(held), held))
        self.answers += 1
        return int(document.id not in self.audit)

    def hold(self, number: int, reply: dict) -> None:
        lent = [document["id"] for document in reply["documents"]]
        self.held[number] += lent
        if self.kind == "AA-margin":
            drawn = Standing.objects.filter(document__in=lent, annotator=self.people[number].user_id)
            for standing in drawn.filter(generation__isnull=False, pool=Pool.OPEN).order_by("id"):
                self.file(standing)

    def file(self, standing: Standing) -> None:
        """To one of the arms, whichever stream drew it; where the walk in random order never passes it."""
        if standing.stream != Stream.DUEL:
            standing.stream = Stream.RANKED if self.rng.random() < 0.5 else Stream.CONTROL
            standing.save(update_fields=["stream"])
        QueueRow.objects.filter(document=standing.document_id).update(random_key=LAST_KEY)

    def said(self, document: Document) -> Submission:
        label = int(self.truth[self.row_of[document.id]])
        if self.rng.random() < NOISE:
            label = int((label + self.rng.integers(1, self.labels)) % self.labels)
        return Submission(
            key=uuid.UUID(bytes=self.rng.bytes(16)),
            sha256=bytes(document.sha256).hex(),
            replaces=None,
            schema_id=self.project.schema_id,
            responses=[ResponseAnswer(self.question.id, labels=(self.subject.labels[label],))],
            active_ms=4_000,
        )

    def train(self) -> None:
        """As it is due after ten answers. By the clock, ten people's hours are seconds here."""
        jobs.due(LEARN, self.project.id)
        jobs.run_due(LEARN)
        if troubled := Job.objects.exclude(error="").first():
            raise RuntimeError(troubled.error)
        if self.kind == "AA-margin":
            self.set_mix(SAME_ORDER)

    def set_mix(self, mix: dict[str, int]) -> None:
        """As a person does; none: the comparison may set it."""
        Project.objects.filter(id=self.project.id).update(mix=mix, mix_is_set=bool(mix))

    @property
    def subject(self) -> Subject:
        (subject,) = subjects_of(self.project)
        return subject

    def row(self) -> VerdictRow:
        said = said_about(self.subject)
        found, duels = judged(said), duels_of(said)
        at = answers_at_duels(self.project)
        return VerdictRow(
            self.kind,
            self.name,
            self.seed,
            PRODUCT,
            LEARNER,
            self.answers,
            str(found.verdict),
            at[found.fell_after - 1] if found.fell_after else 0,
            round(self.true_gap(), 4),
            told(duels, at),
        )

    def true_gap(self) -> float:
        """How much more accurate the ranked arm's models are on the tested documents, in the mean of the replicates."""
        store, said = vectors_of(self.project), said_about(self.subject).open()
        background = background_of(self.project, store)
        blend = Blend.of(newest_run(self.question).report["model"])
        halves = halves_of(said, self.project.seed)
        pairs = [models_of(said, half, store, background, blend, seed=0) for half in halves]
        rows, truth = tested(self.name), read(self.name)[3]
        right = [[(model.predict(rows).argmax(axis=1) == truth).mean() for model in pair] for pair in pairs]
        return float(np.mean([ranked - control for ranked, control in right]))


def made_project(name: str, labels: int, seed: int) -> tuple[Project, Question]:
    owner = User.objects.create_user("olga", None, name="Olga")
    project = create_project(owner, name, seed=seed)
    asked = [{"name": f"label {number}"} for number in range(labels)]
    publish_schema(project, [{"kind": "choice", "name": "Label", "labels": asked}], owner)
    project.refresh_from_db()
    return project, project.questions.get()


def added(project: Project, texts: list[str]) -> list[Document]:
    batch = Batch.objects.create(project=project, name="texts", created_by=project.created_by)
    return add_documents(batch, [NewDocument(text, str(row)) for row, text in enumerate(texts)])


def person(project: Project, number: int) -> Membership:
    user = User.objects.create_user(f"person-{number}", None, name=f"Person {number}")
    return add_member(project, user, [Role.ANNOTATOR], by=project.created_by)


def membership_of(member: Membership) -> Membership:
    """As each request reads it: the order and the mix may be others than a moment ago."""
    return Membership.objects.select_related("project__schema", "user").get(id=member.id)


def answers_at_duels(project: Project) -> list[int]:
    """How many answers of all streams there were with each duel."""
    streams = Annotation.objects.filter(project=project).order_by("id").values_list("stream", flat=True)
    return [place for place, stream in enumerate(streams, 1) if stream == Stream.DUEL]
