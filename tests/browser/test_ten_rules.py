"""An expert writes ten rules of many kinds on the demo, by what the pages show; most hold on calls nobody has seen.

Her words come from reading the demo's segments; the fresh calls come from a seed (tests/weaklabels/fresh_calls.py).
"""

from collections import Counter

import pytest
from playwright.sync_api import expect

from annotate.models import Label, Membership, User
from tests.browser.test_rules import MOST_ACTS, Acts, bring_up_to_date, whole_demo
from tests.weaklabels.fresh_calls import DAYS, MONTHS, fresh_moments
from weaklabels.labelmodel import wilson
from weaklabels.matching.applying import InMemory, Plan
from weaklabels.models import LabelingFunction
from weaklabels.services.definitions import dictionaries_for, rules_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FRESH, SEED = 600, 20261126
ENOUGH_HOLD = 7


class Writer(Acts):
    """Acts on the page of a new rule. A list costs two: it is opened, and an entry chosen."""

    def begin(self):
        self.click("link", "New rule")

    def choose(self, label, entry):
        self.count += 2
        self.page.get_by_label(label, exact=True).last.select_option(label=entry)

    def tick(self, label):
        self.count += 1
        self.page.get_by_label(label, exact=True).last.check()

    def write(self, label, *entries):
        """A click into the field, and the text."""
        self.count += 2
        self._fill(self.page.get_by_label(label, exact=True).last, entries)

    def go_on(self, label, *entries):
        """The field has the cursor already."""
        self.count += 1
        field = self.page.get_by_label(label, exact=True).last
        expect(field).to_be_focused()
        self._fill(field, entries)

    def make(self, label):
        self.click("radio", label)
        expect(self.page.locator("#preview strong").first).to_contain_text("hit")
        self.click("button", "Make the rule")
        expect(self.page.get_by_text("holds from now on")).to_be_visible()

    def _fill(self, field, entries):
        """The last letter by its key, for what a key sets off; the others as if they were pasted."""
        *most, last = "\n".join(entries)
        field.click()
        self.page.keyboard.insert_text("".join(most))
        field.press_sequentially(last)


KIND, WORDS = "What is looked for", "Words or phrases, one a line"


def who_signs(writer):
    writer.begin()
    writer.write(WORDS, "the board", "signature", "no vote", "approves", "signs")
    writer.make("Authority")


def who_decides(writer):
    writer.begin()
    writer.choose(KIND, "words near other words")
    writer.go_on(WORDS, "decision", "decide", "decides")
    writer.write("The other words, one a line", "who", "director", "partners", "own", "with")
    writer.make("Authority")


def a_rival(writer):
    writer.begin()
    writer.choose(KIND, "an entry of a dictionary")
    writer.tick("Aa counts")
    writer.make("Competition")


def others_looked_at(writer):
    writer.begin()
    writer.write(WORDS, "looked at", "speaking with", "an offer from")
    writer.make("Competition")


def something_is_promised(writer):
    writer.begin()
    writer.choose(KIND, "a regular expression")
    writer.go_on("Regular expression", r"\b(send me|I[’'](ll|d) (send you|bring)|call me)\b")
    writer.make("Next step")


def money_that_is_talked_about(writer):
    writer.begin()
    writer.choose(KIND, "a regular expression")
    writer.go_on("Regular expression", r"[€$£]\d[\d,]*")
    writer.click("button", "And another condition")
    writer.go_on(WORDS, "a month", "budget", "a year", "price")
    writer.make("Budget")


def a_month_with_an_end(writer):
    writer.begin()
    writer.choose(KIND, "words near other words")
    writer.go_on(WORDS, *MONTHS)
    writer.write("The other words, one a line", "until", "before", "end", "begins", "begin", "by")
    writer.make("Timing")


def a_day_at_the_end(writer):
    writer.begin()
    writer.write(WORDS, *DAYS, "next week")
    writer.choose("Where in the text", "in the last words")
    writer.write("How many words, which heading, or which speaker", "12")
    writer.make("Next step")


def what_puts_them_off(writer):
    writer.begin()
    writer.write(WORDS, "I don’t want", "not against", "what I fear", "don’t like")
    writer.make("Objection")


def lost_early_in_the_sale(writer):
    writer.begin()
    writer.write(WORDS, "nobody", "by hand", "we lost", "Excel", "last winter")
    writer.click("button", "And another condition")
    expect(writer.page.get_by_label(KIND, exact=True)).to_have_count(2)
    writer.choose(KIND, "metadata")
    writer.go_on("Metadata field", "stage")
    writer.write("Values, one a line", "discovery")
    writer.make("Need")


TEN = [
    who_signs,
    who_decides,
    a_rival,
    others_looked_at,
    something_is_promised,
    money_that_is_talked_about,
    a_month_with_an_end,
    a_day_at_the_end,
    what_puts_them_off,
    lost_early_in_the_sale,
]


def kinds_in(form):
    if isinstance(form, dict):
        return {form.get("kind"), *(kind for part in form.values() for kind in kinds_in(part))} - {None}
    if isinstance(form, list):
        return {kind for part in form for kind in kinds_in(part)}
    return set()


