"""Rules in a real browser: an expert writes one, follows a conflict and judges hits by keys."""

import re

import pytest
from playwright.sync_api import expect

from annotate.jobs import run_due
from annotate.models import Project, QueueRow, Stream, User
from annotate.models.queueing import Pool
from annotate.services.demo import SLUG
from config.testing import copies
from tests.browser.conftest import make_demo
from weaklabels.models import Judgement, LabelingFunction

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_ACTS = 12


class Acts:
    """What somebody does on a page, counted: a click, a key, or a text typed in one go."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def click(self, role, name):
        self.count += 1
        self.page.get_by_role(role, name=name, exact=True).click()

    def type(self, label, text):
        self.count += 2  # a click into the field, and the text
        field = self.page.get_by_label(label)
        field.click()
        field.press_sequentially(text)

    def press(self, key):
        self.count += 1
        self.page.keyboard.press(key)


def whole_demo():
    """The demo, with rules applied."""
    copies.made("whole demo", make_whole_demo)
    return Project.objects.get(slug=SLUG)


def make_whole_demo():
    demo = make_demo()
    # Which documents nobody may see here is drawn anew each time; the tests count those they know.
    QueueRow.objects.filter(project=demo, pool=Pool.AUDIT).update(pool=Pool.OPEN)
    bring_up_to_date()


@pytest.fixture
def demo(transactional_db):
    return whole_demo()


@pytest.fixture
def acts(page, sign_in, demo):
    """The demo's expert, before the table of rules."""
    sign_in(User.objects.get(username="eve"))
    page.goto("/projects/demo/rules/")
    return Acts(page)


def bring_up_to_date():
    """What the worker does."""
    run_due("apply_rules")
    run_due("fit_label_model")


def write_small_talk(acts):
    acts.click("link", "New rule")
    acts.type("Words or phrases, one a line", "can you hear\nthe postman\nbirthday")
    expect(acts.page.locator("#preview")).to_contain_text("2 hits")
    expect(acts.page.locator("#preview mark").first).to_have_text(re.compile("can you hear", re.IGNORECASE))
    acts.click("radio", "Nothing")
    acts.type("Name", "Small talk")
    acts.click("button", "Make the rule")


def test_an_expert_writes_a_rule_with_what_it_hits_before_her_eyes(acts, page, look):
    write_small_talk(acts)
    expect(page.get_by_role("heading", name="Small talk")).to_be_visible()
    assert acts.count < MOST_ACTS
    look("rule-made")
    bring_up_to_date()
    page.goto("/projects/demo/rules/")
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name="Small talk"))
    expect(row).to_contain_text("‘can you hear’")
    expect(row).to_contain_text("Nothing")


def test_a_conflict_in_the_picture_leads_to_its_documents(acts, page, look):
    look("rules-of-the-demo")
    number = page.locator(".pairs a", has_text="Nobody knows, early in the sale").first
    expected = number.inner_text().rsplit(maxsplit=1)[-1]
    number.click()
    expect(page.get_by_role("heading", name="against")).to_be_visible()
    expect(page.locator(".hits > li")).to_have_count(int(expected))
    said = page.locator(".hits > li").first.locator(".label")
    assert len(set(said.all_inner_texts())) > 1
    look("rules-in-conflict")


def test_hits_are_judged_by_keys_and_the_precision_follows_each(acts, page, look):
    acts.click("link", "Who signs")
    acts.click("button", "Check this rule")
    expect(page.locator("#judging")).to_contain_text("0 of")
    look("rule-checked")
    for number, key in enumerate("rrwu", start=1):
        acts.press(key)
        expect(page.locator("#judging")).to_contain_text(f"{number} of")
    expect(page.locator("#judging")).to_contain_text("right 2 of 3 checked")
    expect(page.locator("#judging")).to_contain_text("1 unclear")
    verdicts = Judgement.objects.exclude(verdict="").order_by("place").values_list("verdict", flat=True)
    assert list(verdicts) == ["right", "right", "wrong", "unclear"]


@pytest.mark.parametrize("name", ["Money in an offer", "A month that begins or ends something", "Money"])
def test_a_rule_of_several_conditions_is_shown_with_its_hits(acts, page, look, name):
    page.goto(f"/projects/demo/rules/{LabelingFunction.objects.get(name=name).id}/")
    expect(page.locator("#preview mark").first).to_be_visible()
    look(f"rule-{name.replace(' ', '-').lower()}")


def test_a_supervisor_sends_the_documents_in_conflict_to_the_queue(page, sign_in, demo):
    sign_in(User.objects.get(username="sam"))
    page.goto("/projects/demo/rules/")
    page.locator("tfoot a").first.click()
    expect(page.get_by_role("heading", name="Documents in conflict")).to_be_visible()
    shown = page.locator(".hits > li").count()
    page.get_by_role("button", name="Send them to the annotators").click()
    expect(page.get_by_text("come first from now on")).to_be_visible()
    demo.refresh_from_db()
    [*stretches] = demo.ranking.stretches.filter(stream=Stream.RANKED)
    assert 0 < sum(len(stretch.documents) for stretch in stretches) <= shown
    assert demo.ranking.reasons == ["picked by a supervisor"]
