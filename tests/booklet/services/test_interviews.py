"""An interview: documents are drawn, judged screen by screen, and end as a page and new nodes of the map."""

import pytest

from annotate.erasure.documents import erase_document
from annotate.models import Membership, QueueRow
from annotate.models.queueing import Pool
from annotate.problems import Conflict, Invalid
from annotate.services.documents import NewDocument, add_documents
from annotate.services.holds import withdraw_document
from booklet.models import InterviewAnswer
from booklet.services.blocks import filled
from booklet.services.interviews.asking import (
    Said,
    SavedMeanwhile,
    answer_of,
    begin_interview,
    judged_in,
    next_place,
    said_in,
    save_answer,
    undo,
)
from booklet.services.interviews.drawing import chosen, draw
from booklet.services.interviews.ending import draft_of, end_interview
from booklet.services.interviews.findings import findings_of
from booklet.services.maps import map_of, save_map, tree_at
from booklet.text.markdown import render

pytestmark = pytest.mark.django_db

USUAL = [
    f"The price of the {thing} is too high for us this year."
    for thing in "roof door lift boat lamp desk".split()
]
ODD = ["Kia ora, lime trees!", "🐈", "Brexit means Brexit, or so they told him."]


@pytest.fixture
def documents(batch):
    return add_documents(batch, [NewDocument(text, f"d{number}") for number, text in enumerate(USUAL + ODD)])


@pytest.fixture
def begin(project, expert, documents):
    def begin(count=6):
        return begin_interview(project, expert, stakeholder="Ingrid", question="Of use?", count=count)

    return begin


@pytest.fixture
def interview(begin):
    return begin()


def screen(interview, place):
    return interview.documents.select_related("document").get(place=place)


def membership_of(project, user):
    return Membership.objects.select_related("project", "user").get(project=project, user=user)


def test_the_same_seed_draws_the_same_documents(project, documents):
    first, again = draw(project, 6, 7), draw(project, 6, 7)
    assert first == again
    assert sorted(one.kind for one in first) == ["odd", "odd", "random", "random", "typical", "typical"]
    assert len({one.document_id for one in first}) == 6


def test_typical_documents_stand_nearer_to_the_centre_than_odd_ones():
    nearness = {number: number / 1000 for number in range(1000)}
    for seed in range(20):
        drawn = chosen(nearness, 20, seed)
        assert min(one.nearness for one in drawn if one.kind == "typical") >= 0.89
        assert max(one.nearness for one in drawn if one.kind == "odd") <= 0.11
        assert sum(one.kind == "random" for one in drawn) == 8


def test_what_cannot_be_shown_is_not_drawn(project, batch, expert, supervisor, documents):
    """Audit, withdrawn, erased, blank and endless ones; and of equal texts, one."""
    add_documents(
        batch, [NewDocument(" \n", "blank"), NewDocument("x" * 20_001, "long"), NewDocument(USUAL[0], "copy")]
    )
    QueueRow.objects.filter(document=documents[1]).update(pool=Pool.AUDIT)
    withdraw_document(documents[2], supervisor)
    erase_document(documents[3], project.created_by)
    texts = {one.document_id for one in draw(project, 50, 1)}
    names = sorted(project.documents.filter(id__in=texts).values_list("external_id", flat=True))
    assert names == ["d0", "d4", "d5", "d6", "d7", "d8"]
    begin_interview(project, expert, stakeholder="A", question="B", count=6)
    with pytest.raises(Invalid, match="no document to ask about"):
        begin_interview(project, expert, stakeholder="A", question="B", count=6)


@pytest.mark.parametrize(
    ("stakeholder", "question", "count"),
    [("", "Q", 6), ("S", " ", 6), ("S", "Q", 2), ("S", "Q", 51), ("S" * 121, "Q", 6)],
)
def test_a_beginning_that_is_not_whole_is_refused(project, expert, documents, stakeholder, question, count):
    with pytest.raises(Invalid):
        begin_interview(project, expert, stakeholder=stakeholder, question=question, count=count)
    assert not project.interviews.exists()


