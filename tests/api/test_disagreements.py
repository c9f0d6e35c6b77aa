"""Disagreements listed and decided by a program."""

import uuid

import pytest

from annotate.models import Gold, Membership
from tests.annotate.answering import says

pytestmark = pytest.mark.django_db


@pytest.fixture
def disputed(project, documents, annotator, second_annotator, answer):
    for said, user in enumerate((annotator, second_annotator)):
        membership = Membership.objects.select_related("project__schema", "user").get(
            project=project, user=user
        )
        says(membership, answer, documents[0], tone_label=said)
    return documents[0]


def test_a_disagreement_is_listed_and_decided(project, disputed, sam, here):
    tone = project.questions.get(name="Tone")
    listed = sam("GET", f"{here}disagreements/?question={tone.id}")
    [one] = listed["results"]
    assert (listed["count"], one["document"], one["doubt"]) == (1, disputed.id, 1.0)
    assert sorted(one["answers"]) == ["Ada", "Ben"]
    cross = tone.labels.get(name="cross").id
    wish = {
        "key": str(uuid.uuid4()),
        "seen": one["seen"],
        "decisions": [{"question": tone.id, "content": {"labels": [cross]}}],
    }
    path = f"{here}disagreements/{disputed.id}/decisions/"
    made = sam("POST", path, wish, status=201)
    assert sam("POST", path, wish, status=201) == made
    assert [(row.id, row.content) for row in Gold.objects.all()] == [(made["gold"][0], {"labels": [cross]})]
    assert sam("GET", f"{here}disagreements/")["count"] == 0
    late = sam("POST", path, {**wish, "key": str(uuid.uuid4())}, status=409)
    assert late["kind"] == "overtaken"


def test_a_content_that_is_no_answer_is_refused_with_a_sentence(project, disputed, sam, here):
    tone = project.questions.get(name="Tone")
    [one] = sam("GET", f"{here}disagreements/")["results"]
    wish = {
        "key": str(uuid.uuid4()),
        "seen": one["seen"],
        "decisions": [{"question": tone.id, "content": {"labels": []}}],
    }
    refused = sam("POST", f"{here}disagreements/{disputed.id}/decisions/", wish, status=422)
    assert "takes exactly one label" in refused["error"]
    assert not Gold.objects.exists()
