"""The questions of the workbench in a real browser: every kind by its keys, and what is sent of it."""

import re

import pytest
from playwright.sync_api import expect

from annotate.models import Annotation, Project, Source, Suggestion, User
from annotate.services.asking_again import return_handful
from annotate.services.publishing import publish_schema
from tests.browser.asking import ask, label, question
from tests.browser.test_workbench import REFUSED, Bench, labels_of, word

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TOPIC = question("choice", "Topic", [label("complaint", key="1"), label("praise", key="2")], required=True)
WHY = question("text", "Why", required=True)
HOW = question(
    "rating", "How bad", scale={"least": 1, "most": 5, "least_name": "hardly", "most_name": "very"}
)
NAMES = question("spans", "Names", [label("person", key="p"), label("place", key="l")])
LINKS = question("relations", "Links", [label("lives in", key="v"), label("hates", key="t")], between=0)


@pytest.fixture
def enter(page, sign_in, project, annotator, documents):
    """enter() -> the workbench of the project as it is."""

    def enter():
        sign_in(annotator)
        return Bench(page, project).open()

    return enter


@pytest.fixture
def bench(project, enter):
    """bench(questions…) -> the workbench with these questions."""

    def open(*questions, **settings):
        ask(project, *questions)
        Project.objects.filter(id=project.id).update(**settings)
        return enter()

    return open


def save(bench):
    """Press Enter and return the responses that were sent, by the question's place."""
    with bench.page.expect_request("**/annotations/") as sent:
        bench.press("Enter")
    bench.wait_until_saved()
    return sent.value.post_data_json["responses"]


def group(bench, name):
    return bench.page.locator(".question", has=bench.page.locator("legend", has_text=name))


def active(bench):
    return bench.page.locator(".question[data-active] legend")


def test_a_rating_takes_one_digit_and_shows_its_ends(bench):
    bench = bench(HOW)
    expect(group(bench, "How bad")).to_contain_text("hardly")
    bench.press("4")
    expect(bench.page.get_by_role("button", name="4, from 1 to 5")).to_have_attribute("aria-pressed", "true")
    assert save(bench)[0]["rating"] == 4


def test_digits_rate_while_the_rating_is_in_hand_and_label_otherwise(bench):
    bench = bench(TOPIC, HOW)
    expect(active(bench)).to_have_text("Topic")
    bench.press("1", "n")
    expect(active(bench)).to_have_text("How bad")
    bench.press("2", "Shift+N", "2")
    topic, how = save(bench)
    assert how["rating"] == 2
    assert topic["labels"] == [Annotation.objects.get().schema.questions[0]["labels"][1]["id"]]


def test_one_writes_without_giving_commands_and_leaves_with_ctrl_enter_or_escape(bench, documents):
    bench = bench(WHY, TOPIC)
    first = bench.document(documents)
    bench.press("n", "n")
    field = bench.page.get_by_role("textbox", name="Why")
    expect(field).to_be_focused()
    bench.page.keyboard.type("1 x u 2 n/?")
    bench.press("Enter")
    bench.page.keyboard.type("Zoë 😀")
    bench.press("Control+Enter")
    expect(bench.text).to_be_focused()
    assert bench.document(documents) == first
    bench.press("1", "Shift+N")
    expect(field).to_be_focused()
    bench.press("Escape")
    why, _topic = save(bench)
    assert why["text"] == "1 x u 2 n/?\nZoë 😀"


def test_a_half_written_text_survives_a_reload(bench):
    bench = bench(WHY)
    bench.page.get_by_role("textbox", name="Why").fill("half a")
    bench.open()
    expect(bench.page.get_by_role("textbox", name="Why")).to_have_value("half a")


def test_a_question_appears_after_its_label_is_announced_and_moves_nothing_under_the_pointer(bench):
    because = WHY | {"shown_when": (0, ["complaint"]), "required": False}
    bench = bench(TOPIC, because, HOW)
    step = bench.page.get_by_role("button", name="3, from 1 to 5")
    expect(group(bench, "Why")).to_be_hidden()
    step.hover()
    before = step.bounding_box()
    bench.press("1")
    expect(group(bench, "Why")).to_be_visible()
    assert step.bounding_box() == before
    expect(bench.page.locator("question-list [role=status]")).to_have_text("Asked now: Why")
    bench.page.get_by_role("textbox", name="Why").fill("so late")
    bench.press("Escape", "2")
    expect(group(bench, "Why")).to_be_hidden()
    assert save(bench)[1] == {
        "question": Annotation.objects.get().schema.questions[1]["id"],
        "state": "not_asked",
        "labels": [],
        "spans": [],
    }


