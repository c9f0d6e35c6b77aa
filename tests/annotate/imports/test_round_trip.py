"""What our export writes, our import takes in again: texts, ids, metadata, groups, labels and spans."""

import json
import uuid

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotate import jobs
from annotate.exports import Wish
from annotate.files import new_file, open_file
from annotate.imports.lifecycle import begin_import, start_check, start_publication
from annotate.imports.options import Options
from annotate.models import Batch, Gold, Job, Membership
from annotate.services.documents import NewDocument, add_documents
from annotate.services.projects import create_project
from annotate.services.publishing import publish_schema
from tests.annotate.answering import says
from tests.conftest import NAMES, TONE

TOPICS = {
    "kind": "choices",
    "name": "Topics | all",
    "required": False,
    "labels": [{"name": "travel | far"}, {"name": '"rain"'}],
}
TEXTS = [
    'Ann went to Rome. 😀 Bob\r\nstayed,\rhe "said"; a\\nb\t.',
    "שלום e\u0301 👩‍👩‍👧 =1+1",
    "\ufeff not a mark  ",
    "the same text",
    "the same text",
    "{not json}",
]


@pytest.fixture
def project(owner):
    """The project of the export: three questions, awkward texts, with ids and without, in conversations."""
    project = create_project(owner, "Postcards", audit_percent=0, wants=2, overlap_wants=2)
    publish_schema(project, [TONE, NAMES, TOPICS], owner)
    project.refresh_from_db()
    batch = Batch.objects.create(project=project, name="first", created_by=owner)
    add_documents(
        batch,
        [
            NewDocument(
                text,
                external_id=None if number == 2 else f"card, {number}",
                group="c1" if number < 3 else "",
                position=number,
                metadata={"channel": "é", "deep": [1, {"x": None}], "n": 2**53} if number else {},
            )
            for number, text in enumerate(TEXTS)
        ],
    )
    return project


def answers_to(project, user, membership):
    tone, names, topics = project.schema.questions
    first, second = project.documents.order_by("id")[:2]

    def response(question, **content):
        return {"question": question["id"], **content}

    def spans(text, *stretches):
        return [
            {"start": a, "end": b, "label": names["labels"][0]["id"], "quote": text[a:b]}
            for a, b in stretches
        ]

    def body(document, **more):
        return {
            "key": str(uuid.uuid4()),
            "sha256": bytes(document.sha256).hex(),
            "schema": project.schema_id,
            "active_ms": 1,
            **more,
        }

    return [
        (first, body(first, responses=[
            response(tone, labels=[tone["labels"][0]["id"]]),
            response(names, spans=spans(first.text, (0, 3), (20, 23))),
            response(topics, labels=[label["id"] for label in topics["labels"]]),
        ])),
        (second, body(second, responses=[
            response(tone, state="cannot_tell"), response(names, spans=[]), response(topics, labels=[]),
        ])),
    ]  # fmt: skip


def export(project, user, **wish):
    """The archive of an export, as it is downloaded."""
    wish = Wish.read({"contents": "documents", "form": "jsonl", "all_documents": "on"} | wish)
    job = jobs.start("export", project=project, owner=user, arguments=wish.as_arguments())
    jobs.run_due()
    job.refresh_from_db()
    assert job.state == Job.State.DONE, job.error
    with open_file(job.files.get()) as file:
        return file.read()


def bring_in(project, user, content, name="export.zip"):
    with new_file(project, name, user) as out:
        out.write(content)
    entry = begin_import(project, user, out.stored)
    options = Options.from_json(entry.options | {"answers_as": "annotations"})
    start_check(entry, options, user)
    jobs.run_due()
    entry.refresh_from_db()
    assert entry.report["refused"] == 0, entry.report
    start_publication(entry, user, leave_out_refused=False)
    jobs.run_due()
    entry.refresh_from_db()
    assert entry.state == "published", entry.publish_job.error
    return entry


def documents_of(project):
    fields = ("external_id", "text", "group", "position", "metadata")
    return sorted((tuple(row) for row in project.documents.values_list(*fields)), key=repr)


