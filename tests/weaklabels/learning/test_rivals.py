"""Other models beside ours: uploaded predictions and classes of the operator's, on the same audit documents."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from annotate import jobs
from annotate.erasure.documents import erase_document
from annotate.models import Document, Job, Project, QueueRow
from annotate.queue.streams import DEFAULT_MIX
from annotate.roles import Role
from tests.conftest import make_project, make_user, member
from tests.weaklabels.learning.conftest import add_letters, let_answer, let_learn, mood_of
from weaklabels.models import Rival
from weaklabels.services.learning.board import board_of
from weaklabels.services.learning.due import TRY_OTHERS
from weaklabels.services.learning.subjects import subject_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
OTHERS = "tests.weaklabels.learning.others"


@pytest.fixture(scope="module")
def world(made_once):
    """A run, and audit documents of which most are answered: the documents, in order."""
    project = make_project(make_user("olga"))
    ada = member(project, "ada", Role.ANNOTATOR)
    documents = add_letters(project, 240)
    QueueRow.objects.filter(document__in=documents[:100]).update(pool=1)
    project.mix, project.mix_is_set = {**DEFAULT_MIX, "audit": 60}, True
    project.save()
    let_answer(project, ada, 120)
    let_learn(project)
    return documents


@pytest.fixture
def project(world, db):
    return Project.objects.select_related("created_by").get(id=world[0].project_id)


@pytest.fixture
def owner(project):
    return project.created_by


@pytest.fixture
def learned(world):
    return [*world]


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
