"""A model server in a real browser: connected by an owner, compared with our model, misbehaving, and let go."""

import pytest
from playwright.sync_api import expect

from annotate import jobs
from annotate.models import Project, QueueRow
from annotate.queue.streams import DEFAULT_MIX
from annotate.services.publishing import publish_schema
from tests.conftest import TONE
from tests.weaklabels.learning.back_end import BackEnd, choice
from tests.weaklabels.learning.conftest import WORDS, add_letters, let_answer, let_learn
from weaklabels.services.learning.due import ASK_SERVERS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def learned(project, owner, annotator):
    """A run, and enough audit answers for figures."""
    publish_schema(project, [TONE], owner)
    documents = add_letters(project, 160)
    QueueRow.objects.filter(document__in=documents).update(pool=0)
    QueueRow.objects.filter(document__in=documents[:80]).update(pool=1)
    mix = {**dict.fromkeys(DEFAULT_MIX, 0), "control": 40, "audit": 60}
    Project.objects.update(mix=mix, mix_is_set=True)
    let_answer(Project.objects.select_related("created_by").get(id=project.id), annotator, 110)
    let_learn(project)


@pytest.fixture
def back_end(settings):
    back_end = BackEnd()
    back_end.says = lambda text: (
        [choice("cross" if any(word in WORDS["cross"] for word in text.split()) else "glad")],
        0.9,
    )
    settings.MODEL_SERVERS = [f"http://{back_end.address}"]
    yield back_end
    back_end.stop()


def test_a_server_is_connected_compared_and_let_go(page, look, sign_in, owner, project, learned, back_end):
    sign_in(owner)
    page.goto(f"/projects/{project.slug}/model/")
    page.get_by_text("Model servers").click()
    page.get_by_label("What for").select_option("it suggests answers")
    page.get_by_role("button", name="Connect and ask").click()
    expect(page.get_by_text("Connected. It is being asked.")).to_be_visible()
    expect(page.get_by_text("It is asked in a moment.")).to_be_visible()
    jobs.run_due(ASK_SERVERS)
    page.reload()
    row = page.get_by_role("row").filter(has_text=back_end.address)
    expect(row).to_contain_text("1.00")
    expect(page.get_by_text("Last asked")).to_be_visible()
    row.scroll_into_view_if_needed()
    look("model-servers")

    back_end.instead["/predict"] = lambda handler, body: handler.send(
        {"results": ["no"] * len(body["tasks"])}
    )
    page.get_by_role("button", name="Connect and ask").click()
    jobs.run_due(ASK_SERVERS)
    page.reload()
    problem = page.get_by_text("sent something that is no prediction.")
    expect(problem).to_be_visible()
    problem.scroll_into_view_if_needed()
    look("model-server-problem")

    page.get_by_role("button", name="Disconnect").click()
    expect(page.get_by_text("The server is asked no more.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=back_end.address)).to_have_count(0)