def answers_of(project):
    """Everything said, by name: who, of which document, to which question, what."""
    said = []
    for annotation in project.annotations.select_related("author", "document"):
        for response in annotation.responses.select_related("question"):
            labels = sorted(choice.label.name for choice in response.choices.select_related("label"))
            spans = sorted(
                (span.start, span.end, span.label.name) for span in response.spans.select_related("label")
            )
            said.append(
                (
                    annotation.author.name.lower(),
                    annotation.document.text,
                    response.question.name,
                    response.state,
                    labels,
                    spans,
                )
            )
    return sorted(said, key=repr)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("contents", ["documents", "answers"])
@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_an_export_comes_in_again_unchanged(project, owner, annotator, second_annotator, contents, form):
    for person in (annotator, second_annotator):
        membership = Membership.objects.select_related("project__schema").get(project=project, user=person)
        for document, body in answers_to(project, person, membership):
            says(
                membership,
                lambda _document, body=body, **more: body | more,
                document,
                responses=body["responses"],
            )
    other = create_project(owner, "Elsewhere")
    publish_schema(other, [TONE, NAMES, TOPICS], owner)
    other.refresh_from_db()

    content = export(project, owner, contents=contents, form=form)
    first = bring_in(other, owner, content)

    if contents == "documents":
        assert documents_of(other) == documents_of(project)
    assert answers_of(other) == answers_of(project)
    assert {source.name for source in other.sources.all()} == {"ada", "ben"}
    again = bring_in(other, owner, content)
    assert (first.report["new"] > 0, again.report["new"]) == (True, 0)
    assert answers_of(other) == answers_of(project), "the second import adds nothing"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_gold_comes_in_as_what_a_source_says(project, owner, form):
    tone = project.schema.questions[0]
    document = project.documents.first()
    Gold.objects.create(
        project=project, document=document, question_id=tone["id"], schema=project.schema, decided_by=owner,
        content={"labels": [tone["labels"][1]["id"]]}, origin=Gold.Origin.ADJUDICATED,
    )  # fmt: skip
    other = create_project(owner, "Elsewhere")
    publish_schema(other, [TONE, NAMES, TOPICS], owner)
    other.refresh_from_db()
    bring_in(other, owner, export(project, owner, contents="gold", form=form))
    assert documents_of(other) == documents_of(project)
    assert [entry for entry in answers_of(other) if entry[3] == "answered"] == [
        ("export", document.text, "Tone", "answered", ["cross"], [])
    ]


letters = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
tricky = st.sampled_from(
    ["😀", "\r\n", "\r", "e\u0301", "שלום", "👩‍👩‍👧", "\u2028", "\ufeff", "\\", "\t", "\x1f", "𐐷", "\\N"]
)


@st.composite
def marked(draw):
    """A text and spans in it, by code points."""
    text = "".join(draw(st.lists(letters | tricky, min_size=1, max_size=8)))
    ends = st.integers(0, len(text))
    pairs = draw(
        st.lists(
            st.tuples(ends, ends).map(sorted).filter(lambda pair: pair[0] < pair[1]),
            max_size=3,
            unique_by=tuple,
        )
    )
    return text + ".", pairs


@pytest.mark.django_db
@given(st.lists(marked(), min_size=1, max_size=20, unique_by=lambda pair: pair[0]))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_quote_is_text_from_start_to_end(owner, entries):
    project = create_project(owner, "Any words")
    publish_schema(project, [{**NAMES, "overlapping": True}], owner)
    project.refresh_from_db()
    lines = [
        {"text": text, "n": text, "Names": [
            {"start": a, "end": b, "label": "person", "quote": text[a:b]} for a, b in pairs
        ]}
        for text, pairs in entries
    ]  # fmt: skip
    bring_in(
        project,
        owner,
        "".join(json.dumps(line, ensure_ascii=bool(len(line["text"]) % 2)) + "\n" for line in lines).encode(),
        "a.jsonl",
    )
    expected = dict(entries)
    assert {document.text: document.metadata["n"] for document in project.documents.all()} == {
        text: text for text in expected
    }
    for annotation in project.annotations.select_related("document"):
        spans = [[span.start, span.end] for span in annotation.responses.get().spans.all()]
        assert sorted(spans) == sorted(expected[annotation.document.text])
