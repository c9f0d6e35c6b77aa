"""A project with answers, gold and audit documents, and releases made of it by the job that makes them."""

import io
import json
import zipfile
from types import SimpleNamespace

import pytest

from annotate import jobs
from annotate.files import open_file
from annotate.models import Membership, QueueRow
from annotate.services.documents import NewDocument, add_documents
from annotate.services.gold import make_gold
from review.models import Release
from review.services.releases.making import make_release, publish
from review.services.releases.wishes import Documents, Labels, Wish
from tests.annotate.answering import says

TEXTS = [
    ("Ann went to Rome and liked it very much. 😀", "a"),
    ("Bob hates the rain in Bergen, and so does Eve.", "a"),
    ("Zoë said: “never again”.\r\nThen she left for good.", ""),
    ("Nothing much happened on this long and quiet day.", ""),
    ("We will call you back on Monday about the price.", ""),
    ("we will call you back on monday about the price", ""),
    ("A letter that nobody has answered so far.", ""),
]
AUDIT = (3, 4)  # the fifth is nearly the sixth


@pytest.fixture
def answered(batch, project, owner, membership, second_annotator, answer):
    """Six answered documents, two of them audit; gold on the first; on the third two people differ."""
    documents = add_documents(
        batch,
        [NewDocument(text, f"card-{number}", group=group) for number, (text, group) in enumerate(TEXTS, 1)],
    )
    audit = [documents[number].id for number in AUDIT]
    QueueRow.objects.filter(document__in=documents).update(pool=0)
    QueueRow.objects.filter(document__in=audit).update(pool=1)
    second = Membership.objects.select_related("project__schema", "user").get(
        project=project, user=second_annotator
    )
    for number, document in enumerate(documents[:6]):
        says(membership, answer, document, tone_label=number % 2, spans=[(0, 3, 0)] if number < 2 else [])
        if number in (0, 2, 3):
            says(second, answer, document, tone_label=0)
    make_gold(documents[0].standings.get(annotator=membership.user).current, owner)
    return SimpleNamespace(documents=documents, first=membership, second=second)


@pytest.fixture
def as_owner(project, owner):
    return Membership.objects.select_related("project__schema", "user").get(project=project, user=owner)


@pytest.fixture
def wish(project):
    """Everybody's answers to both questions, unless told otherwise by the name of a question."""

    def wished(documents=Documents.ANSWERED, **sources):
        labels = {
            str(question.id): sources.get(question.name, Labels.ANSWERS)
            for question in project.questions.order_by("id")
        }
        return Wish(labels, documents, validation=0)

    return wished


@pytest.fixture
def gathered(as_owner, wish):
    """A draft, gathered by its job."""

    def made(name="1.0", wished=None, **more):
        release = make_release(as_owner, name, wished or wish(**more), seed=3)
        jobs.run_due("export_release")
        return Release.objects.get(id=release.id)

    return made


@pytest.fixture
def released(gathered, as_owner):
    """A published release with its files."""

    def made(name="1.0", wished=None, **more):
        release = publish(gathered(name, wished, **more), as_owner)
        jobs.run_due("export_release")
        return Release.objects.get(id=release.id)

    return made


def files_of(release):
    with open_file(release.archive) as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def lines(files, name):
    return [json.loads(line) for line in files[f"{name}.jsonl"].decode().splitlines()]


def ids(files, name):
    return [line["id"] for line in lines(files, name)]
