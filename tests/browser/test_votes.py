"""The data scientist's side in a real browser: votes come in from a file, and what the rules say goes out."""

import zipfile

import pytest
from playwright.sync_api import expect

from annotate.jobs import run_due
from annotate.models import Project, User
from annotate.services.demo import SLUG
from config.testing import copies
from tests.browser.conftest import make_demo

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def demo(transactional_db):
    copies.made("demo with rules applied", demo_with_rules_applied)
    return Project.objects.get(slug=SLUG)


def demo_with_rules_applied():
    make_demo()
    run_due("apply_rules")
    run_due("fit_label_model")


@pytest.fixture
def file(demo, tmp_path):
    """What two scripts said of some calls, with a value, a document and a line that nobody knows."""
    question = demo.questions.filter(kind="choice").order_by("id").first()
    labels = list(question.labels.order_by("id").values_list("name", flat=True))
    names = list(demo.documents.order_by("id").values_list("external_id", flat=True)[:12])
    lines = [
        f"{name},{labels[n % len(labels)]},{labels[n % 2] if n % 3 else ''}" for n, name in enumerate(names)
    ]
    path = tmp_path / "two scripts.csv"
    path.write_text(
        "id,old model,script\n" + "\n".join([*lines, "nobody,x,y", f"{names[-1]},a", f"{names[0]},dunno,"])
    )
    return path


def test_votes_come_in_by_a_file_and_are_rules(page, sign_in, look, demo, file):
    sign_in(User.objects.get(username="eve"))
    page.goto("/projects/demo/rules/")
    page.get_by_role("link", name="Upload votes").click()
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Upload and check").click()
    expect(page.locator("#upload .job")).to_be_visible()
    run_due("check_votes")
    expect(page.get_by_role("heading", name="3 lines left out")).to_be_visible()
    look("vote-upload")
    page.get_by_label("Name of the rule for script").fill("a script of ours")
    page.get_by_role("button", name="Keep as rules").click()
    run_due("keep_votes")
    expect(page.get_by_text("Its columns are rules now")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="All rules").click()
    expect(page.get_by_role("link", name="a script of ours", exact=True)).to_be_visible()


def test_what_the_rules_say_is_written_and_fetched(page, sign_in, look, demo):
    sign_in(User.objects.get(username="olive"))
    page.goto("/projects/demo/rules/")
    page.get_by_role("main").get_by_role("link", name="Export").click()
    page.get_by_label("CSV", exact=True).check()
    page.get_by_role("button", name="Export").click()
    run_due("export_rules")
    expect(page.get_by_text("Done.")).to_be_visible()
    look("rules-exported")
    with page.expect_download() as coming:
        page.get_by_role("link", name=".zip").click()
    with zipfile.ZipFile(coming.value.path()) as archive:
        assert "manifest.json" in archive.namelist()
