"""How far do people agree on audit documents, who is asked twice, and whose word are the figures held against?"""

import pytest
from django.urls import reverse

from annotate.models import Membership, Project, QueueRow
from annotate.queue.streams import DEFAULT_MIX
from annotate.services.gold import make_gold
from tests.weaklabels.learning.conftest import answered_next, mood_of
from weaklabels.services.learning.answers import said_about
from weaklabels.services.learning.board import board_of
from weaklabels.services.learning.people import agreement_of, want_second_answers
from weaklabels.services.learning.quality import truth_of
from weaklabels.services.learning.subjects import subject_of

pytestmark = pytest.mark.django_db
ASKED_TWICE = 3  # of the overlap key


@pytest.fixture
def ben(project, letters, second_annotator):
    """He has answered a letter that is no audit document."""
    letters(1, seed=2)
    member = Membership.objects.select_related("project__schema", "user").get(
        project=project, user=second_annotator
    )
    assert answered_next(member)
    return second_annotator


@pytest.fixture
def audited(project, letters):
    """Sixty letters, all of them audit documents; every second one is to be asked twice."""
    documents = letters(60)
    for number, document in enumerate(documents):
        QueueRow.objects.filter(document=document).update(
            pool=1, overlap_key=ASKED_TWICE * number + (number % 2)
        )
    Project.objects.update(mix={**dict.fromkeys(DEFAULT_MIX, 0), "audit": 100}, mix_is_set=True)
    return documents


@pytest.fixture
def answer(project):
    """Let somebody answer until nothing is left for them: answer(user, label_of)."""

    def answer(user, label_of=mood_of):
        member = Membership.objects.select_related("project__schema", "user").get(project=project, user=user)
        found = []
        while standing := answered_next(member, label_of):
            found.append(standing)
        return found

    return answer


def often_wrong(document):
    """Takes every fifth letter for the other."""
    mood, number = mood_of(document), int(document.external_id.split("-")[-1])
    if number % 5 == 0:
        return "glad" if mood == "cross" else "cross"
    return mood


def wanted_twice():
    return set(QueueRow.objects.filter(wants=2).values_list("document", flat=True))


def test_a_third_is_asked_of_a_second_person(project, ben, audited, answer, annotator):
    answer(annotator)
    assert want_second_answers(project) == 30
    assert wanted_twice() == {one.id for one in audited[::2]}
    assert {one.document_id for one in answer(ben)} == wanted_twice()
    assert want_second_answers(project) == 0


def test_where_one_person_answers_alone_nothing_waits_for_a_second(
    project, audited, answer, annotator, second_annotator
):
    answer(annotator)
    assert want_second_answers(project) == 0
    assert not wanted_twice()


def test_what_nobody_has_answered_and_what_may_be_learned_from_wants_no_more_than_it_did(
    project, ben, audited, answer, annotator
):
    answer(annotator)
    QueueRow.objects.update(claimed=0)
    QueueRow.objects.filter(document=audited[0].id).update(pool=0, claimed=1)
    assert want_second_answers(project) == 0


def test_a_training_asks_for_the_second_answers(project, ben, audited, answer, annotator, learn):
    answer(annotator)
    learn()
    assert len(wanted_twice()) == 30


def test_people_are_held_against_each_other_as_a_model_is_against_one(
    project, ben, audited, answer, annotator, tone
):
    answer(annotator)
    want_second_answers(project)
    answer(ben, often_wrong)
    said = said_about(subject_of(tone))
    found = agreement_of(said)
    assert found.documents == 30
    assert found.figure == pytest.approx(2 * 16 / (20 + 18)), "of glad letters; ten cross ones are too few"
    assert found.between[0] < found.figure < found.between[1]
    truth = truth_of(said)
    assert (len(truth), truth.by_gold, truth.by_several, truth.by_one) == (60, 0, 30, 30)
    part = truth.only(truth.documents[truth.people == 1][:7])
    assert (len(part), part.by_gold, part.by_several, part.by_one) == (7, 0, 0, 7)


def test_of_two_who_differ_the_first_is_taken_and_gold_before_all(
    project, ben, audited, answer, annotator, tone, supervisor
):
    first = answer(annotator)
    want_second_answers(project)
    second = answer(ben, often_wrong)
    names = {label.id: label.name for label in tone.labels.all()}
    moods = {one.id: mood_of(one) for one in audited}

    def right():
        truth = truth_of(said_about(subject_of(tone)))
        return {
            document: names[labels[0]] == moods[document]
            for document, labels in zip(truth.documents.tolist(), truth.answers, strict=True)
        }

    assert len(right()) == len(first) == 60
    assert all(right().values())
    wrong = next(one for one in second if often_wrong(one.document) != mood_of(one.document))
    make_gold(wrong.current, supervisor)
    assert [document for document, is_right in right().items() if not is_right] == [wrong.document_id]


@pytest.fixture
def page(client, project, viewer):
    def page():
        client.force_login(viewer)
        return " ".join(client.get(reverse("learning:model", args=[project.slug])).content.decode().split())

    return page


def test_the_page_says_whose_word_it_is_and_draws_the_ceiling(
    project, letters, answers, learn, second_annotator, tone, page
):
    documents = letters(300)
    QueueRow.objects.filter(document__in=documents[:120]).update(pool=1, overlap_key=0)
    project.mix, project.mix_is_set = {**DEFAULT_MIX, "audit": 60}, True
    project.save()
    for _run in range(2):
        answers(80)
        learn()
    Project.objects.update(mix={**dict.fromkeys(DEFAULT_MIX, 0), "audit": 100})
    member = Membership.objects.select_related("project__schema", "user").get(
        project=project, user=second_annotator
    )
    answered_next(member, often_wrong)
    assert want_second_answers(project) > 60
    while answered_next(member, often_wrong):
        pass
    board = board_of(subject_of(tone))
    assert 0.6 < board.agreement.figure < 0.95
    said = page()
    assert '<line class="ceiling"' in said
    assert "no model can be shown to be better than that" in said
    assert f"{board.truth.by_one} against one person" in said
    assert f"{board.truth.by_several} against several people" in said
