"""The text on the workbench: spans by keys and by hand, conversations, searching, and how one reads."""

import pytest
from playwright.sync_api import expect

from annotate.models import Annotation, Standing
from annotate.services import work
from annotate.services.documents import NewDocument, add_documents
from annotate.services.publishing import publish_schema
from tests.annotate.imports.test_conversations import documented
from tests.browser.test_workbench import Bench, spans_of
from tests.conftest import NAMES, TONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TALK = "Good morning!\r\nWho is there?\n\nIt is me, Ann 😀\nand nobody else.\n(They laugh.)\n"
TURNS = [
    {"start": 0, "end": 13, "speaker": "Bob", "time": "09:30"},
    {"start": 15, "end": 28, "speaker": "Bob"},
    {"start": 30, "end": TALK.index("(") - 1, "speaker": "Ann", "time": 12.5},
]


@pytest.fixture
def work_on(page, sign_in, project, batch, annotator, membership):
    """work_on(text, ...) -> the workbench with this document on the screen; spans may overlap."""
    publish_schema(project, [TONE | {"required": False}, NAMES | {"overlapping": True}], project.created_by)
    project.refresh_from_db()
    membership.project.refresh_from_db()

    def work_on(text, metadata=None):
        (document,) = add_documents(batch, [NewDocument(text, external_id="it", metadata=metadata or {})])
        work.lend(membership, 1, [])
        sign_in(annotator)
        bench = Bench(page, project).open()
        bench.it = document
        return bench

    return work_on


def saved(bench):
    bench.press("Enter")
    bench.wait_until_saved()
    return spans_of(bench.it)


def chosen(bench):
    return bench.page.evaluate(
        """() => {
          const text = document.querySelector("span-text")
          return text.stretch && text.index.slice(text.stretch.start, text.stretch.end)
        }"""
    )


def test_the_ends_of_a_span_move_by_word_and_by_character(work_on):
    bench = work_on("Ann and Bob went to Rome e\u0301té 👨‍👩‍👧 again.")
    bench.press("ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight")
    assert chosen(bench) == "and Bob went"
    bench.press("Shift+ArrowUp", "Shift+ArrowLeft")
    assert chosen(bench) == "Ann and Bob"
    bench.press("Shift+ArrowDown", "Control+ArrowLeft", "Control+ArrowDown")
    assert chosen(bench) == "nd Bo"
    bench.press("Control+ArrowUp", "Control+ArrowRight", "p", "Tab")
    bench.press(
        "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowDown", "Control+ArrowDown"
    )
    expect(bench.voice).to_have_text("person: “ob went to Rome”")
    expect(bench.page.locator("[data-starts]")).to_be_focused()
    bench.press("Shift+ArrowRight", "Shift+ArrowRight", "Control+ArrowLeft", "Control+ArrowLeft")
    expect(bench.voice).to_have_text("person: “ob went to Rome e\u0301té”")
    assert saved(bench) == [("person", "ob went to Rome e\u0301té")]


def test_the_ends_of_the_picked_span_are_dragged_by_their_handles(work_on):
    bench = work_on("Ann and Bob went to Rome again.")
    bench.press("ArrowRight", "p", "Tab")
    bench.page.locator(".span-edge[data-edge=end]").hover()
    bench.page.mouse.down()
    there = bench.words(8, 10)  # in the middle of Bob
    bench.page.mouse.move(there["right"], there["y"], steps=4)
    bench.page.mouse.up()
    expect(bench.marks).to_have_text("Ann and Bob")
    bench.page.locator(".span-edge[data-edge=start]").hover()
    bench.page.mouse.down()
    there = bench.words(5, 7)
    bench.page.keyboard.down("Alt")
    bench.page.mouse.move(there["left"], there["y"], steps=4)
    bench.page.mouse.up()
    bench.page.keyboard.up("Alt")
    expect(bench.marks).to_have_text("nd Bob")
    assert saved(bench) == [("person", "nd Bob")]