def test_it_is_left_and_taken_up_where_nobody_has_judged(interview, expert, supervisor):
    for place in (1, 2, 4):
        save_answer(screen(interview, place), Said("usable"), 0, expert)
    assert next_place(interview) == 3
    withdraw_document(screen(interview, 3).document, supervisor)
    assert next_place(interview) == 5
    assert judged_in([interview])[interview.id] == 3


def test_every_save_stands_on_the_one_before(interview, expert, supervisor):
    shown = screen(interview, 1)
    save_answer(shown, Said("usable", "Clear."), 0, expert)
    with pytest.raises(SavedMeanwhile) as refused:
        save_answer(shown, Said("not", "Vague."), 0, supervisor)
    assert "Eve saved this document meanwhile" in refused.value.sentence
    assert refused.value.details["theirs"] == {"verdict": "usable", "reason": "Clear.", "notes": []}
    save_answer(shown, Said("not", "Vague."), refused.value.details["number"], supervisor)
    assert said_in(answer_of(shown)) == Said("not", "Vague.")
    assert save_answer(shown, Said("not", "Vague."), 2, expert).number == 2, "the same again is no new answer"


def test_undo_goes_back_step_by_step_over_screens(interview, expert, supervisor):
    note = {"start": 0, "end": 1, "concept": "Price"}
    first, second = screen(interview, 1), screen(interview, 2)
    save_answer(first, Said("usable"), 0, expert)
    save_answer(first, Said("usable", "Clear.", (note,)), 1, expert)
    save_answer(second, Said("not"), 0, expert)
    save_answer(second, Said("usable"), 1, supervisor)
    with pytest.raises(Conflict, match="Somebody else has gone on"):
        undo(interview, expert)
    assert undo(interview, supervisor) == 2
    assert undo(interview, expert) == 2
    assert answer_of(second) is None
    assert undo(interview, expert) == 1
    assert said_in(answer_of(first)) == Said("usable")
    assert undo(interview, expert) == 1
    with pytest.raises(Conflict, match="nothing of yours"):
        undo(interview, expert)
    assert save_answer(first, Said("not"), 0, expert).number == 3, "what was taken back is kept"


@pytest.mark.parametrize(
    "said",
    [
        Said("maybe"),
        Said("usable", "x" * 1_001),
        Said("", "", ({"start": 0, "end": 10_000, "concept": ""},)),
        Said("", "", ({"start": 3, "end": 3, "concept": ""},)),
        Said("", "", ({"start": None, "end": None, "concept": " "},)),
        Said("", "", ({"concept": "x" * 121},)),
        Said("", "", ("Price",)),
        Said("", "", ({"concept": "x"},) * 51),
    ],
)
def test_what_means_nothing_is_refused_and_changes_nothing(interview, expert, said):
    shown = screen(interview, 1)
    save_answer(shown, Said("usable"), 0, expert)
    with pytest.raises(Invalid):
        save_answer(shown, said, 1, expert)
    assert said_in(answer_of(shown)) == Said("usable")


def test_a_document_withdrawn_meanwhile_is_left_out_with_a_sentence(interview, expert, supervisor):
    shown = screen(interview, 1)
    save_answer(shown, Said("usable", "Clear."), 0, expert)
    withdraw_document(shown.document, supervisor)
    with pytest.raises(Conflict, match="withdrawn after it was drawn"):
        save_answer(screen(interview, 1), Said("not"), 1, expert)
    findings = findings_of(interview)
    assert (findings.gone, findings.open, findings.shares[0].judged) == (1, 5, 0)


