"""Examples: what can become one, who sees what of it, and what becomes of its document."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from annotate.documents.filters import State
from annotate.documents.history import state_of
from annotate.models import Membership, QueueRow
from annotate.models.queueing import IN_NO_OVERLAP, Pool
from annotate.problems import Conflict, Invalid
from annotate.services.assignments import Plan, assign
from annotate.services.estimates import Wish
from annotate.services.gold import make_gold
from annotate.services.holds import withdraw_document
from annotate.services.sharing import change_answers_wanted
from booklet.models import Example
from booklet.services.erasing import ERASED, erase_text
from booklet.services.examples import (
    ChangedMeanwhile,
    Shown,
    bring_example_back,
    change_example,
    make_example,
    retire_example,
)
from booklet.services.searching import search
from booklet.services.showing import seen_by
from tests.annotate.answering import says

pytestmark = pytest.mark.django_db


@pytest.fixture
def tone(project):
    return project.questions.get(name="Tone")


@pytest.fixture
def names(project):
    return project.questions.get(name="Names")


@pytest.fixture
def shown(glad_page, documents, tone, names, glad):
    """Ann in Rome is glad, and Ann is a person."""
    person = names.labels.get(name="person")
    right = [
        {"question": tone.id, "content": {"labels": [glad.id]}},
        {"question": names.id, "content": {"spans": [{"start": 0, "end": 3, "label": person.id}]}},
    ]
    return Shown(glad_page, documents[0], "counts", right, "She *liked* it.")


@pytest.fixture
def example(project, shown, expert):
    return make_example(project, shown, expert)


def member(project, user):
    return Membership.objects.select_related("project__schema", "user").get(project=project, user=user)


def seen(project, user):
    return seen_by(member(project, user), project.examples.living())[0]


def changed(shown, **fields):
    return Shown(**{**vars(shown), **fields})


def test_an_example_shows_the_passage_its_marks_and_why(project, example, annotator):
    shown = seen(project, annotator)
    assert "".join(words.text for words in shown.passage) == "Ann went to Rome and liked it. 😀"
    assert [(words.text, words.tag) for words in shown.passage if words.labels] == [("Ann", "person")]
    assert [[label.name for label in right.labels] for right in shown.right] == [["glad"], []]
    assert shown.reasoning == ["<p>She <em>liked</em> it.</p>\n"]


def test_the_reason_leads_to_the_pages_it_names(project, shown, rules, expert, annotator):
    make_example(project, changed(shown, reasoning="See [[Rules]] and [[Nowhere]]."), expert)
    [reason] = seen(project, annotator).reasoning
    assert f'href="/projects/{project.slug}/booklet/pages/{rules.id}/"' in reason
    assert 'data-missing=""' in reason


def test_making_one_raises_the_guideline_version_and_numbers_go_on(project, shown, example, expert):
    version = example.guideline_version
    other = make_example(project, changed(shown, kind="borderline"), expert)
    assert (other.number, other.guideline_version) == (example.number + 1, version + 1)
    project.refresh_from_db()
    assert project.guideline_version == version + 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"reasoning": " "}, "Say why"),
        ({"kind": "perhaps"}, "counts, does not count"),
        ({"says": []}, "Say what is right"),
        ({"start": 5, "end": 90}, "outside the document"),
        ({"start": 4, "end": 9}, "outside the passage"),
        ({"reasoning": "x" * 4_001}, "4000"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(project, shown, expert, fields, sentence):
    with pytest.raises(Invalid, match=sentence):
        make_example(project, changed(shown, **fields), expert)
    assert not Example.objects.exists()


def test_labels_of_another_question_are_refused(project, shown, names, tone, expert):
    person = names.labels.get(name="person").id
    with pytest.raises(Invalid, match="has no label"):
        make_example(
            project, changed(shown, says=[{"question": tone.id, "content": {"labels": [person]}}]), expert
        )


def test_an_audit_document_cannot_become_one(project, shown, expert):
    QueueRow.objects.filter(document=shown.document).update(pool=Pool.AUDIT)
    with pytest.raises(Invalid, match="audit pool"):
        make_example(project, shown, expert)


def test_a_withdrawn_document_cannot_become_one_and_one_that_is_says_so(
    project, shown, example, expert, owner
):
    withdraw_document(shown.document, owner)
    assert seen(project, expert).is_gone
    assert seen(project, expert).passage == []
    shown.document.refresh_from_db()
    with pytest.raises(Conflict, match="withdrawn"):
        make_example(project, shown, expert)
    assert search(member(project, expert), "rome") == []


def test_its_document_leaves_overlap_for_good(project, shown, owner, expert, annotator, second_annotator):
    change_answers_wanted(project, owner, wants=2, overlap_wants=3, overlap_percent=100)
    row = QueueRow.objects.get(document=shown.document)
    assert row.wants == 3
    project.refresh_from_db()
    make_example(project, shown, expert)
    row.refresh_from_db()
    assert (row.wants, row.overlap_key) == (1, IN_NO_OVERLAP)
    change_answers_wanted(project, owner, wants=4, overlap_wants=4)
    row.refresh_from_db()
    assert row.wants == 1, "whatever the settings say later"
    assert Wish(4, 4, 100).of_document(row.overlap_key) == 1
    plan = Plan({annotator.id: 1, second_annotator.id: 1}, answers=2, raises_wants=True)
    assign(project, [shown.document.id], plan, owner)
    row.refresh_from_db()
    assert (row.claimed, row.wants) == (1, 1), "nor can an assignment raise it"
    assert state_of(shown.document) == State.LABELLING


def test_in_a_blind_project_an_annotator_reads_only_what_the_example_says(
    project, example, membership, annotator, documents, answer, supervisor
):
    make_gold(says(membership, answer, documents[0]), supervisor)
    assert project.is_blind
    assert seen(project, annotator).standings is None
    assert seen(project, supervisor).standings.answers == 1


def test_in_an_open_one_they_see_answers_and_gold_once_they_have_answered(
    project, example, membership, annotator, second_annotator, documents, answer, viewer
):
    project.is_blind = False
    project.save()
    says(member(project, second_annotator), answer, documents[0])
    assert seen(project, annotator).standings is None
    says(membership, answer, documents[0])
    assert seen(project, annotator).standings.answers == 2
    assert seen(project, viewer).standings is None


def test_gold_that_says_something_else_marks_it_for_who_may_know(
    project, example, membership, annotator, documents, answer, supervisor, expert
):
    agreeing = says(membership, answer, documents[0], spans=[(0, 3, 0)])
    make_gold(agreeing, supervisor)
    assert (seen(project, expert).standings.agreeing, seen(project, expert).standings.is_stale) == (1, False)
    make_gold(says(membership, answer, documents[0], tone_label=1), supervisor)
    assert seen(project, expert).standings.is_stale
    assert seen(project, expert).standings.agreeing == 0
    assert seen(project, annotator).standings is None


def test_a_change_is_a_row_of_its_own_and_none_is_overwritten_unseen(project, shown, example, expert, owner):
    changed_once = change_example(example, changed(shown, reasoning="She says so."), example.id, owner)
    assert (changed_once.number, project.examples.living().get()) == (example.number, changed_once)
    with pytest.raises(ChangedMeanwhile) as caught:
        change_example(example, changed(shown, reasoning="Mine."), example.id, expert)
    assert caught.value.newest == changed_once
    assert project.examples.count() == 2


def test_what_one_said_can_be_changed_or_deleted_by_nobody(example):
    for act in (lambda rows: rows.update(reasoning="x"), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError), transaction.atomic():
            act(Example.objects.filter(id=example.id))


def test_a_retired_one_comes_back_and_its_document_stays_out_of_overlap(project, example, expert):
    retire_example(example, expert)
    assert not project.examples.living().exists()
    assert QueueRow.objects.get(document=example.document).overlap_key == IN_NO_OVERLAP
    example.refresh_from_db()
    bring_example_back(example, expert)
    assert project.examples.living().get() == example


def test_the_search_finds_words_of_the_passage_and_of_the_reason(project, shown, example, expert):
    assert [found.kind for found in search(member(project, expert), "rom")] == ["example"]
    assert "example" in {found.kind for found in search(member(project, expert), "liked")}
    retire_example(example, expert)
    assert search(member(project, expert), "rome") == []


def test_an_erasure_takes_the_words_and_leaves_the_example(project, example):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL gloss.erasing = 'yes'")
    assert erase_text(example.document) == 1
    example.refresh_from_db()
    assert (example.reasoning, example.words) == (ERASED, None)


def test_many_examples_cost_no_more_queries_than_one(project, shown, example, expert, supervisor):
    reader = member(project, supervisor)
    with CaptureQueriesContext(connection) as one:
        seen_by(reader, project.examples.living())
    for document in project.documents.exclude(id=shown.document.id)[:3]:
        says_tone = [shown.says[0]]
        make_example(project, changed(shown, document=document, says=says_tone), expert)
    with CaptureQueriesContext(connection) as many:
        assert len(seen_by(reader, project.examples.living())) == 4
    assert len(many) == len(one)
