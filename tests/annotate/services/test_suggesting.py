"""What is suggested when a document is lent: of which run, to whom, and what stays as it was."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotate import ports
from annotate.models import (
    Annotation,
    Document,
    Membership,
    Project,
    QueueRow,
    Source,
    Standing,
    Stream,
    Suggestion,
)
from annotate.ports import Proposal
from annotate.queue.showing import IS_SHOWN
from annotate.services.annotations import parse_submission, save_annotation
from annotate.services.asking_again import return_handful
from annotate.services.assignments import assign
from annotate.services.plans import Plan
from annotate.services.publishing import publish_schema
from annotate.services.rankings import Listed, switch_ranking
from annotate.services.work import give_back, lend
from tests.annotate.answering import says
from tests.conftest import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def suggester(monkeypatch, project):
    """Something that proposes the first label of the first question for any document; it counts what it is asked."""

    class Suggester:
        version = 1
        asked = ()

        def __call__(self, _project, questions, documents):
            self.asked = (*self.asked, *documents)
            label = project.schema.questions[0]["labels"][0]["id"]
            return [
                Proposal(document, questions[0], "rules", self.version, 0.8, {"labels": [label]})
                for document in documents
            ]

    made = Suggester()
    monkeypatch.setattr(ports, "suggesters", [made])
    return made


@pytest.fixture
def ranked(project, documents):
    """All documents are served by the ranked stream."""
    project.mix = {"ranked": 1, "control": 0, "audit": 0}
    project.save()
    ids = [document.id for document in documents]
    switch_ranking(project, {Stream.RANKED: Listed(ids, [1.0] * len(ids), [""] * len(ids))})
    project.refresh_from_db()
    return documents


@pytest.fixture
def of(project):
    """A person's membership as a request finds it: of(user)."""

    def of(user):
        return Membership.objects.select_related("project__schema", "user").get(project=project, user=user)

    return of


def test_a_ranked_document_comes_with_what_a_run_proposes(ranked, annotator, of, suggester, project):
    [lent] = lend(of(annotator), 1, [])["documents"]
    [suggestion] = lent["suggestions"]
    question = project.schema.questions[0]
    assert (suggestion["source"], suggestion["score"]) == ("rules", 0.8)
    assert (suggestion["question"], suggestion["labels"]) == (question["id"], [question["labels"][0]["id"]])
    row = Suggestion.objects.get()
    assert (row.id, row.version, row.document_id) == (suggestion["id"], 1, lent["id"])
    assert Standing.objects.get().suggestions_shown == [row.id]


def test_an_assigned_document_comes_with_it_when_it_is_served(documents, annotator, of, suggester, project):
    assign(project, [documents[0].id], Plan({annotator.id: 1}), project.created_by)
    assert not Suggestion.objects.exists()
    [lent] = lend(of(annotator), 1, [])["documents"]
    assert len(lent["suggestions"]) == 1


def test_one_run_suggests_once_for_a_document_whoever_gets_it(
    ranked, annotator, second_annotator, of, suggester
):
    QueueRow.objects.update(wants=2)
    to_ada = {one["id"]: one["suggestions"] for one in lend(of(annotator), 4, [])["documents"]}
    to_ben = {one["id"]: one["suggestions"] for one in lend(of(second_annotator), 4, [])["documents"]}
    assert len(to_ben) > 1
    assert to_ben == {document: to_ada[document] for document in to_ben}
    assert Suggestion.objects.count() == len(to_ada)
    assert Source.objects.filter(name="rules").count() == 1


def test_what_was_shown_stays_when_a_later_run_says_something_else(
    ranked, annotator, second_annotator, of, suggester
):
    QueueRow.objects.update(wants=2)
    ada = of(annotator)
    before = {one["id"]: one["suggestions"] for one in lend(ada, 4, [])["documents"]}
    suggester.version = 2
    after = {one["id"]: one["suggestions"] for one in lend(ada, 4, [], reopen=True)["documents"]}
    assert before == after
    to_ben = lend(of(second_annotator), 4, [])["documents"]
    assert Suggestion.objects.filter(version=2).count() == len(to_ben) > 1
    shown = Standing.objects.get(annotator=annotator, document=ranked[0]).suggestions_shown
    assert list(Suggestion.objects.filter(id__in=shown).values_list("version", flat=True)) == [1]