def many(count, **more):
    names = [f"Topic {number:03}" for number in range(count)]
    return question(
        "choice", "Subject", [label(name, key="1" if name == "Topic 000" else "") for name in names], **more
    )


def test_long_names_of_many_labels_stand_below_each_other(bench):
    """Beside a second question the list keeps to a height of its own, and scrolls."""
    names = [f"{number:02} that somebody has named with a whole sentence " * 2 for number in range(20)]
    bench = bench(question("choices", "Subject", [label(name.strip(), key="") for name in names]), WHY)
    expect(bench.page.locator(".labels button.label")).to_have_count(20)
    boxes = bench.page.locator(".labels button.label").evaluate_all(
        "all => all.map((one) => [one, one.querySelector('.name')].map((part) => part.getBoundingClientRect()))"
        "          .map((both) => both.map((box) => box.toJSON()))"
    )
    for around, inside in boxes:
        assert around["top"] <= inside["top"]
        assert inside["bottom"] <= around["bottom"]
    tops, bottoms = ([around[side] for around, _ in boxes] for side in ("top", "bottom"))
    assert all(above <= below for above, below in zip(bottoms, tops[1:], strict=False))


def test_a_mark_has_its_long_name_in_short(bench):
    name = "Donaudampfschifffahrtsgesellschaft and whatever belongs to it"
    bench = bench(question("spans", "Names", [label(name, key="p")]))
    bench.press("ArrowRight", "p")
    expect(bench.marks).to_have_attribute("data-tag", "Donaudampfschifffahrtsg…")
    expect(bench.marks).to_have_attribute("aria-label", re.compile(f"^{name}: "))


def test_one_of_many_labels_is_found_by_typing_and_the_most_used_comes_first(bench):
    bench = bench(many(60))
    bench.press("/")
    field = bench.page.get_by_role("combobox", name="Find a label of “Subject”")
    expect(field).to_be_focused()
    bench.page.keyboard.type("pic 04")
    options = bench.page.get_by_role("option")
    expect(options).to_have_count(8)
    bench.page.keyboard.type("2")
    expect(options).to_have_text(["Topic 042"])
    place = bench.label("Topic 001").bounding_box()
    bench.press("Enter")
    expect(bench.label("Topic 042").first).to_have_attribute("aria-pressed", "true")
    assert bench.label("Topic 001").bounding_box() == place, "finding moved the labels"
    expect(bench.text).to_be_focused()
    save(bench)
    bench.open()
    bench.press("/")
    expect(options.first).to_have_text("Topic 042")
    bench.press("ArrowDown", "ArrowDown", "Enter")
    expect(bench.label("Topic 001").first).to_have_attribute("aria-pressed", "true")
    bench.press("/")
    bench.page.keyboard.type("zzz")
    expect(options).to_have_count(0)
    bench.press("Enter", "Escape")
    expect(field).to_have_value("")
    expect(bench.text).to_be_focused()


def test_words_chosen_before_typing_get_the_label_that_was_found(bench, documents):
    names = question("spans", "Names", [f"kind {number}" for number in range(20)])
    bench = bench(names)
    document = bench.document(documents)
    bench.press("ArrowRight", "/")
    bench.page.keyboard.type("17")
    bench.press("Enter")
    expect(bench.page.locator("[data-tag='kind 17']")).to_have_text(document.text.split()[0])


TREE = question(
    "choices",
    "Cause",
    [
        label("people", key="1"),
        label("driver", parent="people", key="2"),
        label("packer", parent="people"),
        label("weather", key="3"),
    ],
)


def test_labels_form_a_tree_that_folds_and_every_label_can_be_chosen(bench):
    bench = bench(TREE)
    fold = bench.page.get_by_role("button", name="Labels below “people”")
    expect(fold).to_have_attribute("aria-expanded", "true")
    fold.click()
    expect(bench.label("driver")).to_be_hidden()
    bench.open()
    expect(bench.label("driver")).to_be_hidden()
    bench.press("1", "2")
    expect(bench.page.locator("li[data-chosen-inside]")).to_have_count(1)
    (cause,) = save(bench)
    people, driver, _, _ = Annotation.objects.get().schema.questions[0]["labels"]
    assert cause["labels"] == [people["id"], driver["id"]]


