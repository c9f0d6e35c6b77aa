"""From a checked file to documents that are served: all or nothing, once, with what it says."""

import pytest

from annotate.models import Annotation, Document, QueueRow, Source, Standing, Suggestion
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
