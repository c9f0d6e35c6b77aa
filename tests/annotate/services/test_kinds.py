"""An answer of every kind: written in one statement, read back as it was said, by its author and by a supervisor."""

import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotate.documents.history import history_of
from annotate.models import FreeText, Membership, Rating, Relation, Standing
from annotate.problems import OutdatedSchema
from annotate.roles import Role
from annotate.services.annotations import answer_of, parse_submission, save_annotation
from annotate.services.appending import writing
from annotate.services.gold import make_gold
from annotate.services.own_answers import own_answers
from annotate.services.projects import add_member
from annotate.services.publishing import publish_schema
from tests.annotate.every_kind import Asked, project_of_every_kind
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(owner):
    return project_of_every_kind(owner)


@pytest.fixture
def asked(project):
    return Asked(project.schema)


@pytest.fixture
def save(membership, documents, asked):
    """save(**what is said) -> the annotation, on the first document."""

    def save(**said):
        standing, _new = Standing.objects.get_or_create(
            project=membership.project, document=documents[0], annotator=membership.user,
            defaults={"state": "leased", "stream": "control"},
        )  # fmt: skip
        body = asked.body(documents[0], **said)
        body["replaces"] = str(standing.current.key) if standing.current else None
        return save_annotation(membership, documents[0], parse_submission(body))

    return save


@pytest.fixture
def everything(save, asked):
    """Ann went to Rome, in both directions of telling, with nested marks."""
    ann, rome, whole = asked.span(0, 3), asked.span(12, 16, "place"), asked.span(0, 16)
    relations = [asked.relation(ann, rome), asked.relation(rome, whole, "knows"), asked.relation(ann, whole)]
    return save(spans=[rome, whole, ann], relations=relations, reason="e\u0301 😀\r\n", heat=0)


def said_in(annotation, asked):
    by_id = {question["id"]: name for name, question in asked.questions.items()}
    return {by_id[response["question"]]: response for response in answer_of(annotation)["responses"]}


def test_what_is_saved_is_read_back_as_it_was_said(everything, asked):
    said = said_in(everything, asked)
    assert said["Related"]["relations"] == [
        {
            "from": asked.span(0, 3),
            "to": asked.span(12, 16, "place"),
            "label": asked.label("Related", "went to"),
        },
        {
            "from": asked.span(12, 16, "place"),
            "to": asked.span(0, 16),
            "label": asked.label("Related", "knows"),
        },
        {"from": asked.span(0, 3), "to": asked.span(0, 16), "label": asked.label("Related", "went to")},
    ]
    assert said["Reason"]["text"] == "e\u0301 😀\r\n"
    assert said["Heat"]["rating"] == 0
    assert said["Tone"].keys() == {"question", "state", "labels", "spans"}
    assert len(said["Names"]["spans"]) == 3


def test_what_was_not_asked_has_no_content_and_no_rows(save, asked):
    said = said_in(save(tone="glad"), asked)
    assert said["Reason"] == {**asked.response("Reason"), "state": "not_asked", "labels": [], "spans": []}
    assert said["Related"]["relations"] == []
    assert "rating" not in said["Heat"]
    assert not FreeText.objects.exists()
    assert not Rating.objects.exists()


def test_a_change_leaves_what_was_said_before(everything, save, asked):
    save(tone="furious", reason="Worse.", heat=4)
    assert list(FreeText.objects.order_by("id").values_list("text", flat=True)) == [
        "e\u0301 😀\r\n",
        "Worse.",
    ]
    assert said_in(everything, asked)["Heat"]["rating"] == 0
    assert Relation.objects.count() == 3


def test_a_save_writes_everything_in_one_statement_and_a_plain_one_names_no_table_more(save, asked):
    with CaptureQueriesContext(connection) as plain:
        save(tone="glad")
    with CaptureQueriesContext(connection) as full:
        ann, rome = asked.span(0, 3), asked.span(12, 16, "place")
        save(spans=[ann, rome], relations=[asked.relation(ann, rome)], reason="So.", heat=1)

    def writings(queries):
        return [name for query in queries for name in re.findall(r"EXECUTE gloss_(append\w*)", query["sql"])]

    assert writings(plain) == ["append"]
    assert writings(full) == ["append_relations_texts_ratings"]
    assert "annotate_freetext" not in writing().sql
    assert not any("INSERT INTO annotate_" in query["sql"] for query in [*plain, *full])


