"""Other models beside ours: uploaded predictions and classes of the operator's, on the same audit documents."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from annotate import jobs
from annotate.erasure.documents import erase_document
from annotate.models import Document, Job, Membership, Project, QueueRow
from annotate.queue.streams import DEFAULT_MIX
from annotate.services.publishing import publish_schema
from tests.conftest import NAMES
from tests.weaklabels.learning.cards import mark_next, write_cards
from tests.weaklabels.learning.conftest import mood_of
from weaklabels.models import Rival
from weaklabels.services.learning.board import board_of
from weaklabels.services.learning.due import TRY_OTHERS
from weaklabels.services.learning.subjects import subject_of

pytestmark = pytest.mark.django_db
OTHERS = "tests.weaklabels.learning.others"


@pytest.fixture
def learned(project, letters, answers, learn):
    """A run, and audit documents of which most are answered."""
    documents = letters(240)
    QueueRow.objects.filter(document__in=documents[:100]).update(pool=1)
    project.mix, project.mix_is_set = {**DEFAULT_MIX, "audit": 60}, True
    project.save()
    answers(120)
    learn()
    return documents


@pytest.fixture
def upload(client, project, expert, tone):
    """upload(lines, name="theirs") -> status and what the page says."""

    def upload(content, name="theirs"):
        client.force_login(expert)
        body = {"name": name, "file": SimpleUploadedFile("said.csv", content.encode())}
        reply = client.post(reverse("learning:rival-list", args=[project.slug, tone.id]), body, follow=True)
        return reply.status_code, " ".join(reply.content.decode().split())

    return upload


def csv_of(documents, label_of=mood_of):
    return "id,label\n" + "".join(f"{one.external_id},{label_of(one)}\n" for one in documents)


def always_glad(_document):
    return "glad"


def contenders(tone):
    return board_of(subject_of(tone)).contenders


def test_uploaded_predictions_stand_beside_ours_on_the_same_documents(learned, upload, tone):
    status, said = upload(csv_of(learned))
    assert status == 200
    assert "Compared on 100 audit documents. 140 lines are about other documents." in said
    ours, theirs = contenders(tone)
    assert ours.quality.documents == theirs.quality.documents > 30
    assert theirs.quality.macro == 1.0, "they know the truth"
    assert theirs.ahead == pytest.approx(1.0 - ours.quality.macro)
    assert theirs.ahead_interval[0] <= theirs.ahead <= theirs.ahead_interval[1]
    assert "theirs" in said
    assert "Ahead of ours" in said


def test_a_worse_model_is_behind_by_more_than_chance(learned, upload, tone):
    upload(csv_of(learned, always_glad), name="always glad")
    _ours, theirs = contenders(tone)
    assert theirs.ahead_interval[1] < 0


def test_all_are_compared_on_the_documents_that_each_speaks_of(learned, upload, tone):
    upload(csv_of(learned[:60]), name="first part")
    upload(csv_of(learned[20:]), name="second part")
    assert len({one.quality.documents for one in contenders(tone)}) == 1
    asked = {one.id for one in learned[20:60]}
    answered = {one for one in board_of(subject_of(tone)).truth.documents.tolist() if one in asked}
    assert contenders(tone)[0].quality.documents == len(answered)


def test_a_newer_file_under_the_same_name_takes_the_place_of_the_older(learned, upload, tone):
    upload(csv_of(learned, always_glad))
    upload(csv_of(learned))
    assert Rival.objects.count() == 1
    assert contenders(tone)[1].quality.macro == 1.0


def test_json_lines_and_the_numbers_of_documents_will_do_too(learned, upload, tone):
    lines = [json.dumps({"id": one.id, "labels": [mood_of(one)]}) for one in learned]
    assert upload("\n".join(lines))[0] == 200
    assert contenders(tone)[1].quality.macro == 1.0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("document,answer\n1,glad\n", "The first line must name the columns id and label"),
        ("id,label\nglad-1-1,gald\n", "Line 2: there is no label “gald”. There are: glad, cross."),
        ("id,label\nglad-1-1,glad\nglad-1-1,cross\n", "Line 3: “glad-1-1” has a label already"),
        ("id,label\nunknown,glad\n", "The file says nothing of an audit document"),
        ('{"id": 1}\n', "Line 1 cannot be read: it needs an id, and a label"),
        ('{"id": 1, "label": "glad"}\n{"id"\n', "Line 2 cannot be read"),
        pytest.param(
            '{"id": 1, "labels": ' + "[" * 100_000, "Line 1 cannot be read", id="nested without end"
        ),
        ("", "Choose a file with something in it."),
    ],
)
def test_a_file_that_cannot_be_is_refused_with_the_line(learned, upload, content, sentence):
    status, said = upload(content)
    assert status == 422
    assert sentence in said
    assert not Rival.objects.exists()


@pytest.fixture
def marked(project, owner, annotator, learn):
    """A run over cards on which people and places are marked, and the true spans of each document."""
    publish_schema(project, [NAMES], owner)
    project.refresh_from_db()
    made, truth = write_cards(project, 160)
    QueueRow.objects.filter(document__in=made).update(pool=0)
    QueueRow.objects.filter(document__in=made[:60]).update(pool=1)
    Project.objects.update(mix={**DEFAULT_MIX, "audit": 60}, mix_is_set=True)
    ada = Membership.objects.select_related("project__schema", "user").get(project=project, user=annotator)
    for _card in range(70):
        mark_next(ada, truth)
    learn()
    return project.questions.get(name="Names", retired_at=None), truth


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
    ours, theirs = contenders(names)
    assert theirs.figure == 1.0, "they know the truth"
    assert theirs.ahead == pytest.approx(1.0 - ours.figure)
    upload_spans(spans_of({document: [] for document in truth}))
    assert contenders(names)[1].figure == 0


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


def test_a_model_without_a_name_is_refused(learned, upload):
    status, said = upload(csv_of(learned), name=" ")
    assert (status, "Give the model a name of 1 to 120 characters." in said) == (422, True)


def test_it_is_compared_until_somebody_removes_it(learned, upload, client, project):
    upload(csv_of(learned))
    client.post(reverse("learning:rival-removal", args=[project.slug, Rival.objects.get().id]))
    assert not Rival.objects.exists()


def test_a_class_of_the_operators_is_trained_on_the_same_answers(learned, learn, tone, settings):
    settings.MODEL_CLASSES = [f"{OTHERS}:bag_of_words"]
    learn()
    jobs.run_due(TRY_OTHERS)
    _ours, theirs = contenders(tone)
    assert (theirs.rival.kind, theirs.rival.problem) == ("estimator", "")
    assert theirs.quality.macro > 0.8


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (f"{OTHERS}:Raises", "RuntimeError: the weights of the house are not there"),
        (f"{OTHERS}:AnswersSomethingElse", "predict() must give one of glad, cross"),
        ("nowhere.to_be_found:Model", "ModuleNotFoundError"),
    ],
)
def test_what_a_class_raises_stands_on_the_page_and_disturbs_nothing(
    learned, learn, settings, page, supervisor, name, problem
):
    settings.MODEL_CLASSES = [name]
    learn()
    jobs.run_due(TRY_OTHERS)
    assert Job.objects.get(kind=TRY_OTHERS).state == "done"
    assert problem in Rival.objects.get().problem
    assert problem in page(supervisor)


def test_what_a_class_raises_may_quote_a_document_and_is_told_to_nobody_who_may_not_read_those(
    learned, learn, settings, page, supervisor, expert, viewer
):
    settings.MODEL_CLASSES = [f"{OTHERS}:QuotesWhatItReads"]
    learn()
    jobs.run_due(TRY_OTHERS)
    quoted = Rival.objects.get().problem.removeprefix("ValueError: cannot read ")
    assert quoted in {document.text for document in learned}
    assert quoted in page(supervisor)
    for person in (expert, viewer):
        said = page(person)
        assert quoted not in said
        assert "It could not be used. Supervisors and owners can read why." in said


def test_where_the_operator_names_none_nothing_is_tried(learned, learn):
    learn()
    assert not Job.objects.filter(kind=TRY_OTHERS).exists()


def test_erasing_a_document_takes_what_a_class_has_said_of_its_texts(learned, tone, project, owner):
    made = Rival.objects.create(
        project=project,
        question=tone,
        name="theirs",
        kind="estimator",
        documents=b"",
        labels=b"",
        problem="could not convert string to float: 'a letter'",
    )
    erase_document(Document.objects.get(id=learned[0].id), owner)
    made.refresh_from_db()
    assert made.problem == ""