def test_one_key_marks_the_same_words_everywhere_and_takes_it_back(work_on):
    bench = work_on("Ann saw Ann. Anna saw Ann’s Ann; ann did not.")
    bench.press("ArrowRight", "p", "*")
    expect(bench.voice).to_have_text("“Ann” marked in 2 more places. The same key takes them back.")
    expect(bench.marks).to_have_count(3)
    bench.press("*")
    expect(bench.voice).to_have_text("2 marks taken back.")
    expect(bench.marks).to_have_count(1)
    bench.press("Tab", "*")
    assert saved(bench) == [("person", "Ann")] * 3


def test_an_overlap_keeps_words_from_being_marked_everywhere(work_on, project):
    publish_schema(project, [TONE | {"required": False}, NAMES], project.created_by)
    bench = work_on("Ann Bob. Ann. Nobody.")
    bench.press("ArrowRight", "Shift+ArrowRight", "p")
    bench.drag(9, 12)
    bench.press("l", "*")
    expect(bench.voice).to_have_text(
        "“Ann” stands nowhere else unmarked. 1 place was left out: it overlaps another mark."
    )


@pytest.mark.parametrize(
    ("text", "keys", "words"),
    [
        ("שלום עולם טוב", ["ArrowLeft", "ArrowLeft", "Shift+ArrowLeft"], "עולם טוב"),
        ("مرحبا بالعالم\nhello world", ["ArrowLeft", "ArrowLeft", "ArrowLeft", "ArrowRight"], "world"),
        ("ผมอยู่กรุงเทพ", ["ArrowRight", "Shift+ArrowRight"], "ผมอยู่"),
        ("我住在北京。", ["ArrowRight", "ArrowRight"], "住在"),
        ("私は東京に住む", ["ArrowRight", "Shift+ArrowRight"], "私は"),
    ],
    ids=["Hebrew", "Arabic, then English", "Thai", "Chinese", "Japanese"],
)
def test_every_script_is_marked_by_keys_in_its_own_direction(work_on, text, keys, words):
    bench = work_on(text)
    bench.press(*keys, "p")
    assert saved(bench) == [("person", words)]


def test_a_conversation_is_shown_in_turns_and_a_turn_can_be_marked(work_on, look):
    bench = work_on(TALK, {"turns": TURNS, "channel": "phone"})
    heads = bench.page.locator(".turn-head")
    assert heads.evaluate_all("all => all.map(({dataset}) => [dataset.speaker, dataset.time ?? ''])") == [
        ["Bob", "09:30"],
        ["Bob", ""],
        ["Ann", "12.5"],
    ]
    assert bench.text.evaluate("(text) => text.textContent") == TALK
    heads.last.click()
    bench.press("p")
    bench.press("ArrowRight", ".")
    assert chosen(bench) == "Good morning!"
    bench.press(".", "l", "Tab", "Tab")
    look("conversation")
    assert saved(bench) == [("place", "Who is there?"), ("person", "It is me, Ann 😀\nand nobody else.")]


def test_lines_that_begin_with_a_name_are_turns_where_the_metadata_says_so(work_on):
    text = "Ann: Hello.\nBob: I\nam: here: now.\nno name\n"
    bench = work_on(text, {"format": "dialogue"})
    speakers = bench.page.locator(".turn-head").evaluate_all("all => all.map(({dataset}) => dataset.speaker)")
    assert speakers == ["Ann", "Bob", "am"]
    bench.press(".", ".", ".", "p")
    assert saved(bench) == [("person", "here: now.\nno name")]


WRONG_TURNS = [
    "no list",
    [None],
    [{"start": 0, "end": 0, "speaker": "A"}],
    [{"start": 0, "end": 999, "speaker": "A"}],
    [{"start": 0.5, "end": 3, "speaker": "A"}],
    [{"start": 4, "end": 8, "speaker": "A"}, {"start": 0, "end": 3, "speaker": "B"}],
    [{"start": 0, "end": 5, "speaker": "A"}, {"start": 4, "end": 8, "speaker": "B"}],
    [{"start": 0, "end": 5}],
    [{"start": 0, "end": 5, "speaker": "A", "time": {"h": 1}}],
]