def test_gold_keeps_all_of_it(everything, supervisor, asked):
    content = {gold.question.name: gold.content for gold in make_gold(everything, supervisor)}
    assert content["Reason"] == {"text": "e\u0301 😀\r\n"}
    assert content["Heat"] == {"rating": 0}
    assert content["Related"]["relations"][0]["from"] == asked.span(0, 3)


def test_the_document_page_says_all_of_it(everything, documents, supervisor, client, project):
    make_gold(everything, supervisor)
    history = history_of(documents[0], with_answers=True)
    for name, all_said in history.said.items():
        said = {one.question: one for one in all_said}
        if name.startswith("annotation"):
            first = said["Related"].relations[0]
            assert (first["from"]["quote"], first["label"].name, first["to"]["quote"]) == (
                "Ann",
                "went to",
                "Rome",
            )
            assert (said["Reason"].text, said["Heat"].rating) == ("e\u0301 😀\r\n", 0)
    client.force_login(supervisor)
    page = client.get(f"/projects/{project.slug}/documents/{documents[0].id}/").content.decode()
    for words in ("went to", "e\u0301 😀", "0 of 4"):
        assert words in page, words


def test_own_answers_are_summed_up(everything, membership):
    (line,) = own_answers(membership, None)["answers"]
    summary = {entry["question"]: entry for entry in line["summary"]}
    assert summary["Related"]["relations"] == 3
    assert summary["Reason"]["text"] == "e\u0301 😀\r\n"
    assert summary["Heat"]["rating"] == 0
    assert "text" not in summary["Tone"]


def test_an_answer_under_older_questions_stands_while_it_makes_sense(project, owner, membership, save, asked):
    def publish(change):
        questions = [{**question} for question in membership.project.schema.questions]
        change(questions)
        publish_schema(project, questions, owner)
        membership.project.refresh_from_db()

    ann, rome = asked.span(0, 3), asked.span(12, 16, "place")
    full = {"spans": [ann, rome], "relations": [asked.relation(ann, rome)], "reason": "because", "heat": 4}
    new = {
        "kind": "rating",
        "name": "New",
        "shown_when": {"question": {"place": 0}, "labels": [{"place": 0}]},
    }
    publish(lambda questions: questions.append(new))
    save(**full)  # asked only of those who are glad
    with pytest.raises(OutdatedSchema, match="“New” was added"):
        save(tone="glad")
    publish(lambda questions: questions.pop())
    publish(lambda questions: questions[4].update(scale={"least": 0, "most": 3}))
    with pytest.raises(OutdatedSchema, match="“Heat” has another scale now"):
        save(**full)
    full["heat"] = 3
    save(**full)
    publish(lambda questions: questions[3].update(longest=3))
    with pytest.raises(OutdatedSchema, match="longer than it may be now"):
        save(**full)
    publish(lambda questions: questions[2].update(labels=questions[2]["labels"][1:]))
    full["reason"] = "So."
    with pytest.raises(OutdatedSchema, match="a label you used in “Related” was retired"):
        save(**full)


def test_a_long_answer_is_written_in_a_moment(save, asked, documents, django_assert_max_num_queries):
    """Two thousand relations find their spans without looking at all of them for each."""
    spans = [asked.span(start, end) for start in range(30) for end in range(start + 1, 31)]
    pairs = [(head, tail) for head in spans[:50] for tail in spans[50:90]]
    with django_assert_max_num_queries(30):
        save(spans=spans, relations=[asked.relation(head, tail) for head, tail in pairs], reason="x")
    assert Relation.objects.count() == 2_000


def test_another_person_may_say_something_else(everything, project, documents, asked, owner):
    ben = make_user("ben")
    add_member(project, ben, [Role.ANNOTATOR], by=owner)
    membership = Membership.objects.select_related("project__schema").get(project=project, user=ben)
    Standing.objects.create(
        project=project, document=documents[0], annotator=ben, state="leased", stream="control"
    )
    body = asked.body(documents[0], key=str(uuid.uuid4()), reason="Not so.", heat=2)
    annotation = save_annotation(membership, documents[0], parse_submission(body))
    assert said_in(annotation, asked)["Reason"]["text"] == "Not so."
