"""Another model of marked words beside ours: uploaded spans, on the same audit documents."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from annotate.models import Project, QueueRow
from annotate.queue.streams import DEFAULT_MIX
from annotate.roles import Role
from annotate.services.publishing import publish_schema
from tests.conftest import NAMES, make_project, make_user, member
from tests.weaklabels.learning.cards import let_mark, write_cards
from tests.weaklabels.learning.conftest import let_learn
from weaklabels.models import Rival
from weaklabels.services.learning.board import board_of
from weaklabels.services.learning.subjects import subject_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture(scope="module")
def world(made_once):
    """A run over cards on which people and places are marked, and the true spans of each document."""
    project = make_project(make_user("olga"))
    publish_schema(project, [NAMES], project.created_by)
    ada = member(project, "ada", Role.ANNOTATOR)
    made, truth = write_cards(project, 160)
    QueueRow.objects.filter(document__in=made).update(pool=0)
    QueueRow.objects.filter(document__in=made[:60]).update(pool=1)
    Project.objects.update(mix={**DEFAULT_MIX, "audit": 60}, mix_is_set=True)
    let_mark(project, ada, 70, truth)
    let_learn(project)
    return project.id, truth


@pytest.fixture
def project(world, db):
    return Project.objects.select_related("created_by").get(id=world[0])


@pytest.fixture
def marked(world, project):
    """The question, and the true spans of each document."""
    return project.questions.get(name="Names", retired_at=None), world[1]


@pytest.fixture
def upload_spans(client, project, expert, marked):
    """upload_spans(lines) -> status and what the page says."""

    def upload(content):
        client.force_login(expert)
        body = {"name": "theirs", "file": SimpleUploadedFile("said.jsonl", content.encode())}
        address = reverse("learning:rival-list", args=[project.slug, marked[0].id])
        reply = client.post(address, body, follow=True)
        return reply.status_code, " ".join(reply.content.decode().split())

    return upload


def spans_of(truth):
    return "\n".join(
        json.dumps(
            {
                "id": document,
                "spans": [{"start": start, "end": end, "label": label} for start, end, label in spans],
            }
        )
        for document, spans in truth.items()
    )


def test_words_that_another_model_found_stand_beside_ours(marked, upload_spans):
    names, truth = marked
    status, said = upload_spans(spans_of(truth))
    assert (status, "Compared on 60 audit documents. 100 lines are about other documents." in said) == (
        200,
        True,
    )
    ours, theirs = board_of(subject_of(names)).contenders
    assert theirs.figure == 1.0, "they know the truth"
    assert theirs.ahead == pytest.approx(1.0 - ours.figure)
    upload_spans(spans_of({document: [] for document in truth}))
    assert board_of(subject_of(names)).contenders[1].figure == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("id,label\n1,person\n", "Line 1 cannot be read"),
        ('{"id": 1, "label": "person"}', "Line 1 cannot be read: it needs an id, and a list of spans"),
        (
            '{"id": 1, "spans": [{"start": 3, "end": 3, "label": "person"}]}',
            "Line 1 cannot be read: a span needs",
        ),
        (
            '{"id": 1, "spans": [{"start": 0, "end": 3e9, "label": "person"}]}',
            "Line 1 cannot be read: a span needs",
        ),
        ('{"id": 1, "spans": [7]}', "Line 1 cannot be read: a span needs"),
        (
            '{"id": 1, "spans": [{"start": 0, "end": 3, "label": "town"}]}',
            "Line 1: there is no label “town”.",
        ),
        ('{"id": "unknown", "spans": []}', "The file says nothing of an audit document"),
    ],
)
def test_a_file_of_words_that_cannot_be_is_refused_with_the_line(upload_spans, content, sentence):
    status, said = upload_spans(content)
    assert status == 422
    assert sentence in said
    assert not Rival.objects.exists()