def test_a_relation_takes_four_keys(bench):
    bench = bench(NAMES, LINKS)
    bench.press("ArrowRight", "p", "ArrowRight", "ArrowRight", "l")
    bench.press("Tab", "r", "Tab")
    expect(bench.voice).to_contain_text("Then a relation's key")
    bench.press("t")
    names, links = save(bench)
    hates = Annotation.objects.get().schema.questions[1]["labels"][1]["id"]
    first, second = ({key: one[key] for key in ("start", "end", "label")} for one in names["spans"])
    assert links["relations"] == [{"from": first, "to": second, "label": hates}]


def test_a_relation_is_made_picked_changed_and_removed_with_the_mouse_and_by_keys(bench, documents):
    bench = bench(NAMES, LINKS)
    document = bench.document(documents)
    words = document.text.split()
    for place in (0, 2):
        bench.double_click(*word(document, words[place].strip(".:“”")))
        bench.press("p")
    bench.marks.nth(0).click()
    bench.page.get_by_role("button", name="Relate").click()
    bench.marks.nth(1).click()
    bench.label("lives in").click()
    arcs = bench.page.locator("relation-arcs g[data-relation]")
    expect(arcs).to_have_count(1)
    expect(arcs.locator("text")).to_have_text("lives in")
    line = bench.page.locator(".relations .pick")
    expect(line).to_have_attribute("aria-label", re.compile("“.+” lives in “.+”"))
    bench.press("Escape", "Escape", "r")
    expect(line).to_have_attribute("aria-current", "true")
    bench.press("t")
    expect(arcs.locator("text")).to_have_text("hates")
    bench.page.get_by_role("button", name=re.compile("^Remove: ")).click()
    expect(arcs).to_have_count(0)


def test_escape_cancels_a_relation_and_a_removed_span_says_what_goes_with_it(bench):
    bench = bench(NAMES, LINKS)
    bench.press("ArrowRight", "p", "ArrowRight", "ArrowRight", "l", "Tab", "r", "Escape")
    expect(bench.voice).to_have_text("No relation made.")
    bench.press("r", "Tab", "v", "Delete")
    expect(bench.voice).to_contain_text("and its relation with it")
    expect(bench.page.locator(".relations li")).to_have_count(0)


def test_the_lines_between_spans_follow_scrolling_and_the_window(bench, documents):
    bench = bench(NAMES, LINKS)
    bench.press("ArrowRight", "p", "ArrowRight", "ArrowRight", "l", "Tab", "r", "Tab", "v")
    name = bench.page.locator("relation-arcs text")
    expect(name).to_have_count(1)

    def distance():
        """How far the name is above the first marked words."""
        bench.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return bench.marks.first.bounding_box()["y"] - name.bounding_box()["y"]

    before = distance()
    bench.page.set_viewport_size({"width": 820, "height": 500})
    assert abs(distance() - before) < 2
    bench.text.evaluate("(text) => { text.scrollTop = 15 }")
    assert abs(distance() - before) < 2


def test_one_key_rates_and_shows_the_next_where_the_project_wishes_it(bench, documents):
    bench = bench(HOW, advance_on_key=True)
    for digit in "1234":
        bench.press(digit)
    bench.wait_until_saved()
    assert Annotation.objects.count() == 4


def test_what_is_said_already_is_confirmed_by_its_own_key(bench, documents):
    bench = bench(TOPIC, advance_on_key=True)
    first = bench.document(documents)
    bench.press("1", "u", "1")
    assert bench.document(documents) != first
    bench.wait_until_saved()
    assert labels_of(first) == ["complaint"]


def test_a_right_suggestion_is_one_key_where_a_key_answers(enter, project, documents):
    (topic,) = ask(project, TOPIC)
    Project.objects.filter(id=project.id).update(advance_on_key=True)
    stand_in = User.objects.create(username="source-lexicon", name="lexicon", is_source=True)
    source = Source.objects.create(project=project, name="lexicon", user=stand_in)
    for document in documents:
        Suggestion.objects.create(
            project=project, document=document, question_id=topic["id"], source=source,
            content={"labels": [topic["labels"][1]["id"]]},
        )  # fmt: skip
    bench = enter()
    first = bench.document(documents)
    bench.press("Space")
    assert bench.document(documents) != first
    bench.wait_until_saved()
    assert labels_of(first) == ["praise"]