def holding_on_fresh_calls(rules):
    """Those whose precision there is surely above twice their label's share: name -> (right, hits, is it?)."""
    moments = fresh_moments(FRESH, SEED)
    shares = Counter(moment.signal for moment in moments)
    source = InMemory([one.text.encode() for one in moments], [one.metadata for one in moments])
    names = dict(Label.objects.values_list("id", "name"))
    versions = [rule.newest for rule in rules]
    read = rules_of(versions)
    columns = Plan(read, dictionaries_for(rules[0].project, read)).apply(source)
    found = {}
    for rule, version, column in zip(rules, versions, columns, strict=True):
        signal = names[version.label_id]
        hits = column.documents.tolist()
        right = sum(moments[hit].signal == signal for hit in hits)
        found[rule.name] = right, len(hits), wilson(right, len(hits))[0] > 2 * shares[signal] / FRESH
    return found


@pytest.fixture
def writer(page, sign_in, transactional_db):
    whole_demo()
    sign_in(User.objects.get(username="eve"))
    return Writer(page)


def test_ten_rules_of_five_kinds_are_written_in_a_few_acts_each_and_most_hold(writer, page):
    before = set(LabelingFunction.objects.values_list("id", flat=True))
    for write in TEN:
        page.goto("/projects/demo/rules/")
        writer.count = 0
        write(writer)
        assert writer.count < MOST_ACTS, f"{write.__name__}: {writer.count} acts"
    made = list(LabelingFunction.objects.exclude(id__in=before).select_related("project"))
    assert len(made) == len(TEN)
    kinds = set.union(*(kinds_in(rule.newest.definition["when"]) for rule in made))
    assert kinds >= {"keywords", "near", "pattern", "dictionary", "metadata", "within"}
    found = holding_on_fresh_calls(made)
    assert sum(holds for _right, _hits, holds in found.values()) >= ENOUGH_HOLD, found
    bring_up_to_date()
    page.goto("/projects/demo/rules/")
    for rule in made:
        expect(page.get_by_role("link", name=rule.name, exact=True).first).to_be_visible()


def test_a_proposal_is_accepted_by_one_key_and_the_next_declined_by_another(writer, page, look):
    page.goto("/projects/demo/rules/")
    writer.click("link", "Proposed rules")
    expect(page.get_by_role("heading", name="Proposed rules")).to_be_visible()
    waiting = page.locator(".proposals > li:has(form)")
    count = waiting.count()
    assert count > 2
    look("rules-proposed")
    writer.press("a")
    expect(waiting).to_have_count(count - 1)
    expect(page.get_by_text("Accepted:")).to_be_visible()
    writer.press("d")
    expect(waiting).to_have_count(count - 2)
    assert LabelingFunction.objects.filter(origin="proposed").count() == 1
    bring_up_to_date()
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("Accepted:")).to_have_count(0)


def test_words_marked_in_a_document_become_a_rule_by_one_key(writer, page, look):
    project = LabelingFunction.objects.first().project
    document = project.documents.get(external_id="call-02/06")
    page.goto(f"/projects/demo/documents/{document.id}/")
    place = document.text.index("board")
    box = page.locator("span-text").evaluate(
        """(text, [start, end]) => {
            const { x, y } = text.rangeOf(start, end).getBoundingClientRect()
            return [x, y]
        }""",
        [place, place + len("board")],
    )
    page.mouse.dblclick(box[0] + 5, box[1] + 5)
    page.get_by_role("link", name="Make a rule").click()
    expect(page.get_by_role("heading", name="A rule of these words")).to_be_visible()
    page.get_by_label("It says").select_option(label="Authority")
    expect(page.locator("input[name=label]").first).to_have_value(
        str(Label.objects.get(name="Authority", question__project=project).id)
    )
    look("rule-of-marked-words")
    writer.press("1")
    expect(page.get_by_text("holds from now on")).to_be_visible()
    made = LabelingFunction.objects.get(origin="shown")
    assert (made.shown_in, made.newest.label.name) == (document, "Authority")


def test_from_the_workbench_a_key_leads_there_and_the_document_stays(
    page, context, sign_in, transactional_db
):
    demo = whole_demo()
    Membership.objects.filter(project=demo, user__username="ada").update(roles=["annotator", "expert"])
    sign_in(User.objects.get(username="ada"))
    page.goto("/projects/demo/annotate/")
    expect(page.get_by_role("button", name="Skip")).to_be_enabled()
    expect(page.get_by_role("button", name="Make a rule")).to_be_visible()
    name = page.locator("[data-part=name]").inner_text()
    page.keyboard.press("=")
    expect(page.get_by_text("Choose the words first.")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => document.querySelector('span-text').stretch")
    with context.expect_page() as opened:
        page.keyboard.press("=")
    expect(opened.value.get_by_role("heading", name="A rule of these words")).to_be_visible()
    expect(opened.value.get_by_role("button", name="Make this rule").first).to_be_visible()
    assert page.locator("[data-part=name]").inner_text() == name


def test_an_annotator_who_is_no_expert_is_not_offered_it(page, sign_in, transactional_db):
    whole_demo()
    sign_in(User.objects.get(username="ada"))
    page.goto("/projects/demo/annotate/")
    expect(page.get_by_role("button", name="Skip")).to_be_enabled()
    expect(page.get_by_role("button", name="Make a rule")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("=")
    assert len(page.context.pages) == 2  # the empty one of the tests, and this


def test_a_documents_page_shows_which_rules_fire_on_which_words(writer, page, look):
    fired = LabelingFunction.objects.get(name="Who signs")
    document = fired.project.documents.get(external_id="call-24/04")
    page.goto(f"/projects/demo/documents/{document.id}/")
    panel = page.locator(".what-rules-say")
    expect(panel.locator("mark.hit").first).to_be_visible()
    expect(panel).to_contain_text("%")
    look("document-with-rules")
