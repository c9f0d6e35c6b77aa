"""The offset modules in a real browser: what a person selects is text[start:end] in Python, every time."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.browser

# Astral characters, joined emoji, combining marks, both line ends, right-to-left, and the neighbours of
# the surrogates, where a conversion that counts wrongly is off by one.
PIECES = [
    "a", "Z", "é", "e\u0301", " ", "\n", "\r\n", "\r", "\t", "\u00a0", "😀", "👨‍👩‍👧", "🏳️‍🌈", "𝒳", "שלום", "مرحبا",
    "\u200f", "नमस्ते", "我住在北京。", "สวัสดี", "\ud7ff", "\ue000", "\uffff", "\U00010000", "\U0010ffff", "<b>", "&amp;",
]  # fmt: skip
texts = st.lists(
    st.sampled_from(PIECES) | st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=24
)
examples = settings(max_examples=100, deadline=None)


@pytest.fixture(scope="module")
def modules(scripts):
    """A page of ours, in which `modules(function, argument)` runs with the modules at hand."""
    scripts.evaluate(
        """async () => {
          const load = (name) => import(`/static/js/${name}.js`)
          globalThis.modules = Object.assign({}, ...(await Promise.all(
            ["offsets", "words", "spans", "selection", "blocks", "turns", "elements/span-text"].map(load))))
          globalThis.reader = document.querySelector("main").appendChild(document.createElement("span-text"))
        }"""
    )
    return scripts.evaluate


def units(text, point):
    """What JavaScript counts up to this code point."""
    return len(text[:point].encode("utf-16-le", "surrogatepass")) // 2


@given(pieces=texts)
@example(pieces=[])
@example(pieces=["\U00010000", "\U0010ffff", "\ud7ff", "\U00010000"])
@examples
def test_points_and_units_convert_both_ways(modules, pieces):
    text = "".join(pieces)
    there, back, length = modules(
        """(text) => {
          const index = new modules.TextIndex(text)
          const points = Array.from({ length: index.length + 1 }, (_, point) => point)
          const there = points.map((point) => index.unitAt(point))
          return [there, there.map((unit) => index.pointAt(unit)), index.length]
        }""",
        text,
    )
    assert length == len(text)
    assert there == [units(text, point) for point in range(len(text) + 1)]
    assert back == list(range(len(text) + 1))


@given(pieces=texts.filter(bool), data=st.data())
@examples
def test_a_selection_over_any_marks_is_text_start_end(modules, pieces, data):
    text = "".join(pieces)
    point = st.integers(0, len(text))
    stretch = st.tuples(point, point).map(sorted).filter(lambda pair: pair[0] < pair[1])
    start, end = data.draw(stretch)
    marks = data.draw(st.lists(stretch, max_size=5))
    found = modules(
        """([text, marks, from, to]) => {
          reader.open(text)
          const label = () => ({ name: "a name", slot: 1 })
          const mark = ([start, end], at) => ({ id: `m${at}`, start, end, label: at, suggested: at % 2 })
          reader.paint(marks.map(mark), label, null)
          // Find the text nodes without the help of the code under test.
          const place = (unit) => {
            const walker = document.createTreeWalker(reader, NodeFilter.SHOW_TEXT)
            for (let node; (node = walker.nextNode()); unit -= node.length) if (unit <= node.length) return [node, unit]
          }
          const range = document.createRange()
          range.setStart(...place(from))
          range.setEnd(...place(to))
          const { start, end } = modules.pointsOfRange(reader, range, reader.index)
          const quote = reader.index.slice(start, end)
          return { start, end, quote, shown: reader.textContent, range: range.toString() }
        }""",
        [text, marks, units(text, start), units(text, end)],
    )
    assert (found["start"], found["end"]) == (start, end)
    assert found["quote"] == text[start:end] == found["range"]
    assert found["shown"] == text, "a tag or a mark changed the text on the screen"


# What lies between makes the text long enough for several blocks, cut behind lines, blanks and bare words.
FILLERS = ["word " * 1800, "line\n" * 500, "\r\n" * 1100, "北京" * 4100, "😀" * 4500, "e\u0301" * 4100]


@given(data=st.data())
@settings(examples, max_examples=25)
def test_a_selection_over_the_borders_of_blocks_is_text_start_end(modules, data):
    parts = data.draw(st.lists(texts.map("".join), min_size=2, max_size=4))
    text = parts[0]
    borders = [len(text)]
    for part in parts[1:]:
        text += data.draw(st.sampled_from(FILLERS)) + part
        borders.append(len(text) - len(part))
    point = st.integers(0, len(text)) | st.sampled_from(borders)
    stretch = st.tuples(point, point).map(sorted).filter(lambda pair: pair[0] < pair[1])
    start, end = data.draw(stretch)
    found = modules(
        """([text, marks, start, end]) => {
          reader.open(text)
          const mark = ([start, end], at) => ({ id: `m${at}`, start, end, label: at, suggested: false })
          reader.paint(marks.map(mark), () => ({ name: "a name", slot: 1 }), "m0")
          const range = reader.rangeOf(start, end)
          const points = modules.pointsOfRange(reader, range, reader.index)
          const blocks = [...reader.querySelectorAll(".text-block")].map((block) => block.textContent)
          reader.choose({ start, end })
          const clipboardData = new DataTransfer()
          const copying = { clipboardData, bubbles: true, cancelable: true }
          reader.dispatchEvent(new ClipboardEvent("copy", copying))
          const copied = clipboardData.getData("text/plain")
          return { ...points, range: range.toString(), shown: blocks.join(""), blocks: blocks.length, copied }
        }""",
        [text, data.draw(st.lists(stretch, max_size=3)), start, end],
    )
    assert (found["start"], found["end"]) == (start, end)
    assert found["shown"] == text
    assert found["range"] == text[start:end] == found["copied"]
    assert found["blocks"] > 1 or len(text) < 5_000


@given(pieces=texts, filler=st.sampled_from(FILLERS))
@settings(examples, max_examples=25)
def test_blocks_cover_the_text_and_split_no_character(modules, pieces, filler):
    text = "".join([*pieces, filler, *pieces])
    blocks = modules("(text) => modules.blocksOf(text).map(({ start, end }) => text.slice(start, end))", text)
    assert "".join(blocks) == text
    assert all(len(block) <= 6_000 for block in blocks)
    for block in blocks[:-1]:
        assert block.endswith(("\n", " ", "\t")) or not any(sign in block[2_000:] for sign in " \t\n")


def test_a_selection_that_leaves_the_text_ends_at_its_edge(modules):
    found = modules(
        """() => {
          reader.open("one 😀 two")
          reader.paint([], () => null, null)
          const range = document.createRange()
          const all = [document.body, 0, document.body, document.body.childNodes.length]
          range.setStart(all[0], all[1])
          range.setEnd(all[2], all[3])
          const around = modules.pointsOfRange(reader, range, reader.index)
          range.selectNodeContents(reader)
          return [around, modules.pointsOfRange(reader, range, reader.index)]
        }"""
    )
    assert found == [{"start": 0, "end": 9}] * 2


@given(pieces=texts.filter(bool), data=st.data())
@examples
def test_snapping_never_loses_a_chosen_word_and_ends_on_no_blank(modules, pieces, data):
    text = "".join(pieces)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    snapped = modules(
        """([text, start, end]) => {
          const index = new modules.TextIndex(text)
          const words = new modules.Words(index)
          const found = words.snap(start, end)
          const inside = index.slice(start, end).trim()
          const quote = found && index.slice(found.start, found.end)
          return found && { ...found, inside, quote, trimmed: quote.trim() }
        }""",
        [text, start, end],
    )
    if snapped is None:
        return
    assert snapped["inside"]
    assert snapped["quote"] == text[snapped["start"] : snapped["end"]]
    assert snapped["quote"] == snapped["trimmed"]
    assert snapped["inside"] in snapped["quote"]


@pytest.mark.parametrize(
    ("text", "chosen", "word"),
    [
        ("Ann went to Rome.", (14, 15), "Rome"),
        ("😀 Ann, again", (3, 4), "Ann"),
        ("我住在北京。", (3, 4), "北京"),
        ("ผมอยู่กรุงเทพ", (0, 1), "ผม"),
        ("שלום עולם", (6, 7), "עולם"),
        ("  spaced out  ", (0, 4), "spaced"),
        ("the U.S. does", (4, 8), "U.S."),
    ],
)
def test_a_touch_of_a_word_chooses_the_word(modules, text, chosen, word):
    snapped = modules(
        """([text, start, end]) => {
          const index = new modules.TextIndex(text)
          const found = new modules.Words(index).snap(start, end)
          return index.slice(found.start, found.end)
        }""",
        [text, *chosen],
    )
    assert snapped == word


spans = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12), st.integers(1, 4)).map(
        lambda span: {"start": span[0], "end": span[0] + span[1], "label": span[2]}
    ),
    max_size=12,
)


@given(spans=spans)
@examples
def test_segments_cover_the_text_and_spans_keep_their_lane(modules, spans):
    pieces = modules("(spans) => modules.segments(60, spans)", spans)
    assert [piece["start"] for piece in pieces] == [0, *(piece["end"] for piece in pieces[:-1])]
    assert pieces[-1]["end"] == 60
    for piece in pieces:
        lanes = [span["lane"] for span in piece["spans"]]
        assert len(set(lanes)) == len(lanes), "two spans share a lane of one segment"
        assert piece["hidden"] == sum(lane >= 3 for lane in lanes)
        covering = [span for span in spans if span["start"] <= piece["start"] and piece["end"] <= span["end"]]
        assert len(covering) == len(lanes)
    assert sum(len(piece["starting"]) for piece in pieces) == len(spans)


def test_lanes_are_the_lowest_that_are_free(modules):
    laid = modules(
        "(spans) => modules.lanes(spans).map(({ start, lane }) => [start, lane])",
        [
            {"start": 0, "end": 10, "label": 1},
            {"start": 2, "end": 4, "label": 1},
            {"start": 3, "end": 12, "label": 1},
            {"start": 5, "end": 8, "label": 1},
            {"start": 10, "end": 11, "label": 1},
        ],
    )
    assert laid == [[0, 0], [2, 1], [3, 2], [5, 1], [10, 0]]