RIGHT_TURNS = [
    {"start": 9, "end": 13, "speaker": "A"},
    {"start": 14, "end": 17, "speaker": "B"},
    {"start": 25, "end": 30, "speaker": "C"},
]


def test_what_the_documentation_calls_a_conversation_is_one(scripts):
    speakers = scripts.evaluate(
        """async (lines) => {
          const { turnsOf } = await import("/static/js/turns.js")
          const { TextIndex } = await import("/static/js/offsets.js")
          const documents = lines.map((line) => JSON.parse(line))
          const turns = documents.map((document) => turnsOf(document, new TextIndex(document.text)))
          return turns.map((some) => some.map(({ speaker }) => speaker))
        }""",
        documented(),
    )
    assert speakers == [["Ann", "Bob", "Ann"]] * 2


def test_turns_that_make_no_sense_are_no_turns_and_sections_cover_the_text(scripts):
    found = scripts.evaluate(
        """async ([text, wrong, right]) => {
          const { turnsOf, sectionsOf } = await import("/static/js/turns.js")
          const { TextIndex } = await import("/static/js/offsets.js")
          const index = new TextIndex(text)
          const sections = sectionsOf(turnsOf({ turns: right }, index), index)
          return {
            wrong: wrong.map((turns) => turnsOf({ turns }, index).length),
            none: [null, {}, { format: "letter" }].map((metadata) => turnsOf(metadata, index).length),
            parts: sections.map(({ start, end, turn }) => [text.slice(start, end), turn?.speaker ?? null]),
          }
        }""",
        ["Hm.\nAnn: one. two\nrest 😀 three", WRONG_TURNS, RIGHT_TURNS],
    )
    assert found["wrong"] == [0] * len(WRONG_TURNS)
    assert found["none"] == [0] * 3
    assert found["parts"] == [
        ["Hm.\n", None],
        ["Ann: one.", "A"],
        [" two\n", "B"],
        ["rest 😀 three", "C"],
    ]


def test_words_are_found_marked_and_stepped_through_without_touching_the_text(work_on, look):
    line = "Rome is far. 😀 The rain falls on roma and ROME."
    bench = work_on("\n".join([line] * 150))
    before = bench.text.evaluate("(text) => text.innerHTML")
    bench.press("s")
    field = bench.page.get_by_role("textbox", name="Search in the text")
    field.fill("rome")
    count = bench.page.locator("text-search output")
    expect(count).to_have_text("1 of 300")
    bench.press("Enter", "Enter")
    expect(count).to_have_text("3 of 300")
    assert bench.page.evaluate(
        "[CSS.highlights.get('found').size, CSS.highlights.get('found-now').size]"
    ) == [300, 1]
    look("search")
    bench.press("Shift+Enter", "Shift+Enter", "Shift+Enter")
    expect(count).to_have_text("300 of 300")
    assert bench.text.evaluate("(text) => text.innerHTML") == before
    place = bench.words(len("\n".join([line] * 150)) + 149 - 3, len("\n".join([line] * 150)) + 149)
    view = bench.text.bounding_box()
    assert view["y"] <= place["y"] <= view["y"] + view["height"], "the last place is out of sight"
    field.fill("(")
    expect(count).to_have_text("Found nowhere")
    field.fill("roma")
    bench.press("Escape", "l")
    expect(bench.page.locator("text-search")).to_be_hidden()
    assert saved(bench) == [("place", "roma")]


def test_how_one_reads_is_seen_at_once_and_kept_on_the_account(work_on, annotator, look):
    bench = work_on("Ann went to Rome.")
    size = "getComputedStyle(document.querySelector('span-text')).fontSize"
    assert bench.page.evaluate(size) == "18px"
    bench.press(",")
    bench.page.get_by_label("very large").check()
    bench.page.get_by_label("without serifs").check()
    look("reading")
    with bench.page.expect_response("**/account/workbench/"):
        bench.page.get_by_role("radio", name="dark").check()
    annotator.refresh_from_db()
    assert annotator.theme == "dark"
    assert annotator.workbench["reading"] == {"size": "huge", "font": "sans"}
    bench.open()
    assert bench.page.evaluate(size) == "28px"
    assert (
        bench.page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(22, 24, 29)"
    )


