"""A check from the queue to the decision: met as work, told afterwards, contested by key, decided by somebody else."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from annotate.models import Membership, Project, QueueRow, Standing
from annotate.models.projects import MOST_CHECKS
from annotate.services.annotations import parse_submission, save_annotation
from annotate.services.documents import NewDocument, add_documents
from annotate.services.gold import Accepted, Basis, accept
from annotate.services.returns import return_answer
from review.models import Contest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WEEKS, A_WEEK = 4, 11
RIGHT, WRONG = 0, 1


@pytest.fixture
def known(batch, project, supervisor, second_annotator):
    """Documents that Ben has answered and Sam has decided on: the first label is right."""
    sentences = ("The sea was warm and the fish were fresh.", "It rained all week, and the hotel was loud.")
    documents = add_documents(
        batch, [NewDocument(f"{sentences[place % 2]} Day {place}.") for place in range(WEEKS * A_WEEK + 1)]
    )
    for document in documents:
        says(project, second_annotator, document, RIGHT, "work")
        tone = project.schema.questions[0]
        contents = {tone["id"]: {"labels": [tone["labels"][RIGHT]["id"]]}}
        accept([Accepted(document.id, contents, Basis((), ()))], project.schema, supervisor)
    QueueRow.objects.filter(document__in=documents).update(claimed=1)
    Standing.objects.filter(document__in=documents).update(holds_slot=True)
    return documents


def says(project, user, document, label, occasion, days_ago=0):
    member = Membership.objects.select_related("project__schema", "user").get(project=project, user=user)
    Standing.objects.create(
        project=project,
        document=document,
        annotator=user,
        occasion=occasion,
        state="leased",
        stream="control" if occasion == "work" else occasion,
    )
    tone, names = project.schema.questions
    body = {
        "key": str(uuid.uuid4()),
        "sha256": bytes(document.sha256).hex(),
        "schema": project.schema_id,
        "responses": [
            {"question": tone["id"], "labels": [tone["labels"][label]["id"]]},
            {"question": names["id"], "spans": []},
        ],
        "active_ms": 4_000,
    }
    at = timezone.now() - timedelta(days=days_ago)
    return save_annotation(member, document, parse_submission(body), at=at)


def test_a_returned_answer_is_contested_with_one_key_while_annotating(
    page, visit, look, sign_in, project, annotator, supervisor, batch
):
    first, second = add_documents(
        batch, [NewDocument("The sea was warm."), NewDocument("It rained all week.")]
    )
    says(project, annotator, first, RIGHT, "work")
    return_answer(first, annotator, "Is that not about the weather?", supervisor)
    sign_in(annotator)
    visit(f"/projects/{project.slug}/annotate/")
    expect(page.get_by_text("Is that not about the weather?")).to_be_visible()
    look("workbench-returned")
    page.keyboard.press("c")
    page.keyboard.type("It is about the sea.")
    look("workbench-contest")
    page.get_by_role("button", name="Contest", exact=True).click()
    expect(page.get_by_text("Contested: somebody else decides.")).to_be_visible()
    expect(page.get_by_text(second.text, exact=True)).to_be_visible()
    page.keyboard.press("c")
    expect(page.get_by_role("dialog")).to_have_count(0)  # this one was not returned
    contest = Contest.objects.get()
    assert (contest.document, contest.reason) == (first, "It is about the sea.")


def test_from_the_queue_to_the_decision(
    page, visit, look, sign_in, project, annotator, supervisor, known, batch
):
    for place, document in enumerate(known[1:]):
        week, day = divmod(place, A_WEEK)
        label = WRONG if day < WEEKS - week else RIGHT  # one less wrong each week
        says(project, annotator, document, label, "gold_check", days_ago=7 * (WEEKS - week))
    add_documents(batch, [NewDocument("An ordinary card."), NewDocument("Another one.")])
    Project.objects.update(gold_check_percent=MOST_CHECKS)
    here = f"/projects/{project.slug}"

    sign_in(annotator)
    visit(f"{here}/review/my-figures/")
    expect(page.get_by_role("heading", name="Answered otherwise than what holds")).to_be_visible()
    page.get_by_text("week by week, and what is taken for what").first.click()
    look("gold-checks-my-figures")
    page.keyboard.press("c")
    page.keyboard.type("It says so in the first words.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It waits for a decision.")).to_be_visible()
    contest = Contest.objects.get()

    sign_in(supervisor)
    visit(f"{here}/review/gold-checks/")
    look("gold-checks")
    page.get_by_role("link", name=str(contest.document)).click()
    expect(page.get_by_text("contests what holds")).to_be_visible()
    look("gold-checks-contested")
    visit(f"{here}/review/annotators/")
    page.get_by_text("week by week, and what is taken for what").first.click()
    look("gold-checks-annotators")
    sign_in(project.created_by)
    visit(f"{here}/settings/answers/")
    look("gold-checks-settings")
