"""Every kind of question has its measure, its way to one answer, its gold, its check and its model, as the docs say."""

import uuid
from pathlib import Path

import pytest

from annotate.models import Batch, Label, Membership, Question, Standing
from annotate.roles import Role
from annotate.services.annotations import parse_submission, save_annotation
from annotate.services.documents import NewDocument, add_documents
from annotate.services.projects import create_project
from annotate.services.publishing import publish_schema
from review.services.acceptance.ways import WAYS, WORDS
from review.services.comparing import EVERY_KIND, compare
from review.services.overlap import Which
from review.services.suspicions.finding import KINDS as SUSPECTED
from review.views.queue_address import decidable
from review.wording import COEFFICIENTS
from tests.conftest import make_user, member
from weaklabels.services.learning.subjects import LEARNED, MARKED

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).resolve().parents[2] / "docs" / "review.md"
DOCUMENTS = 52
KINDS = [str(kind) for kind in Question.Kind]
LABELS = [{"name": name, "key": key} for name, key in (("person", "1"), ("place", "2"))]
QUESTIONS = [
    {"kind": "choice", "name": "Tone", "labels": [{"name": "good"}, {"name": "bad"}, {"name": "ugly"}]},
    {"kind": "choices", "name": "Topics", "labels": [{"name": "price"}, {"name": "time"}]},
    {"kind": "rating", "name": "Warmth"},
    {"kind": "text", "name": "Gist"},
    {"kind": "spans", "name": "Names", "labels": LABELS},
]


def table():
    """The rows of the docs' table by kind: column -> cell."""
    section = PAGE.read_text("utf-8").split("## What suits which question")[1]
    lines = [line for line in section.split("\n\n")[1].splitlines() if line.startswith("|")]
    head, _rule, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    names = {"choice": "choice", "choices": "choices", "rating": "rating", "spans": "spans"}
    names |= {"relations": "relations", "text": "text"}
    return {names[row[0].split(":")[0].split(" ")[0]]: dict(zip(head, row, strict=True)) for row in rows}


@pytest.fixture(scope="module")
def project(made_once):
    """52 documents that two people answer: they differ on every fourth, in every question."""
    owner = make_user("olga")
    project = create_project(owner, "Calls", audit_percent=0, wants=2, overlap_wants=2)
    schema = publish_schema(project, QUESTIONS, owner)
    names = next(one for one in schema.questions if one["name"] == "Names")
    relations = {"kind": "relations", "name": "Who is where", "between": names["id"]}
    publish_schema(project, [*schema.questions, relations | {"labels": [{"name": "lives in"}]}], owner)
    bad = Label.objects.get(question__project=project, name="bad")
    Label.objects.filter(question__project=project, name="ugly").update(parent=bad)
    people = [member(project, name, Role.ANNOTATOR) for name in ("ada", "ben")]
    batch = Batch.objects.create(project=project, name="texts", created_by=owner)
    texts = [NewDocument(f"Ann lives in Rome, she says, {number}.") for number in range(DOCUMENTS)]
    for number, document in enumerate(add_documents(batch, texts)):
        for whose, person in enumerate(people):
            answer(project, person, document, number, whose * (number % 4 == 0))
    project.refresh_from_db()
    return project


def answer(project, person, document, number, differs):
    membership = Membership.objects.select_related("project__schema", "user").get(
        project=project, user=person
    )
    Standing.objects.create(
        document=document,
        annotator=person,
        occasion="work",
        project=project,
        state="leased",
        stream="control",
    )
    asked = {one["name"]: one for one in membership.project.schema.questions}
    ids = {name: [label["id"] for label in one.get("labels", [])] for name, one in asked.items()}
    ann = {"start": 0, "end": 3, "label": ids["Names"][0]}
    rome = {"start": 13, "end": 17, "label": ids["Names"][1]}
    said = {
        "Tone": {"labels": [ids["Tone"][2 if differs else (number + 1) % 2]]},
        "Topics": {"labels": ids["Topics"][: 1 + differs]},
        "Warmth": {"rating": 1 + number % 3 + 2 * differs},
        "Gist": {"text": "She  says\nso." if number % 2 else "She says so." + " Or not." * differs},
        "Names": {"spans": [ann] if differs else [ann, rome]},
        "Who is where": {
            "relations": [] if differs else [{"from": ann, "to": rome, "label": ids["Who is where"][0]}]
        },
    }
    responses = [{"question": asked[name]["id"], **content} for name, content in said.items()]
    body = {
        "key": str(uuid.uuid4()),
        "sha256": bytes(document.sha256).hex(),
        "replaces": None,
        "schema": membership.project.schema_id,
        "responses": responses,
    }
    save_annotation(membership, document, parse_submission(body))


@pytest.fixture
def compared(project):
    def compared(kind):
        question = project.questions.select_related("project__schema").get(kind=kind)
        return compare(question, Which.INDEPENDENT)

    return compared


def test_the_table_has_every_kind():
    assert sorted(table()) == sorted(KINDS) == sorted(EVERY_KIND)


@pytest.mark.parametrize("kind", KINDS)
def test_the_docs_name_every_measure_and_each_has_a_value(compared, kind):
    measured = compared(kind).measured
    assert measured
    for one in measured:
        assert str(COEFFICIENTS[one.name].name) in table()[kind]["agreement"]
        assert one.figure.state == "measured"
        assert one.figure.low <= one.figure.value <= one.figure.high


@pytest.mark.parametrize("kind", KINDS)
def test_the_docs_name_every_way_gold_check_and_model(project, kind):
    row = table()[kind]
    ways = [str(WORDS[way].name) for way in WAYS.get(kind, ())]
    assert row["answers put together"] == (", ".join(ways) or "none")
    assert decidable(project).filter(kind=kind).exists()
    assert row["gold"] == ("adjudicated, in bulk" if kind in WAYS else "adjudicated")
    assert ("suspicious labels" in row["checks"]) == (kind in SUSPECTED)
    model = "labels" if kind in LEARNED else "words" if kind in MARKED else "none"
    assert row["model"] == model


def test_two_texts_are_the_same_after_whitespace_and_else_more_or_less_alike(compared):
    """Spaces and line ends aside; they differ by " Or not." of 20 characters on every fourth."""
    same, alike = compared("text").measured
    differ = sum(number % 4 == 0 for number in range(DOCUMENTS))
    assert same.figure.value == pytest.approx(1 - differ / DOCUMENTS)
    assert alike.figure.value == pytest.approx(1 - differ / DOCUMENTS * 8 / 20)


def test_ratings_are_so_many_steps_apart(compared):
    [steps] = [one for one in compared("rating").measured if one.name == "steps"]
    assert steps.figure.value == pytest.approx(2 / 4)


def test_relations_are_compared_as_what_they_join(compared):
    [with_label, joined] = compared("relations").measured
    made, both = DOCUMENTS + 39, 39
    assert with_label.figure.value == joined.figure.value == pytest.approx(2 * both / made)


def test_labels_are_compared_on_the_level_above_as_well(compared):
    """Ugly stands below bad: who says the one where another says the other agrees on the broad label."""
    comparison = compared("choice")
    [(level, top)] = comparison.levels
    assert (level, top.figure.value) == (1, 1.0)
    assert comparison.headline.figure.value < 0.9
