"""What our export writes, our import takes in again: texts, ids, metadata, groups, labels and spans."""

import json
import uuid

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from annotate import jobs
from annotate.exports import Wish
from annotate.files import new_file, open_file
from annotate.imports.lifecycle import begin_import, start_check, start_publication
from annotate.imports.options import Options
from annotate.models import Batch, Gold, Job, Membership
from annotate.roles import Role
from annotate.services.documents import NewDocument, add_documents
from annotate.services.gold import make_gold
from annotate.services.projects import add_member, create_project
from annotate.services.publishing import publish_schema
from tests.annotate.answering import says
from tests.annotate.every_kind import Asked, project_of_every_kind
from tests.conftest import NAMES, TONE, make_user

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


def answers_of(project, *, rarer=False):
    """Everything said, by name: who, of which document, to which question, what; relations, texts, ratings too."""
    said = []
    for annotation in project.annotations.select_related("author", "document"):
        for response in annotation.responses.select_related("question"):
            labels = sorted(choice.label.name for choice in response.choices.select_related("label"))
            spans = sorted(map(mark, response.spans.select_related("label")))
            relations = sorted(
                (mark(relation.head), relation.label.name, mark(relation.tail))
                for relation in response.relations.all()
            )
            text = getattr(response, "free_text", None)
            rating = getattr(response, "rating", None)
            said.append(
                (
                    annotation.author.name.lower(),
                    annotation.document.text,
                    response.question.name,
                    response.state,
                    labels,
                    spans,
                    *([relations, text and text.text, rating and rating.value] if rarer else ()),
                )
            )
    return sorted(said, key=repr)