def test_a_document_lent_again_comes_with_what_the_newest_run_says(ranked, annotator, of, suggester):
    ada = of(annotator)
    lend(ada, 4, [])
    give_back(ada, [document.id for document in ranked])
    suggester.version = 2
    [first, *_more] = lend(ada, 4, [])["documents"]
    shown = [suggestion["id"] for suggestion in first["suggestions"]]
    assert list(Suggestion.objects.filter(id__in=shown).values_list("version", flat=True)) == [2]


@pytest.mark.parametrize("stream", ["control", "audit", "duel", "repeat", "gold_check", "returned"])
def test_no_other_stream_has_any(documents, annotator, of, suggester, project, stream):
    Standing.objects.create(
        project=project, document=documents[0], annotator=annotator, state="assigned", stream=stream
    )
    [lent] = lend(of(annotator), 1, [])["documents"]
    assert lent["suggestions"] == []
    assert suggester.asked == ()


def test_control_documents_have_none_of_a_run_even_if_another_person_was_shown_some(
    ranked, annotator, second_annotator, of, suggester, project
):
    QueueRow.objects.update(wants=2)
    lend(of(annotator), 4, [])
    Project.objects.filter(id=project.id).update(ranking=None, mix={})
    to_ben = lend(of(second_annotator), 4, [])["documents"]
    assert len(to_ben) > 1
    assert not any(one["suggestions"] for one in to_ben)


def test_an_assigned_audit_document_has_none(documents, annotator, of, suggester, project):
    QueueRow.objects.update(pool=1)
    assign(project, [documents[0].id], Plan({annotator.id: 1}), project.created_by)
    assert lend(of(annotator), 1, [])["documents"][0]["suggestions"] == []
    assert suggester.asked == ()


@pytest.fixture
def split(project, annotator, documents, of, answer, suggester):
    """What Ada's workbench gets once “glad”, which she said, is two labels: split(stream) -> the returned document."""

    def split(stream, **more):
        says(of(annotator), answer, documents[0], spans=[(0, 3, 0), (12, 16, 1)])
        Standing.objects.update(stream=stream, **more)
        tone, names = project.schema.questions
        parts = [{**tone["labels"][0], "id": None, "name": name, "key": ""} for name in ("merry", "calm")]
        questions = [{**tone, "labels": [*parts, tone["labels"][1]]}, names]
        return_handful(publish_schema(project, questions, project.created_by), None)
        project.refresh_from_db()  # the suggester proposes the first label of the questions as they are now
        [lent] = lend(of(annotator), 1, [])["documents"]
        return lent

    return split


@pytest.mark.parametrize("stream", ["ranked", "assigned"])
def test_an_answer_in_a_label_that_went_comes_back_with_the_label_that_is_proposed_instead(
    split, stream, annotator, of, project, documents, suggester
):
    lent = split(stream)
    assert lent["state"] == "returned"
    [suggestion] = lent["suggestions"]
    merry = project.questions.get(name="Tone").labels.get(name="merry")
    assert (suggestion["source"], suggestion["labels"]) == ("rules", [merry.id])
    suggester.version = 2
    [again] = lend(of(annotator), 1, [], reopen=True)["documents"]
    assert again["suggestions"] == [suggestion], "what was shown stays"
    assert Standing.objects.get().suggestions_shown == [suggestion["id"]]


@pytest.mark.parametrize(
    "standing",
    [
        {"stream": "control"},
        {"stream": "duel"},
        {"stream": "audit", "pool": 1},
        {"stream": "ranked", "pool": 1},
    ],
)
def test_what_judges_or_compares_comes_back_without(split, standing, suggester):
    assert split(**standing)["suggestions"] == []
    assert suggester.asked == ()


def test_what_comes_back_is_not_asked_between_labels_that_were_there_already(
    split, project, monkeypatch, documents
):
    """Nor for words that keep their label, nor for a question of which nothing went."""
    tone, names = project.schema.questions
    cross, person = tone["labels"][1]["id"], names["labels"][0]["id"]

    def propose(_project, _questions, asked):
        for document in asked:
            yield Proposal(document, tone["id"], "model", 1, 0.9, {"labels": [cross]})
            yield Proposal(
                document, names["id"], "model", 1, 0.9, {"spans": [{"start": 4, "end": 8, "label": person}]}
            )

    monkeypatch.setattr(ports, "suggesters", [propose])
    assert split("ranked")["suggestions"] == []
    assert not Suggestion.objects.exists()


