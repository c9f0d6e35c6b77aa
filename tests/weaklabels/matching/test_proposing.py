"""Which rules could be meant by marked words, and which do labelled documents suggest?"""

import random

import numpy as np
import pytest

from weaklabels.matching import definitions as d
from weaklabels.matching.applying import InMemory, Plan
from weaklabels.matching.demonstrating import propose
from weaklabels.matching.documents import Document
from weaklabels.matching.previewing import Sample
from weaklabels.matching.suggesting import Labelled, beyond_luck, phrases, suggest
from weaklabels.matching.wording import condition_in_words

TALK = "Agent: hello\nCustomer: I want my money back by 12.05., says Anna Bell"
OTHERS = ["money back now", "back to the money", "money, back", "call 3.4.", "Bob Hill came", "moneys"]


def proposed(*marked, text=TALK):
    document = Document.of(text, {"format": "dialogue"})
    marks = [(text.index(words), text.index(words) + len(words)) for words in marked]
    texts = [text, *OTHERS]
    sample = Sample(InMemory([each.encode() for each in texts], [{"format": "dialogue"}] * len(texts)))
    proposals = propose(document, marks, 1, sample)
    for proposal in proposals:
        assert 0 in proposal.preview.column.documents  # the very document it was shown on
    return {str(condition_in_words(each.rule.when)): each.preview.hits for each in proposals}


def test_a_phrase_may_mean_itself_its_words_or_its_speaker():
    assert proposed("money back") == {
        "the text has ‘money back’": 2,
        "the text has ‘money’ and the text has ‘back’": 4,
        "‘money’ stands within 4 words before ‘back’": 3,
        "the speaker ‘Customer’ says ‘money back’": 1,
    }


def test_numbers_names_and_stems_stand_for_others_of_their_kind():
    assert r"the text has the pattern ‘\b\d+(?:[.,:/-]\d+)*\.’" in proposed("12.05.")
    assert (
        proposed("Anna Bell")[r"the text has the pattern ‘\b[A-Z]\w+ [A-Z]\w+\b’ (in this case of letters)"]
        == 2
    )
    assert proposed("money")[r"the text has the pattern ‘\bmone\w*’"] == 5


def test_two_marks_may_mean_near_each_other():
    assert "‘want’ stands within 3 words before ‘back’" in proposed("want", "back")
    assert "the text has ‘back’ and the text has ‘want’" not in proposed("want", "back")


def test_a_mark_of_blanks_means_nothing():
    document = Document("a   b")
    assert propose(document, [(1, 4)], 1, Sample(InMemory([b"a   b"]))) == []


def labelled():
    rng = random.Random(7)
    documents = []
    for _number in range(400):
        label = rng.random() < 0.3
        said = rng.choices("the a of in to we it".split(), k=8)
        if label and rng.random() < 0.8:
            said[3:5] = ["money", "back"]
        documents.append(
            Labelled(
                " ".join(said), 1 + label, {"source": "mail" if label else "phone", "id": len(documents)}
            )
        )
    return documents


def test_the_best_phrase_and_field_are_suggested_once():
    documents = labelled()
    found = suggest(documents, most=5)
    assert len({suggestion.rule for suggestion in found}) == len(found)
    said = [(suggestion.rule.label, suggestion.rule.when) for suggestion in found]
    assert (2, d.Metadata("source", d.Comparison.IS, ("mail",))) in said
    for suggestion in found:
        assert suggestion.new > 0
        assert getattr(suggestion.rule.when, "field", None) != "id"


@pytest.mark.parametrize("seed", range(20))
def test_words_that_mean_nothing_are_said_to_be_luck(seed):
    """Labels drawn by lot: of thousands of phrases dozens stand with one of them by chance."""
    rng = random.Random(seed)
    words = [f"word{number}" for number in range(300)]
    texts = [" ".join(rng.choices(words, k=30)) for _document in range(200)]
    found = suggest([Labelled(text, rng.choice([1, 1, 1, 2]), {}) for text in texts])
    assert sum(not one.may_be_luck for one in found) <= 1


def test_what_is_more_than_luck_comes_first():
    found = suggest(labelled(), most=20)
    assert not found[0].may_be_luck
    assert [one.may_be_luck for one in found] == sorted(one.may_be_luck for one in found)


def test_chances_are_held_against_all_that_was_tried():
    chances = np.array([0.001, 0.02, 0.03, 0.5])
    assert beyond_luck(chances, 4, 0.1).tolist() == [True, True, True, False]
    assert beyond_luck(chances, 40, 0.1).tolist() == [True, False, False, False]
    assert beyond_luck(chances, 4_000, 0.1).tolist() == [False] * 4
    assert beyond_luck(np.empty(0), 0, 0.1).tolist() == []


def test_its_figures_are_those_of_the_rule():
    documents = labelled()
    source = InMemory([each.text.encode() for each in documents], [each.metadata for each in documents])
    found = suggest(documents, most=10)
    assert found
    for suggestion, column in zip(found, Plan([each.rule for each in found]).apply(source), strict=True):
        right = sum(
            documents[position].label == suggestion.rule.label for position in column.documents.tolist()
        )
        assert (suggestion.checked, suggestion.right) == (len(column), right)


def test_what_a_rule_says_already_is_not_suggested():
    documents = [Labelled(each.text, each.label, {}) for each in labelled()]
    [first] = suggest(documents, most=1)
    again = suggest(documents, [first.rule], most=5)
    assert first.rule not in [suggestion.rule for suggestion in again]
    everything = np.arange(len(documents))
    assert suggest(documents, covered={1: everything, 2: everything}) == []


@pytest.mark.parametrize(
    "documents", [[], [Labelled("a", 1, {})], [Labelled("", 1, {}), Labelled("", 2, {})]]
)
def test_few_documents_suggest_nothing(documents):
    assert suggest(documents) == []


def test_a_phrase_is_counted_where_one_blank_joins_its_words():
    texts = ["money back"] * 3 + ["money, back", "money  back"]
    assert {phrase: positions.tolist() for phrase, positions in phrases(texts)} == {
        "money": [0, 1, 2, 3, 4],
        "back": [0, 1, 2, 3, 4],
        "money back": [0, 1, 2],
    }
