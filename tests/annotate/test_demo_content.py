"""Is the demo project whole: known labels, exact quotes, calls in order, honest disagreement?"""

import json
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

import annotate
from annotate.models import Question
from annotate.services.flaws import flaws_of
from annotate.services.questions import read_questions

FOLDER = Path(annotate.__file__).parent / "demo"
RESERVED_KEYS = {*"xubfqzs?jk", "Enter", "Space"}


def lines(name):
    with (FOLDER / name).open(encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


@pytest.fixture(scope="module")
def project():
    return json.loads((FOLDER / "project.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def questions(project):
    return {question["key"]: question for question in project["questions"]}


@pytest.fixture(scope="module")
def names(questions):
    return {key: {label["name"] for label in question["labels"]} for key, question in questions.items()}


@pytest.fixture(scope="module")
def documents():
    return lines("documents.jsonl")


@pytest.fixture(scope="module")
def texts(documents):
    return {document["id"]: document["text"] for document in documents}


@pytest.fixture(scope="module")
def answers():
    return lines("answers.jsonl")


@pytest.fixture(scope="module")
def suggestions():
    return lines("suggestions.jsonl")


@pytest.fixture(scope="module")
def shared_answers(answers):
    by_document = defaultdict(dict)
    for answer in answers:
        by_document[answer["document"]][answer["annotator"]] = answer
    return [both for both in by_document.values() if len(both) == 2]


def test_the_readme_tells_the_counts_that_are_there(documents, answers, suggestions, shared_answers):
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    by_annotator = Counter(answer["annotator"] for answer in answers)
    answered = {answer["document"] for answer in answers}
    agreed = sum(both["ada"]["signal"] == both["ben"]["signal"] for both in shared_answers)
    calls = {document["group"] for document in documents}
    assert f"{len(documents)} segments of {len(calls)} calls" in readme
    assert f"{len(answers)} answers of two annotators" in readme
    assert f"`ada` ({by_annotator['ada']}) and `ben` ({by_annotator['ben']})" in readme
    assert f"{len(shared_answers)} segments have both" in readme
    assert f"{agreed} of {len(shared_answers)} segments" in readme
    suggested = {suggestion["document"] for suggestion in suggestions}
    unanswered = len(documents) - len(answered)
    relations = [len(answer["links"]) for answer in answers if "links" in answer]
    assert f"{len(relations)} answers have them, with\n{sum(relations)} relations in all" in readme
    assert f"{relations.count(0)} answers say “none”" in readme
    obstacles, replies, ratings = (
        sum(name in answer for answer in answers) for name in ("obstacle", "reply", "warmth")
    )
    assert f"{obstacles} and {replies} answers. {ratings} answers say how close" in readme
    assert f"{len(suggestions)} suggestions for {len(suggested)} of the {unanswered} segments" in readme


def test_there_is_enough_to_judge_by_and_enough_left_to_label(documents, answers):
    assert len(documents) >= 220
    assert len(documents) - len({answer["document"] for answer in answers}) >= 100


def test_ids_and_texts_are_unique(documents):
    assert len({document["id"] for document in documents}) == len(documents)
    assert len({" ".join(document["text"].split()).casefold() for document in documents}) == len(documents)


def test_every_segment_has_the_length_of_a_moment_in_a_call(texts):
    strange = [name for name, text in texts.items() if not 20 <= len(text.split()) <= 250]
    assert strange == []


def test_each_call_is_in_order_from_its_first_segment_to_its_last(documents):
    positions = defaultdict(list)
    for document in documents:
        positions[document["group"]].append(document["position"])
        assert document["id"] == f"{document['group']}/{document['position']:02}"
    assert all(found == list(range(1, len(found) + 1)) for found in positions.values())
    assert all(8 <= len(found) <= 12 for found in positions.values())
    assert list(positions) == sorted(positions)


def test_the_metadata_is_the_same_throughout_a_call(documents):
    for before, after in pairwise(documents):
        if before["group"] == after["group"]:
            assert before["metadata"] == after["metadata"]
    for document in documents:
        assert set(document["metadata"]) == {"industry", "region", "rep", "stage", "recorded_on"}
        assert document["metadata"]["stage"] in {"discovery", "demo", "negotiation"}
        date.fromisoformat(document["metadata"]["recorded_on"])


def test_the_awkward_texts_stayed_awkward(texts):
    call_12 = [text for name, text in texts.items() if name.startswith("call-12/")]
    assert any("\r\n" in text for text in call_12)
    assert not any("\n" in text.replace("\r\n", "") for text in call_12)
    assert "A\N{COMBINING ACUTE ACCENT}nh" in texts["call-22/01"]
    assert "\N{ZERO WIDTH JOINER}" in texts["call-21/10"]
    assert "\N{HEBREW LETTER NUN}" in texts["call-19/01"]
    assert "\N{ARABIC LETTER LAM}" in texts["call-08/01"]


def test_every_kind_is_asked_and_only_the_first_question_needs_an_answer(project):
    """So that an annotator still answers in a key or two."""
    questions = read_questions(project["questions"])
    assert flaws_of(questions) == []
    assert {question["kind"] for question in questions} == set(Question.Kind.values)
    assert [question["required"] for question in questions] == [True, *[False] * (len(questions) - 1)]
    assert any(label["parent"] for question in questions for label in question["labels"])
    asked_at_once = [question for question in questions if "shown_when" not in question]
    assert len(asked_at_once) == 4


def test_no_key_is_reserved_or_given_twice(project):
    given = [label.get("key") for question in project["questions"] for label in question["labels"]]
    keys = [key for key in given if key]
    assert len(keys) == len(set(keys))
    assert RESERVED_KEYS.isdisjoint(keys)


def test_every_label_has_one_of_the_eight_colours(project):
    slots = {label["slot"] for question in project["questions"] for label in question["labels"]}
    assert slots <= set(range(1, 9))


def test_every_answer_uses_known_documents_and_labels(answers, texts, names):
    for answer in answers:
        assert answer["document"] in texts
        assert answer["annotator"] in {"ada", "ben"}
        assert answer["signal"] in names["signal"]
        assert {span["label"] for span in answer["evidence"]} <= names["evidence"]
        assert 3 <= answer["seconds"] <= 120


def test_relations_join_words_of_the_evidence_by_their_kinds(answers):
    """As the descriptions of the labels say: a person decides on an amount, a pain happened at a date."""
    ends = {
        "Costs": {("Pain", "Amount"), ("Competitor", "Amount")},
        "Decides on": {("Person", "Amount")},
        "Happened": {("Pain", "Date")},
        "Involves": {("Pain", "Person")},
    }
    for answer in answers:
        evidence = answer["evidence"]
        for link in answer.get("links", []):
            joined = evidence[link["from"]]["label"], evidence[link["to"]]["label"]
            assert joined in ends[link["label"]], answer
    nested = [
        (one, other)
        for answer in answers
        for one in answer["evidence"]
        for other in answer["evidence"]
        if one is not other and one["start"] <= other["start"] and other["end"] <= one["end"]
    ]
    assert len(nested) >= 5, "marks stand inside marks"


def test_what_waits_for_an_objection_is_only_said_of_objections(answers, names):
    objections = [answer for answer in answers if answer["signal"] == "Objection"]
    for answer in answers:
        assert answer in objections or not {"obstacle", "reply"} & answer.keys()
    assert all(set(answer["obstacle"]) <= names["obstacle"] for answer in objections)
    replies = [answer["reply"] for answer in objections if "reply" in answer]
    assert all(0 < len(reply) <= 300 for reply in replies)
    assert len(set(replies)) == len(replies)


def test_ratings_lie_on_the_scale(answers):
    ratings = Counter(answer["warmth"] for answer in answers if "warmth" in answer)
    assert ratings.keys() <= set(range(1, 6))
    assert len(ratings) >= 3, "not always the same"


def test_nobody_answers_a_segment_twice(answers):
    given = [(answer["document"], answer["annotator"]) for answer in answers]
    assert len(given) == len(set(given))


def test_every_quote_is_what_the_text_says_there(answers, texts):
    for answer in answers:
        for span in answer["evidence"]:
            assert texts[answer["document"]][span["start"] : span["end"]] == span["quote"] != ""


def test_nobody_marks_the_same_words_twice_with_one_label(answers):
    for answer in answers:
        marks = [(span["start"], span["end"], span["label"]) for span in answer["evidence"]]
        assert len(marks) == len(set(marks))


def test_ada_and_ben_agree_often_but_not_always(shared_answers):
    agreed = sum(both["ada"]["signal"] == both["ben"]["signal"] for both in shared_answers)
    assert 0.7 <= agreed / len(shared_answers) <= 0.9


def test_suggestions_are_for_unanswered_segments_and_use_known_labels(suggestions, answers, texts, names):
    answered = {answer["document"] for answer in answers}
    for suggestion in suggestions:
        text = texts[suggestion["document"]]
        spans = suggestion.get("spans", [])
        assert suggestion["document"] not in answered
        used = {*suggestion.get("labels", []), *(span["label"] for span in spans)}
        assert used <= names[suggestion["question"]]
        assert all(0 <= span["start"] < span["end"] <= len(text) for span in spans)
        assert suggestion["score"] is None or 0 < suggestion["score"] <= 1


def test_no_segment_has_two_suggestions_for_one_question(suggestions):
    made = Counter((suggestion["document"], suggestion["question"]) for suggestion in suggestions)
    assert max(made.values()) == 1