def test_what_a_supervisor_returned_comes_as_it_was_answered(documents, annotator, of, answer, suggester):
    says(of(annotator), answer, documents[0])
    Standing.objects.update(stream="ranked", state="returned")
    assert lend(of(annotator), 1, [])["documents"][0]["suggestions"] == []
    assert suggester.asked == ()


@pytest.mark.parametrize("setting", [{"shows_suggestions": False}, {"suggestions_hidden_percent": 100}])
def test_where_the_project_hides_suggestions_none_is_made(ranked, annotator, of, suggester, project, setting):
    Project.objects.filter(id=project.id).update(**setting)
    assert lend(of(annotator), 1, [])["documents"][0]["suggestions"] == []
    assert not Suggestion.objects.exists()


def test_they_are_hidden_with_the_same_documents_as_imported_ones(ranked, annotator, of, suggester, project):
    """Else the two together would tell which document belongs to the hidden share."""
    Project.objects.filter(id=project.id).update(suggestions_hidden_percent=50)
    hide_some(project, ranked, annotator)
    question = project.schema.questions[0]
    source = Source.objects.create(project=project, name="import", user=make_user("import", is_source=True))
    for document in ranked:
        content = {"labels": [question["labels"][1]["id"]]}
        Suggestion.objects.create(
            project=project, document=document, question_id=question["id"], source=source, content=content
        )
    ada = of(annotator)
    counts = [len(one["suggestions"]) for one in lend(ada, 4, [])["documents"]]
    assert set(counts) == {0, 2}, counts


def hide_some(project, documents, annotator):
    """Give the project a seed that hides suggestions on some of these documents: most seeds do, not every one."""
    is_shown = IS_SHOWN.format(document="d.id", annotator=annotator.id)
    with connection.cursor() as cursor:
        for seed in range(100):
            Project.objects.filter(id=project.id).update(seed=seed)
            cursor.execute(
                f"SELECT count(DISTINCT {is_shown}) FROM annotate_document d WHERE d.id = ANY(%(documents)s)",
                {"project": project.id, "shows": 0.5, "documents": [document.id for document in documents]},
            )
            if cursor.fetchone() == (2,):
                return
    raise AssertionError("a hundred seeds hide all or none")


def test_what_was_shown_is_kept_on_the_annotation(ranked, annotator, of, suggester, answer):
    ada = of(annotator)
    [lent] = lend(ada, 1, [])["documents"]
    document = Document.objects.get(id=lent["id"])
    save_annotation(ada, document, parse_submission(answer(lent)))
    assert Annotation.objects.get().suggestions_shown == [one["id"] for one in lent["suggestions"]]


def test_a_proposal_for_what_is_not_being_lent_or_asked_changes_nothing(ranked, annotator, of, monkeypatch):
    def propose(_project, questions, documents):
        beside = [one.id for one in ranked if one.id not in documents]
        return [
            Proposal(beside[0], questions[0], "rules", 1, 0.8, {"labels": []}),
            Proposal(documents[0], max(questions) + 1, "rules", 1, 0.8, {"labels": []}),
        ]

    monkeypatch.setattr(ports, "suggesters", [propose])
    assert lend(of(annotator), 1, [])["documents"][0]["suggestions"] == []
    assert not Suggestion.objects.exists()


def queries_of(action):
    with CaptureQueriesContext(connection) as queries:
        action()
    return len([query for query in queries if not query["sql"].startswith("PREPARE")])


def test_where_nothing_is_suggested_a_step_asks_the_database_as_little_as_without_suggesters(
    ranked, annotator, second_annotator, of, monkeypatch
):
    QueueRow.objects.update(wants=2)
    ada, ben = of(annotator), of(second_annotator)
    monkeypatch.setattr(ports, "suggesters", [])
    without = queries_of(lambda: lend(ada, 1, []))
    monkeypatch.setattr(ports, "suggesters", [lambda *_asked: []])
    assert queries_of(lambda: lend(ben, 1, [])) == without
