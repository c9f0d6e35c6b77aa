"""Contesting that an answer was returned: it stands, somebody else decides, and everybody reads what for."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from annotate.models import ApiToken, Event, Membership, Standing
from annotate.problems import Invalid
from annotate.roles import Role
from annotate.services.asking_again import return_handful
from annotate.services.payloads import payloads
from annotate.services.publishing import publish_schema
from annotate.services.returns import return_answer
from annotate.services.tokens import make_token
from review.models import Contest, Referral
from review.services.adjudication.deciding import Decision, Form, decide
from review.services.adjudication.seen import seen_on
from tests.annotate.answering import says

pytestmark = pytest.mark.django_db
GLAD, CROSS = 0, 1


@pytest.fixture
def returned(project, documents, annotator, supervisor, answer):
    """Ada's answer, returned by Sam."""
    ada = Membership.objects.select_related("project__schema", "user").get(project=project, user=annotator)
    given = says(ada, answer, documents[0], tone_label=GLAD)
    return_answer(documents[0], annotator, "Is she not cross?", supervisor)
    return given


@pytest.fixture
def contest(client, project, annotator):
    def send(annotation, reason="It is meant kindly.", status=302, user=annotator, key=None):
        client.force_login(user)
        form = {"key": key or str(uuid.uuid4()), "annotation": annotation.id, "reason": reason}
        reply = client.post(reverse("review:contest-list", args=[project.slug]), form)
        assert reply.status_code == status, reply.content.decode()[:2000]
        return reply.content.decode()

    return send


def decides(project, user, document):
    """Accept glad as gold."""
    membership = Membership.objects.select_related("project__schema", "user").get(project=project, user=user)
    tone = project.schema.questions[0]
    document.project = membership.project
    seen = seen_on(project.id, [document.id])[document.id]
    content = {tone["id"]: {"labels": [tone["labels"][GLAD]["id"]]}}
    return decide(membership, document, Form(uuid.uuid4(), seen), Decision(content))


def lent(given):
    """The answer's document as its annotator's workbench gets it."""
    ada = Membership.objects.select_related("project__schema").get(
        project=given.project_id, user=given.author_id
    )
    [told] = payloads(ada, [Standing.objects.get(current=given).id])
    return told


def test_a_returned_document_says_that_this_may_be_contested(returned, contest):
    assert lent(returned)["may_be_contested"] is True
    contest(returned)
    assert lent(returned)["may_be_contested"] is False


def test_a_contested_answer_stands_and_waits_for_somebody_else(
    project, returned, contest, page, supervisor, owner
):
    own = page("review:my-figures", returned.author)
    assert "Is she not cross?" in own
    assert 'data-key="c"' in own
    contest(returned)
    assert Standing.objects.get(current=returned).state == "answered"
    assert Event.objects.filter(kind="return contested", document=returned.document).exists()
    assert Referral.objects.filter(document=returned.document).count() == 2  # both questions it answers
    assert "It waits for a decision" in page("review:my-figures", returned.author)
    shown = page("review:adjudication", supervisor, returned.document_id)
    assert "It is meant kindly." in shown
    with pytest.raises(Invalid, match="You returned this answer"):
        decides(project, supervisor, returned.document)
    decides(project, owner, returned.document)
    assert "it was decided since" in page("review:my-figures", returned.author)


def test_what_is_returned_again_after_that_is_not_offered_to_be_contested_again(
    project, returned, contest, page, owner
):
    """It can be contested once; a form for a second time would only be refused."""
    contest(returned)
    decides(project, owner, returned.document)
    return_answer(returned.document, returned.author, "It was decided: please change it.", owner)
    own = page("review:my-figures", returned.author)
    assert "It was decided: please change it." in own
    assert "it was decided since" in own
    assert 'data-key="c"' not in own
    contest(returned, status=409)


def test_what_came_back_because_the_questions_changed_cannot_be_contested(
    project, membership, documents, answer, owner, contest, page
):
    given = says(membership, answer, documents[0], tone_label=GLAD)
    tone, *rest = project.schema.questions
    kept = [label for label in tone["labels"] if label["name"] != "glad"]
    schema = publish_schema(project, [{**tone, "labels": kept}, *rest], owner)
    assert return_handful(schema, owner) == 1
    assert lent(given)["may_be_contested"] is False
    own = page("review:my-figures", given.author)
    assert "There is nothing to contest" in own
    assert 'data-key="c"' not in own
    assert "the questions changed" in contest(given, status=409)
    assert Standing.objects.get(current=given).state == "returned"
    assert not Contest.objects.exists()


def test_where_there_is_nobody_else_whoever_returned_it_decides(
    project, returned, contest, supervisor, owner
):
    project.memberships.filter(user=owner).update(roles=[Role.VIEWER])
    contest(returned)
    assert decides(project, supervisor, returned.document)


def test_it_is_contested_once(returned, contest):
    key = str(uuid.uuid4())
    contest(returned, key=key)
    contest(returned, key=key)  # the same press again
    assert "contested this one already" in contest(returned, "Really.", status=409)
    assert Contest.objects.count() == 1


def test_what_was_confirmed_or_never_returned_cannot_be_contested(
    project, documents, annotator, answer, contest
):
    ada = Membership.objects.select_related("project__schema", "user").get(project=project, user=annotator)
    given = says(ada, answer, documents[0], tone_label=GLAD)
    contest(given, status=404)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 4001])
def test_a_contest_gives_its_reason(returned, contest, reason):
    assert "why your answer is right" in contest(returned, reason, status=422)


def test_nobody_contests_for_somebody_else(project, returned, contest, second_annotator):
    contest(returned, status=404, user=second_annotator)


def test_the_workbench_contests_by_the_key_of_the_answer(
    client, project, returned, annotator, second_annotator
):
    Standing.objects.filter(current=returned).update(draft={"responses": [], "active_ms": 1})
    body = {"key": str(uuid.uuid4()), "answer": str(returned.key), "reason": "It is meant kindly."}
    address = reverse("review:contest-list", args=[project.slug])
    for user, status in ((second_annotator, 404), (annotator, 201), (annotator, 201)):  # the same press again
        client.force_login(user)
        assert client.post(address, body, content_type="application/json").status_code == status
    standing = Standing.objects.get(current=returned)
    assert (standing.state, standing.draft) == ("answered", None)
    reply = client.post(address, body | {"answer": "x"}, content_type="application/json")
    assert (reply.status_code, reply.json()["field"]) == (422, "answer")


def test_programs_contest_too(client, project, returned, annotator):
    ends = timezone.now() + timedelta(days=1)
    _token, secret = make_token(annotator, "script", [ApiToken.Scope.ANNOTATE], ends, project)
    body = {"key": str(uuid.uuid4()), "annotation": returned.id, "reason": "It is meant kindly."}
    reply = client.post(
        f"/api/v1/projects/{project.slug}/contests/",
        body,
        content_type="application/json",
        headers={"authorization": f"Bearer {secret}"},
    )
    assert (reply.status_code, reply.json()["document"]) == (201, returned.document_id)


@pytest.fixture
def page(client, project):
    def get(name, user, *more):
        client.force_login(user)
        reply = client.get(reverse(name, args=[project.slug, *more]))
        assert reply.status_code == 200
        return reply.content.decode()

    return get
