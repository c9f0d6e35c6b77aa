"""Disagreements listed and decided by a program."""

import uuid

import pytest

from annotate.models import Gold, Membership
from review.models import Adjudication
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


@pytest.fixture
def refused(disputed, sam, here):
    """The sentence to a decision that is none, on the document that waits."""

    def refused(question, **said):
        [one] = sam("GET", f"{here}disagreements/")["results"]
        wish = {"key": str(uuid.uuid4()), "seen": one["seen"], "decisions": [{"question": question, **said}]}
        told = sam("POST", f"{here}disagreements/{disputed.id}/decisions/", wish, status=422)
        assert not Gold.objects.exists()
        assert not Adjudication.objects.exists()
        return told["error"]

    return refused


def test_who_says_nothing_does_not_say_that_there_is_nothing(project, refused):
    """No marks would be an answer; leaving it out, and "cannot tell", are none."""
    names = project.questions.get(name="Names").id
    assert "or that both are right" in refused(names)
    assert "Nothing is chosen" in refused(names, content={"state": "cannot_tell"})


@pytest.mark.parametrize("question", [10**6, 10**19])
@pytest.mark.parametrize("said", [{"both_right": True}, {"content": {"labels": []}}], ids=["both", "content"])
def test_a_question_that_is_not_asked_is_refused_with_a_sentence(refused, question, said):
    assert "is not asked in this project" in refused(question, **said)


def test_two_people_of_the_same_name_are_both_listed(disputed, sam, here, annotator, second_annotator):
    second_annotator.name = annotator.name
    second_annotator.save()
    [one] = sam("GET", f"{here}disagreements/")["results"]
    assert sorted(one["answers"]) == ["Ada", "Ada (2)"]
    assert len(set(one["answers"].values())) == 2
