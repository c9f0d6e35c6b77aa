"""A model server beside our model, in a real browser: connected, compared, suggesting, taught, in trouble, let go."""

import pytest
from playwright.sync_api import expect

from annotate import jobs
from annotate.models import Project, QueueRow
from annotate.services.publishing import publish_schema
from tests.conftest import TONE
from tests.weaklabels.learning.back_end import choice
from tests.weaklabels.learning.conftest import WORDS, add_letters, let_answer, let_learn
from weaklabels.services.learning.due import ASK_SERVERS, TEACH_SERVER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def letters(project, owner, annotator):
    """Letters with a first model; half of the answers are of the audit share."""
    publish_schema(project, [TONE], owner)
    project.refresh_from_db()
    documents = add_letters(project, 120)
    QueueRow.objects.filter(project=project).update(pool=0)
    QueueRow.objects.filter(document__in=documents[:50]).update(pool=1)
    Project.objects.update(mix={"ranked": 0, "control": 50, "duel": 0, "audit": 50}, mix_is_set=True)
    let_answer(project, annotator, 90)
    let_learn(project)


@pytest.fixture
def knows_the_tone(back_end, settings):
    """The server of the operator's list tells the letters apart. Jobs run in this process, pages in the other."""
    settings.MODEL_SERVERS = [f"http://{back_end.address}"]
    back_end.says = lambda text: (
        [choice("cross" if set(WORDS["cross"]) & set(text.split()) else "glad")],
        0.8,
    )
    yield back_end
    back_end.instead.clear()


def test_a_server_is_connected_compared_taught_and_let_go(
    page, look, sign_in, supervisor, project, letters, knows_the_tone
):
    sign_in(supervisor)
    page.goto(f"/projects/{project.slug}/model/")
    page.get_by_text("Model servers").click()
    look("servers-none-yet")
    page.get_by_label("What for").select_option("it suggests answers")
    page.get_by_role("button", name="Connect and ask").click()
    expect(page.get_by_text("Connected. It is being asked.")).to_be_visible()
    jobs.run_due(ASK_SERVERS)
    page.reload()
    row = page.get_by_role("listitem").filter(has_text=knows_the_tone.address)
    expect(row).to_contain_text("it suggests answers")
    expect(page.locator(".rivals tbody tr").filter(has_text=knows_the_tone.address)).to_contain_text("1.00")
    row.get_by_role("button", name="Send the answers and train").click()
    expect(page.get_by_text("The answers are being sent.")).to_be_visible()
    jobs.run_due(TEACH_SERVER)
    assert knows_the_tone.learned[-1]["action"] == "START_TRAINING"
    page.reload()
    expect(row).to_contain_text("Answers were sent")
    look("servers-taught")
    knows_the_tone.instead["/setup"] = lambda handler, body: handler.send(b"", 500)
    let_learn(project)
    jobs.run_due(ASK_SERVERS)
    page.reload()
    expect(row).to_contain_text("answered with status 500")
    look("servers-in-trouble")
    row.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_text("The server is asked no more.")).to_be_visible()
    expect(page.locator(".rivals tbody tr")).to_have_count(0)