def test_the_findings_count_reasons_and_concepts(project, interview, expert):
    for place in range(1, 6):
        concept = "Too DEAR" if place == 2 else "too dear"
        notes = ({"start": 0, "end": 1, "concept": concept},) if place < 3 else ()
        verdict, reason = (
            ("not", "Small talk.") if place > 3 else ("usable", "small TALK" if place == 3 else "Clear")
        )
        save_answer(screen(interview, place), Said(verdict, reason, notes), 0, expert)
    findings = findings_of(interview)
    assert (findings.shares[0].usable, findings.shares[0].judged) == (3, 5)
    assert sum(share.judged for share in findings.shares[1:]) == 5
    assert [(reason.text, len(reason.documents)) for reason in findings.usable] == [
        ("Clear", 2),
        ("small TALK", 1),
    ]
    assert [(reason.text, len(reason.documents)) for reason in findings.not_usable] == [("Small talk.", 2)]
    (concept,) = findings.concepts
    assert (concept.name, len(concept.quotes), len(concept.documents)) == ("too dear", 2, 2)
    assert findings.new_concepts == [concept]
    low, high = findings.at_random.interval
    assert 0 <= low <= findings.at_random.percent <= high <= 100


def test_reasons_in_similar_words_stand_together(interview, expert):
    reasons = [
        "Small talk only.",
        "No price is named.",
        "There is no price named.",
        "no price is named",
        "Too long",
    ]
    for place, reason in enumerate(reasons, 1):
        save_answer(screen(interview, place), Said("not", reason), 0, expert)
    price, *others = findings_of(interview).not_usable
    assert (price.text, len(price.documents), price.count) == ("No price is named.", 2, 3)
    assert [one.text for one in price.alike] == ["There is no price named."]
    assert {one.text for one in others} == {"Small talk only.", "Too long"}
    assert not any(one.alike for one in others)


def test_it_ends_as_a_page_and_nodes_in_one_step(project, interview, expert, annotator):
    membership = membership_of(project, expert)
    root = {"id": "root", "parent": "", "text": "Deals", "links": []}
    save_map(membership, "concepts", [root, {"id": "a", "parent": "root", "text": "Price", "links": []}], 0)
    shown = screen(interview, 1)
    named = ("price", "Who signs", "Left out")
    notes = tuple({"start": None, "end": None, "concept": name} for name in named)
    save_answer(shown, Said("usable", "Secret reason", notes), 0, expert)
    page = end_interview(membership, interview, draft_of(findings_of(interview)), ["Who signs", "price"])
    tree = tree_at(project, map_of(project, "concepts").current)
    (top,) = [node for node in tree.nodes.values() if node.parent == "root" and node.id != "a"]
    assert top.links == (("page", page.id),)
    (new,) = [tree.nodes[one] for one in tree.below[top.id]]
    assert (new.text, new.links) == ("Who signs", (("document", shown.document_id),))
    interview.refresh_from_db()
    assert interview.page == page
    assert "Secret reason" not in page.current.text, (
        "what was said of a document is read from it, and goes with it"
    )
    for reader, may_see in ((expert, True), (annotator, False)):
        parts = filled(membership_of(project, reader), render(page.current.text).parts({}))
        (block,) = [part for part in parts if part.kind == "interview"]
        assert bool(block.findings) == may_see
    with pytest.raises(Conflict, match="is over"):
        save_answer(screen(interview, 2), Said("usable"), 0, expert)
    with pytest.raises(Conflict, match="is over"):
        end_interview(membership, interview, draft_of(findings_of(interview)), [])


def test_an_end_that_fails_changes_nothing(project, interview, expert):
    membership = membership_of(project, expert)
    with pytest.raises(Invalid, match="Nobody has said"):
        end_interview(membership, interview, draft_of(findings_of(interview)), [])
    note = {"start": None, "end": None, "concept": "Who signs"}
    save_answer(screen(interview, 1), Said("usable", "", (note,)), 0, expert)
    draft = draft_of(findings_of(interview))
    with pytest.raises(Invalid):
        end_interview(membership, interview, type(draft)("", draft.text), ["Who signs"])
    assert map_of(project, "concepts") is None
    interview.refresh_from_db()
    assert interview.ended_at is None


def test_an_erased_document_leaves_no_word_in_the_interview(project, interview, expert, owner):
    shown = screen(interview, 1)
    save_answer(shown, Said("usable", "Secret", ({"start": 0, "end": 1, "concept": "Secret"},)), 0, expert)
    erase_document(shown.document, owner)
    answer = InterviewAnswer.objects.get()
    assert (answer.verdict, answer.reason, answer.notes) == ("usable", "", [])