def test_a_label_removed_while_it_is_on_the_screen_costs_that_label_and_nothing_else(
    enter, project, documents, problems
):
    bench = enter()
    document = bench.document(documents)
    tone, names = project.schema.questions
    sure = {"kind": "choice", "name": "Sure", "labels": [{"name": "yes", "key": "y"}]}
    publish_schema(project, [tone | {"labels": tone["labels"][:1]}, names, sure], project.created_by)
    bench.press("2", "ArrowRight", "p", "Enter")
    notice = bench.page.locator("refused-saves .notice")
    expect(notice).to_contain_text("Yours: cross")
    notice.get_by_role("button", name="Open it again").click()
    expect(bench.voice).to_have_text(
        "The questions have been changed meanwhile. No longer there: “cross”. "
        "The rest of what you said is kept. New: “Sure”."
    )
    expect(bench.marks).to_have_text(document.text.split()[0])
    expect(active(bench)).to_have_text("Tone")
    bench.press("1", "y")
    assert [one["state"] for one in save(bench)] == ["answered"] * 3
    problems[:] = [problem for problem in problems if REFUSED not in problem]


def test_a_document_on_the_screen_goes_on_under_changed_questions(enter, project, documents, problems):
    bench = enter()
    tone, names = project.schema.questions
    held = []
    bench.page.route("**/annotations/", lambda route: held.append(route), times=1)
    publish_schema(project, [tone, names | {"labels": names["labels"][1:]}], project.created_by)
    bench.press("1", "ArrowRight", "p", "Enter")
    bench.press("ArrowRight", "p", "ArrowRight", "ArrowRight", "l", "2")
    for _moment in range(500):
        if not held:
            bench.page.wait_for_timeout(20)  # the save is on its way to us
    held[0].continue_()
    expect(bench.voice).to_contain_text("No longer there: “person”.")
    expect(bench.page.locator("[data-tag='place']")).to_have_count(1)
    expect(bench.marks).to_have_count(1)
    expect(bench.label("cross")).to_have_attribute("aria-pressed", "true")
    problems[:] = [problem for problem in problems if REFUSED not in problem]


def test_of_an_answer_that_comes_back_only_the_new_question_is_asked(enter, project, documents):
    bench = enter()
    document = bench.document(documents)
    bench.press("2", "ArrowRight", "p")
    save(bench)
    tone, names = project.schema.questions
    sure = {"kind": "choice", "name": "Sure", "labels": [{"name": "yes", "key": "y"}]}
    schema = publish_schema(project, [tone, names, sure], project.created_by)
    assert return_handful(schema, project.created_by) == 1
    bench.open()
    assert bench.document(documents) == document
    expect(bench.page.locator("[data-part='note']")).to_contain_text("please answer “Sure”")
    expect(active(bench)).to_have_text("Sure")
    expect(bench.label("cross")).to_have_attribute("aria-pressed", "true")
    bench.press("y")
    assert [one["state"] for one in save(bench)] == ["answered"] * 3
    assert labels_of(document) == ["cross", "yes"]


@pytest.mark.parametrize("size", [(1280, 800), (820, 1180)], ids=["laptop", "tablet"])
def test_axe_finds_nothing_on_every_kind_of_question(bench, look, size):
    because = WHY | {"shown_when": (0, ["complaint"])}
    spans = question("spans", "Names", [label("person", key="p"), label("place", key="l")])
    links = question("relations", "Links", [label("lives in", key="v")], between=4)
    bench = bench(TOPIC, because, HOW, TREE | {"name": "Cause"}, spans, links, many(30))
    bench.page.set_viewport_size({"width": size[0], "height": size[1]})
    bench.press("ArrowRight", "p", "ArrowRight", "ArrowRight", "l", "Tab", "r", "Tab", "v", "Escape", "/")
    look(f"questions-{size[0]}")
    small = bench.page.evaluate(
        """[...document.querySelectorAll(".panel button, .panel input, .panel textarea")]
          .filter((one) => one.checkVisibility())
          .map((one) => [one.className, one.getBoundingClientRect()])
          .filter(([, { width, height }]) => width < 24 || height < 24).map(([name]) => name)"""
    )
    assert small == [], "too small for a finger"
