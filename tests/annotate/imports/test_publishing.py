"""From a checked file to documents that are served: all or nothing, once, with what it says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from annotate.models import Annotation, Document, Import, QueueRow, Source, Standing, Suggestion
from annotate.services import work
from annotate.services.publishing import publish_schema
from tests.annotate.imports.conftest import jsonl

pytestmark = pytest.mark.django_db


def test_documents_keep_text_id_group_position_and_metadata(project, bring_in):
    text = "Zoë said: “never”.\r\n\tThen\\n she left. 😀 שלום e\u0301"
    bring_in(
        jsonl(
            {
                "id": "a/1",
                "text": text,
                "group": "call",
                "position": 7,
                "metadata": {"who": ["é", None, 1.5]},
                "channel": "phone",
            }
        )
    )
    document = project.documents.get()
    assert (document.external_id, document.text, document.group, document.position) == (
        "a/1",
        text,
        "call",
        7,
    )
    assert document.metadata == {"who": ["é", None, 1.5], "channel": "phone"}
    assert document.length == len(text)
    assert QueueRow.objects.get(document=document).wants == 1


def test_a_repeated_import_adds_nothing(project, bring_in):
    rows = jsonl({"id": 1, "text": "one", "Tone": "glad"}, {"id": 2, "text": "two", "Tone": "cross"})
    bring_in(rows, answers_as="annotations", source="old tool")
    again = bring_in(rows, answers_as="annotations", source="old tool")
    assert (again.report["new"], again.report["known"]) == (0, 2)
    assert project.documents.count() == 2
    assert Annotation.objects.count() == 2


def test_labels_become_annotations_of_a_source(project, bring_in):
    bring_in(
        jsonl({"text": "Ann in Rome", "Tone": "glad", "Names": [[0, 3, "person"]]}, {"text": "nothing said"}),
        answers_as="annotations",
        source="old tool",
    )
    source = Source.objects.get(name="old tool")
    annotation = Annotation.objects.get()
    assert annotation.author == source.user
    assert annotation.is_extra
    first, second = annotation.responses.order_by("question")
    assert [choice.label.name for choice in first.choices.all()] == ["glad"]
    assert [(span.start, span.end, span.label.name) for span in second.spans.all()] == [(0, 3, "person")]
    standing = Standing.objects.get()
    assert (standing.current, standing.state, standing.holds_slot) == (annotation, "answered", False)
    assert set(QueueRow.objects.values_list("claimed", flat=True)) == {0}


def test_a_source_that_counts_takes_a_slot(project, bring_in):
    bring_in(jsonl({"text": "a", "Tone": "glad"}), answers_as="annotations", source="s", source_counts=True)
    assert QueueRow.objects.get().claimed == 1
    assert Standing.objects.get().holds_slot
    assert not Annotation.objects.get().is_extra


def test_labels_become_suggestions(project, bring_in):
    tone, names = project.schema.questions
    bring_in(
        jsonl(
            {
                "text": "Ann in Rome",
                "Tone": {"label": "glad", "score": 0.75},
                "Names": [{"start": 0, "end": 3, "label": "person"}],
            }
        ),
        source="pilot",
    )
    first, second = Suggestion.objects.order_by("question")
    assert first.content == {"labels": [tone["labels"][0]["id"]]}
    assert first.score == 0.75
    assert second.content == {"spans": [{"start": 0, "end": 3, "label": names["labels"][0]["id"]}]}
    assert not Annotation.objects.exists()
    assert Document.objects.count() == 1


def test_an_upload_forgotten_for_two_weeks_goes_when_the_next_one_comes(upload):
    forgotten, recent = upload(jsonl({"text": "a"})), upload(jsonl({"text": "b"}))
    Import.objects.filter(id=forgotten.id).update(created_at=timezone.now() - timedelta(days=15))
    upload(jsonl({"text": "c"}))
    states = dict(Import.objects.values_list("id", "state"))
    assert (states[forgotten.id], states[recent.id]) == ("discarded", "open")


def test_labels_for_documents_that_are_here_already_come_alone(project, bring_in):
    bring_in(jsonl({"id": 1, "text": "a"}, {"id": 2, "text": "b"}))
    rows = jsonl({"id": 1, "text": "a", "Tone": "glad"}, {"id": 2, "text": "b", "Tone": "cross"})
    entry = bring_in(rows, answers_as="annotations", source="late", source_counts=True)
    assert (entry.report["new"], entry.report["known"], entry.report["answered"]) == (0, 2, 2)
    assert Annotation.objects.count() == 2
    assert set(QueueRow.objects.values_list("claimed", flat=True)) == {1}
    bring_in(rows, answers_as="annotations", source="too late", source_counts=True)
    late = Annotation.objects.filter(author__name="too late")
    assert all(annotation.is_extra for annotation in late), "the documents wanted one answer"
    assert set(QueueRow.objects.values_list("claimed", flat=True)) == {1}


def test_several_people_answer_one_document(project, bring_in):
    rows = jsonl(
        {"id": 1, "text": "a", "annotator": "ada", "Tone": "glad"},
        {"id": 1, "text": "a", "annotator": "ben", "Tone": "cross"},
    )
    entry = bring_in(rows, answers_as="annotations")
    assert (entry.report["new"], entry.report["known"], entry.report["answered"]) == (1, 1, 2)
    assert set(Annotation.objects.values_list("author__name", flat=True)) == {"ada", "ben"}
    assert not any(source.user.is_active for source in Source.objects.all())


def test_what_changed_since_the_check_is_not_published_unseen(project, owner, check, publish, bring_in):
    first = check(jsonl({"id": 1, "text": "one"}))
    bring_in(jsonl({"id": 1, "text": "another"}))
    job = publish(first)
    assert job.state == "failed"
    assert "came to contradict the project" in job.error
    assert project.documents.count() == 1

    labelled = check(jsonl({"id": 2, "text": "two", "Tone": "glad"}))
    publish_schema(project, project.schema.questions, owner)
    job = publish(labelled)
    assert "questions were changed since the check" in job.error
    assert project.documents.count() == 1


def test_an_imported_document_is_served(project, bring_in, membership):
    bring_in(jsonl({"id": 1, "text": "one", "Tone": "glad"}), source="pilot")
    [served] = work.lend(membership, 1, [])["documents"]
    assert served["text"] == "one"
    assert [suggestion["source"] for suggestion in served["suggestions"]] == ["pilot"]


def test_the_search_is_told_after_the_commit(project, bring_in, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        bring_in(jsonl({"text": "one"}))
    assert project.jobs.filter(kind="index_documents").exists()


def test_an_import_leaves_one_event(project, bring_in):
    entry = bring_in(jsonl({"text": "one"}, {"text": "two"}))
    event = project.events.get(kind="documents imported")
    assert event.detail == {"import": entry.id, "batch": entry.batch_id, "documents": 2}


def test_the_event_says_which_annotations_came(project, bring_in):
    bring_in(
        jsonl({"text": "one", "Tone": "glad"}, {"text": "two", "Tone": "cross"}), answers_as="annotations"
    )
    [event] = project.events.filter(kind="documents imported")
    ids = Annotation.objects.order_by("id").values_list("id", flat=True)
    assert event.detail["annotations"] == [ids.first(), ids.last()]