def test_keys_are_changed_refused_where_they_are_taken_kept_and_set_back(work_on, annotator, look):
    bench = work_on("Ann went to Rome.")
    bench.press("?")
    bench.page.get_by_role("button", name="Change keys").click()
    skip = bench.page.locator("key-map [data-command=skip]")
    voice = bench.page.locator("key-map [role=status]")
    skip.click()
    bench.press("u")
    expect(voice).to_have_text("“U” already means “Undo”. Choose another key, or change that one first.")
    bench.press("p")
    expect(voice).to_contain_text("chooses the label “person” here")
    bench.press("3")
    expect(voice).to_contain_text("digits choose labels")
    with bench.page.expect_response("**/account/workbench/"):
        bench.press("k")
    expect(skip).to_have_accessible_name("Skip: K. Change")
    look("keys-of-ones-own")
    annotator.refresh_from_db()
    assert annotator.workbench["keys"] == {"skip": "k"}
    bench.open()
    expect(bench.page.locator("[data-act=skip] kbd")).to_have_text("K")
    bench.press("x")
    expect(bench.text).to_have_text("Ann went to Rome.")
    bench.press("?")
    bench.page.get_by_role("button", name="Change keys").click()
    bench.page.get_by_role("button", name="Back to the first keys").click()
    bench.press("Escape")
    bench.press("x")
    bench.wait_until_saved()
    assert Standing.objects.get(document=bench.it).state == "skipped"


def test_a_pause_covers_the_text_and_stops_the_clock(work_on, look):
    bench = work_on("Ann went to Rome.")
    opened_ms = bench.page.evaluate("performance.now()")
    bench.press("-")
    expect(bench.page.get_by_role("heading", name="Paused")).to_be_visible()
    cover = "getComputedStyle(document.querySelector('.pause'), '::backdrop').backgroundColor"
    assert bench.page.evaluate(cover) == "rgb(255, 255, 255)", "the text can be seen through the pause"
    look("paused")
    bench.page.wait_for_timeout(1500)
    bench.page.mouse.move(300, 300)
    bench.press("Enter")
    expect(bench.page.get_by_role("heading", name="Paused")).to_be_hidden()
    bench.press("ArrowRight", "p")
    assert saved(bench) == [("person", "Ann")]
    passed_ms = bench.page.evaluate("performance.now()") - opened_ms
    assert Annotation.objects.get().active_ms < passed_ms - 1500


def test_a_long_press_chooses_a_word_and_brings_the_labels(work_on, context):
    bench = work_on("Ann went to Rome.")
    client = context.new_cdp_session(bench.page)
    client.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    place = bench.words(12, 16)
    finger = {"x": (place["left"] + place["right"]) / 2, "y": place["y"]}
    client.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [finger]})
    bar = bench.page.get_by_role("group", name="Labels for the chosen words")
    expect(bar).to_be_visible()
    client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert bar.get_by_role("button").first.bounding_box()["height"] >= 44
    bar.get_by_role("button", name="place").click()
    expect(bar).to_be_hidden()
    assert saved(bench) == [("place", "Rome")]


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080), (820, 1180)], ids=["laptop", "screen", "tablet"])
def test_axe_finds_nothing_in_nested_spans(work_on, look, size):
    text = "Ann Lee and Bob of Rome met the Bank of Old Rome at the Tiber. " * 12
    bench = work_on(text)
    bench.page.set_viewport_size({"width": size[0], "height": size[1]})
    bench.press("ArrowRight", "Shift+ArrowRight", "p", "ArrowRight", "l", "*", "Shift+ArrowRight", "p")
    bench.press(
        "ArrowRight",
        "Shift+ArrowRight",
        "Shift+ArrowRight",
        "Shift+ArrowRight",
        "p",
        "ArrowRight",
        "l",
        "Tab",
    )
    expect(bench.page.locator(".span-edge")).to_have_count(2)
    look(f"nested-{size[0]}")
