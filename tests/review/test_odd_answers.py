"""What a supervisor may meet on a bad day: each has a sentence or a figure, and no page breaks."""

import pytest
from django.urls import reverse
from django.utils import timezone

from annotate.models import Membership, QueueRow
from annotate.roles import Role
from annotate.services.members import end_membership
from annotate.services.publishing import publish_schema
from review.services.acceptance.collecting import all_told
from review.services.acceptance.ways import columns_of
from review.services.comparing import compare
from review.services.overlap import Which
from tests.annotate.answering import says
from tests.conftest import make_user, member

pytestmark = pytest.mark.django_db
GLAD, CROSS = 0, 1
MANY = 60


@pytest.fixture
def everybody_wanted(project):
    project.wants = project.overlap_wants = 2
    project.save()


@pytest.fixture
def page(client, project, supervisor):
    def get(name="agreement", *more, **query):
        client.force_login(supervisor)
        reply = client.get(reverse(f"review:{name}", args=[project.slug, *more]), query)
        assert reply.status_code == 200
        return reply.content.decode()

    return get


def of(project, user):
    return Membership.objects.select_related("project__schema", "user").get(project=project, user=user)


@pytest.fixture
def both(project, documents, annotator, second_annotator, answer, everybody_wanted):
    """Ada and Ben answer every document; they differ on the first."""

    def both(spans=()):
        for person, first in ((annotator, GLAD), (second_annotator, CROSS)):
            for number, document in enumerate(documents):
                says(of(project, person), answer, document, tone_label=GLAD if number else first, spans=spans)

    return both


def test_one_annotator_alone_is_told_that_it_takes_two(
    project, documents, annotator, answer, page, everybody_wanted
):
    says(of(project, annotator), answer, documents[0])
    assert "only one person has answered so far" in page()


def test_two_who_met_no_document_in_common_have_nothing_to_compare(
    project, documents, annotator, second_annotator, answer, page, everybody_wanted
):
    says(of(project, annotator), answer, documents[0])
    says(of(project, second_annotator), answer, documents[1])
    assert "Nothing can be compared yet" in page()


def test_somebody_who_left_is_compared_as_before(project, both, second_annotator, page, owner):
    both()
    before = compare(project.questions.get(name="Tone"))
    end_membership(of(project, second_annotator), owner)
    assert compare(project.questions.get(name="Tone")) == before
    assert "Ben" in page()


def test_a_question_that_was_changed_says_so(project, both, page, owner):
    both()
    assert "What can be answered was changed" not in page()
    tone, names = project.schema.questions
    publish_schema(
        project, [tone | {"labels": [*tone["labels"], {"name": "odd", "slot": 3, "key": "7"}]}, names], owner
    )
    assert "answers to 2 forms of it are compared" in page()


def test_sixty_answers_to_a_document_are_counted_shown_and_put_together(
    project, documents, answer, page, everybody_wanted
):
    for number in range(MANY):
        person = member(project, f"ann-{number}", Role.ANNOTATOR)
        says(of(project, person), answer, documents[0], tone_label=CROSS if number % 3 == 0 else GLAD)
    tone = project.questions.select_related("project__schema").get(name="Tone")
    comparison = compare(tone, Which.INDEPENDENT)
    assert (comparison.documents, comparison.annotators, len(comparison.pairs)) == (1, MANY, MANY * 59 // 2)
    told = all_told(tone, with_audit=True, progress=lambda done, total: None)
    assert {one.way: one.percents for one in columns_of(told.answered, tone)}["majority"] == [66]
    assert page("adjudication", documents[0].id).count("ann-") >= MANY or "Ann-59" in page(
        "adjudication", documents[0].id
    )
    page()


def test_marks_that_cover_everything_are_no_figure_but_a_sentence(project, documents, both, page):
    """Where all is marked with one label nothing could have been left outside: agreement may be chance."""
    both([(0, min(document.length for document in documents), 0)])
    names = project.questions.get(name="Names")
    assert "too few documents" in page(question=names.id)
    assert QueueRow.objects.filter(project=project).count() == len(documents)


def test_a_stranger_may_not_look(client, project):
    client.force_login(make_user("zed"))
    assert client.get(reverse("review:agreement-parts", args=[project.slug])).status_code == 404


def test_a_project_that_asks_nothing_has_no_documents_behind_a_figure(client, project, supervisor):
    project.questions.update(retired_at=timezone.now())
    client.force_login(supervisor)
    assert client.get(reverse("review:agreement-documents", args=[project.slug])).status_code == 404