def mark(span):
    return span.start, span.end, span.label.name


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


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_member_and_a_source_of_one_name_stay_two(project, owner, annotator, form):
    """As after an import of what a member once said elsewhere."""
    membership = Membership.objects.select_related("project__schema").get(project=project, user=annotator)
    document, body = answers_to(project, annotator, membership)[0]
    says(membership, lambda _document, **more: body | more, document, responses=body["responses"])
    line = {"id": document.external_id, "text": document.text, "Tone": "cross", "annotator": "ada"}
    bring_in(project, owner, json.dumps(line).encode(), "elsewhere.jsonl")
    other = create_project(owner, "Elsewhere")
    publish_schema(other, [TONE, NAMES, TOPICS], owner)
    other.refresh_from_db()
    bring_in(other, owner, export(project, owner, form=form))
    assert {source.name for source in other.sources.all()} == {"ada", "ada (2)"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_the_longest_user_names_come_in_as_sources(project, owner, form):
    """Two that differ in nothing but the sign for which of them it is."""
    longest = make_user("a" * 150)
    add_member(project, longest, [Role.ANNOTATOR], by=owner)
    membership = Membership.objects.select_related("project__schema").get(project=project, user=longest)
    document, body = answers_to(project, longest, membership)[0]
    says(membership, lambda _document, **more: body | more, document, responses=body["responses"])
    line = {"id": document.external_id, "text": document.text, "Tone": "cross", "annotator": "a" * 150}
    bring_in(project, owner, json.dumps(line).encode(), "elsewhere.jsonl")
    other = create_project(owner, "Elsewhere")
    publish_schema(other, [TONE, NAMES, TOPICS], owner)
    other.refresh_from_db()
    bring_in(other, owner, export(project, owner, form=form))
    assert {source.name for source in other.sources.all()} == {"a" * 150, "a" * 150 + " (2)"}


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


@st.composite
def answers(draw, text):
    """What somebody may say to questions of every kind: marks that nest, relations between them, any text."""
    ends = st.integers(0, len(text))
    stretches = st.tuples(ends, ends).map(sorted).filter(lambda pair: pair[0] < pair[1])
    spans = draw(
        st.lists(st.tuples(stretches, st.sampled_from(["person", "place"])), max_size=4, unique_by=repr)
    )
    pairs = st.tuples(*[st.integers(0, max(len(spans) - 1, 0))] * 2).filter(lambda pair: pair[0] != pair[1])
    relations = st.lists(st.tuples(pairs, st.sampled_from(["went to", "knows"])), max_size=3, unique_by=repr)
    words = st.lists(letters | tricky, min_size=1, max_size=6).map("".join) | st.sampled_from(
        ["=1", "a|b", "[x]", '{"a": 1}', '{"text": "no"}', " b ", "3", "-", "\\N", '"']
    )
    return {
        "tone": draw(st.sampled_from(["glad", "cross", "furious"])),
        "spans": spans,
        "relations": draw(relations) if len(spans) > 1 else [],
        "reason": draw(words.filter(lambda written: written.strip() and len(written) <= 200)),
        "heat": draw(st.none() | st.integers(0, 4)),
    }


def say(membership, document, told):
    asked = Asked(membership.project.schema)
    spans = [asked.span(start, end, label) for (start, end), label in told["spans"]]
    relations = [asked.relation(spans[head], spans[tail], label) for (head, tail), label in told["relations"]]
    body = asked.body(document, **told | {"spans": spans, "relations": relations})
    says(membership, lambda _document, **more: body | more, document)


@pytest.mark.django_db(transaction=True)
@given(
    st.lists(
        marked().flatmap(lambda pair: st.tuples(st.just(pair[0]), answers(pair[0]))), min_size=1, max_size=5
    ),
    st.sampled_from(["documents", "answers"]),
    st.sampled_from(["jsonl", "csv"]),
)
@settings(
    max_examples=5,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink would take minutes of exports
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_answers_of_every_kind_come_in_again_unchanged(owner, annotator, told, contents, form):
    project, other = project_of_every_kind(owner), project_of_every_kind(owner)
    add_member(project, annotator, [Role.ANNOTATOR], by=owner)
    membership = Membership.objects.select_related("project__schema").get(project=project, user=annotator)
    batch = Batch.objects.create(project=project, name="first", created_by=owner)
    texts = [NewDocument(text, external_id=f"n{number}") for number, (text, _said) in enumerate(told)]
    for document, (_text, said) in zip(add_documents(batch, texts), told, strict=True):
        say(membership, document, said)
    content = export(project, owner, contents=contents, form=form)
    bring_in(other, owner, content)
    assert answers_of(other, rarer=True) == answers_of(project, rarer=True)
    assert bring_in(other, owner, content).report["new"] == 0
    assert answers_of(other, rarer=True) == answers_of(project, rarer=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_gold_of_every_kind_comes_in_as_suggestions(owner, annotator, form):
    project, other = project_of_every_kind(owner), project_of_every_kind(owner)
    add_member(project, annotator, [Role.ANNOTATOR], by=owner)
    membership = Membership.objects.select_related("project__schema").get(project=project, user=annotator)
    batch = Batch.objects.create(project=project, name="first", created_by=owner)
    (document,) = add_documents(batch, [NewDocument("Ann went to Rome. 😀", external_id="n")])
    said = {"tone": "furious", "spans": [((0, 3), "person"), ((12, 16), "place")], "heat": 0}
    say(membership, document, said | {"relations": [((0, 1), "went to")], "reason": " So\r\nit is."})
    make_gold(project.annotations.get(), owner)
    with new_file(other, "gold.zip", owner) as out:
        out.write(export(project, owner, contents="gold", form=form, all_documents=""))
    entry = begin_import(other, owner, out.stored)
    start_check(entry, Options.from_json(entry.options), owner)
    jobs.run_due()
    entry.refresh_from_db()
    assert entry.report["refused"] == 0, entry.report
    start_publication(entry, owner, leave_out_refused=False)
    jobs.run_due()
    asked = Asked(other.schema)
    content = {
        suggestion.question.name: suggestion.content
        for suggestion in other.documents.get().suggestions.select_related("question")
    }
    ann, rome = asked.span(0, 3), asked.span(12, 16, "place")
    assert content == {
        "Tone": {"labels": [asked.label("Tone", "furious")]},
        "Names": {"spans": [ann, rome]},
        "Related": {"relations": [asked.relation(ann, rome)]},
        "Reason": {"text": " So\r\nit is."},
        "Heat": {"rating": 0},
    }
