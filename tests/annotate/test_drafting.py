"""The draft: two people who write it at once, discarding it, publishing what was seen."""

import pytest

from annotate.models import Label, SchemaDraft
from annotate.problems import Invalid
from annotate.services.drafting import (
    StaleDraft,
    discard_draft,
    draft_of,
    has_changes,
    publish_draft,
    retired_of,
    save_draft,
)
from annotate.services.publishing import publish_schema

pytestmark = pytest.mark.django_db


def renamed(project, name):
    questions = draft_of(project).questions
    questions[0]["name"] = name
    return questions


def test_without_a_draft_there_is_what_is_published(project):
    draft = draft_of(project)
    assert draft.version == 0
    assert not has_changes(project, draft)
    assert [question["name"] for question in draft.questions] == ["Tone", "Names"]


def test_what_is_written_is_kept_and_nothing_is_published(project, owner):
    draft = save_draft(project, owner, renamed(project, "Mood"), 0)
    assert draft.version == 1
    assert has_changes(project, draft_of(project))
    project.refresh_from_db()
    assert project.schema.questions[0]["name"] == "Tone"


def test_a_draft_may_have_flaws(project, owner):
    draft = save_draft(project, owner, [{"kind": "choice", "name": "", "labels": []}], 0)
    assert draft.questions[0]["name"] == ""


def test_of_two_who_write_at_once_the_second_sees_both(project, owner, stranger):
    save_draft(project, stranger, renamed(project, "Mood"), 0)
    with pytest.raises(StaleDraft) as raised:
        save_draft(project, owner, renamed(project, "Temper"), 0)
    assert "Stan changed" in raised.value.sentence
    assert raised.value.details["current"]["questions"][0]["name"] == "Mood"
    assert raised.value.details["yours"][0]["name"] == "Temper"
    assert draft_of(project).questions[0]["name"] == "Mood"


def test_publishing_takes_the_version_that_was_seen(project, owner, stranger):
    seen = save_draft(project, owner, renamed(project, "Mood"), 0)
    save_draft(project, stranger, renamed(project, "Temper"), seen.version)
    with pytest.raises(StaleDraft):
        publish_draft(project, owner, seen.version)
    project.refresh_from_db()
    assert project.schema.number == 1


def test_publishing_settles_the_draft_and_its_version_goes_on(project, owner):
    draft = save_draft(project, owner, [*draft_of(project).questions, new_question()], 0)
    schema = publish_draft(project, owner, draft.version)
    project.refresh_from_db()
    assert project.schema == schema
    settled = draft_of(project)
    assert settled.version == draft.version + 1
    assert not has_changes(project, settled)
    assert settled.questions[2]["id"]
    with pytest.raises(StaleDraft):
        save_draft(project, owner, draft.questions, draft.version)


def test_a_draft_with_a_flaw_is_not_published(project, owner):
    draft = save_draft(project, owner, [new_question(labels=[])], 0)
    with pytest.raises(Invalid, match="no labels yet"):
        publish_draft(project, owner, draft.version)


def test_a_draft_begun_under_an_older_schema_is_not_published_over_a_newer_one(project, owner):
    draft = save_draft(project, owner, renamed(project, "Mood"), 0)
    publish_schema(project, project.schema.questions, owner)
    with pytest.raises(StaleDraft, match="Schema 2 was published by other means"):
        publish_draft(project, owner, draft.version)
    again = discard_draft(project, owner, draft.version)
    project.refresh_from_db()
    assert not has_changes(project, again)
    save_draft(project, owner, renamed(project, "Mood"), again.version)
    publish_draft(project, owner, again.version + 1)


def test_retired_labels_and_questions_can_be_found_again(project, owner):
    questions = draft_of(project).questions
    gone_question, gone_label = questions.pop(1), questions[0]["labels"].pop(0)
    publish_schema(project, questions, owner)
    retired = retired_of(project, questions)
    assert [question["id"] for question in retired["questions"]] == [gone_question["id"]]
    assert retired["labels"] == {str(questions[0]["id"]): [gone_label]}
    assert Label.objects.filter(retired_at__isnull=False).count() == 1


def test_there_is_one_draft_a_project(project, owner):
    save_draft(project, owner, renamed(project, "Mood"), 0)
    save_draft(project, owner, renamed(project, "Temper"), 1)
    assert SchemaDraft.objects.count() == 1


def new_question(**more):
    return {"kind": "choices", "name": "Topic", "labels": [{"name": "weather"}], **more}
