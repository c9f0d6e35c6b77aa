"""Relations, texts, ratings, hierarchies and conditions in a file: in which forms they come, and what is refused."""

import pytest

from annotate.imports.lifecycle import add_unknown_labels
from annotate.models import Annotation, Suggestion
from annotate.services.contents import content_of
from tests.annotate.every_kind import Asked, project_of_every_kind
from tests.annotate.imports.conftest import jsonl, recheck

pytestmark = pytest.mark.django_db

ANN, ROME = {"start": 0, "end": 3, "label": "person"}, {"start": 12, "end": 16, "label": "place"}
TEXT = "Ann went to Rome. 😀"
ANSWERS = {"answers_as": "annotations", "source": "old tool"}


@pytest.fixture
def project(owner):
    return project_of_every_kind(owner)


def related(head=ANN, tail=ROME, label="went to"):
    return {"from": head, "to": tail, "label": label}


def said_in(annotation):
    responses = annotation.responses.select_related("question")
    return {response.question.name: content_of(response) for response in responses}


def suggested():
    return {one.question.name: one.content for one in Suggestion.objects.select_related("question")}


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"Related": [related()]}, "not marked so in this answer"),
        ({"Names": [ANN], "Related": [related(tail=ANN)]}, "joins words with themselves"),
        ({"Names": [ANN, ROME], "Related": [related(label="loves")]}, "“loves” is no label of “Related”"),
        (
            {"Names": [ANN], "Related": [related(tail={**ROME, "label": "town"})]},
            "“town” is no label of “Names”",
        ),
        (
            {"Names": [ANN, ROME], "Related": [{"from": ANN, "label": "knows"}]},
            "A relation needs “from” and “to”",
        ),
        ({"Names": [ANN, ROME], "Related": [related(), "knows"]}, "A relation needs “from” and “to”"),
        ({"Names": [related()]}, "“Names” does not ask for relations"),
        ({"Names": [{**ANN, "quote": "Ben"}]}, "says “Ben”"),
        ({"Names": [ANN, ROME], "Related": [related(head={**ANN, "quote": "Ben"})]}, "says “Ben”"),
        ({"Reason": "why"}, "only asked after another answer"),
        ({"Tone": "glad", "Reason": "why"}, "only asked after another answer"),
        ({"Tone": "furious", "Reason": "x" * 201}, "201 characters; 200 are allowed"),
        ({"Tone": "cross", "Reason": ["a", "b"]}, "“Reason” takes no labels or spans"),
        ({"Tone": "cross", "Reason": 7}, "“Reason” asks for a text"),
        ({"Tone": "cross", "Reason": {"text": 7}}, "“text” must be text"),
        ({"Tone": "cross", "Reason": {"text": "a\0b"}}, "A text holds bytes that are no text"),
        ({"Heat": 5}, "a whole number from 0 to 4, not 5"),
        ({"Heat": 1.5}, "asks for a whole number, not “1.5”"),
        ({"Heat": "hot"}, "asks for a whole number, not “hot”"),
        ({"Heat": [1, 2]}, "“Heat” takes no labels or spans"),
        ({"Heat": {"rating": True}}, "asks for a whole number, not “true”"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_what_does_not_fit_is_refused_with_its_line(check, said, sentence):
    columns = {"responses": "answers"}
    entry = check(jsonl({"text": TEXT, "responses": said}, {"text": "good"}), columns=columns, **ANSWERS)
    assert [line for line, _why in entry.outcome.problems] == [1]
    assert sentence in entry.outcome.problems[0][1]
    assert not entry.outcome.unknown.keys() - {
        each["id"] for each in entry.project.schema.questions if each["name"] in ("Names", "Related")
    }, "no label is offered to a question that has none"


def test_the_forms_in_which_they_are_read(bring_in, project):
    asked = Asked(project.schema)
    records = [
        {
            "id": "1",
            "Tone": "cross",
            "Names": [ANN, ROME],
            "Related": [related()],
            "Reason": " 7 ",
            "Heat": 0,
        },
        {"id": "2", "Tone": "furious", "Reason": {"text": '{"a": 1}'}, "Heat": {"rating": 3.0}},
        {"id": "3", "Related": [], "Reason": "  ", "Heat": "4"},
        {"id": "4", "Heat": {"state": "cannot_tell"}, "Related": {"relations": []}},
    ]
    bring_in(jsonl(*({"text": TEXT, **record} for record in records)), **ANSWERS)
    one, two, three, four = map(said_in, Annotation.objects.order_by("document__external_id"))
    relation = asked.relation(asked.span(0, 3), asked.span(12, 16, "place"))
    assert one["Related"] == {"relations": [relation]}
    assert (one["Reason"], one["Heat"]) == ({"text": " 7 "}, {"rating": 0})
    assert (two["Reason"], two["Heat"]) == ({"text": '{"a": 1}'}, {"rating": 3})
    assert (three["Reason"], three["Heat"], three["Related"]) == ({}, {"rating": 4}, {"relations": []})
    assert (four["Heat"], four["Related"]) == ({}, {"relations": []})


def test_a_column_of_a_table_may_hold_the_text_itself(check, publish):
    rows = b'text,Reason,Heat\nfirst,"[sic] a|b\r\n{",2\nsecond,"{""text"": ""{}""}",\nthird,"{not json}",0\nfourth,,\n'
    entry = check(rows, "texts.csv")
    assert entry.outcome.problems == []
    publish(entry)
    texts = Suggestion.objects.filter(question__name="Reason").order_by("document__position", "id")
    assert [one.content["text"] for one in texts] == ["[sic] a|b\r\n{", "{}", "{not json}"]
    ratings = Suggestion.objects.filter(question__name="Heat").order_by("id")
    assert [one.content for one in ratings] == [{"rating": 2}, {"rating": 0}]


def test_suggestions_need_meet_no_condition(bring_in):
    bring_in(jsonl({"text": TEXT, "Tone": "glad", "Reason": "a draft of one"}))
    assert suggested()["Reason"] == {"text": "a draft of one"}


def test_offsets_of_relations_are_turned_with_those_of_spans(bring_in, project):
    asked = Asked(project.schema)
    ann, rome = {"start": 3, "end": 6, "label": "person"}, {"start": 7, "end": 11, "label": "place"}
    record = {"text": "😀 Ann Rome", "Names": [ann, rome], "Related": [related(ann, rome)]}
    bring_in(jsonl(record), unit="utf16")
    relation = asked.relation(asked.span(2, 5), asked.span(6, 10, "place"))
    assert suggested()["Related"] == {"relations": [relation]}


def test_unknown_kinds_of_relation_are_added_with_one_button(check, owner, project):
    entry = check(jsonl({"text": TEXT, "Names": [ANN, ROME], "Related": [related(label="loves")]}))
    add_unknown_labels(entry, owner)
    entry = recheck(entry, owner)
    assert entry.outcome.refused == 0
    project.refresh_from_db()
    assert [label["name"] for label in project.schema.questions[2]["labels"]] == ["went to", "knows", "loves"]
    assert project.schema.questions[3]["shown_when"]


def test_labels_below_others_come_by_their_names(bring_in):
    bring_in(jsonl({"text": TEXT, "Tone": "furious", "Reason": "because"}), **ANSWERS)
    assert said_in(Annotation.objects.get())["Reason"] == {"text": "because"}
