"""What an annotator has said, of every kind of question: a sheet takes it, refuses it, writes it for the server."""

import pytest

pytestmark = pytest.mark.browser

TEXT = "Ann 😀 works for Acme in Rome."
ANN, ACME, ROME = (0, 3), (16, 20), (24, 28)


def label(number, name, **more):
    return {"id": number, "name": name, "slot": 1, "key": "", "description": "", "parent": None, **more}


def question(number, kind, name, labels=(), **more):
    return {
        "id": number, "kind": kind, "name": name, "help": "", "required": False, "overlapping": True,
        "labels": list(labels), **more,
    }  # fmt: skip


TOPIC = question(
    1, "choice", "Topic", [label(11, "Complaint"), label(12, "Late", parent=11), label(13, "Praise")]
)
WHY = question(
    2, "text", "Why", required=True, longest=5, shown_when={"question": 1, "labels": [11]}
)  # asked of complaints, and so of what is late
HOW = question(3, "rating", "How bad", required=True, scale={"least": 0, "most": 10})
NAMES = question(4, "spans", "Names", [label(41, "person"), label(42, "firm"), label(43, "place")])
WHERE = question(5, "spans", "Where", [label(51, "scene")])
LINKS = question(6, "relations", "Links", [label(61, "works for"), label(62, "lives in")], between=4)
TAGS = question(7, "choices", "Tags", [label(71, "short"), label(72, "long")])


@pytest.fixture
def sheet(scripts):
    """sheet(questions, script, **document) -> what the script returns, with `sheet`, `responses()` … at hand."""

    def run(questions, script, **document):
        return scripts.evaluate(
            """async ([questions, document, text]) => {
              const { Sheet } = await import("/static/js/sheet.js")
              const { TextIndex } = await import("/static/js/offsets.js")
              const index = new TextIndex(text)
              const sheet = new Sheet(questions, document)
              const responses = () => Object.fromEntries(sheet.responses(index).map((one) => [one.question, one]))
              const words = (id) => index.slice(sheet.find(id).start, sheet.find(id).end)
              const names = () => sheet.relations().map(({ from, to, label, suggested }) =>
                [words(from), sheet.label(label).name, words(to), suggested])
              const all = () => [...sheet.marks(), ...sheet.proposedMarks()]
              const at = (start, end) => all().find((mark) => mark.start === start && mark.end === end)?.id
              return await SCRIPT(sheet, responses, names, at, index)
            }""".replace("SCRIPT", f"(async (sheet, responses, names, at, index) => {{{script}}})"),
            [questions, document, TEXT],
        )

    return run


def empty(number, state="answered", **said):
    return {"question": number, "state": state, "labels": [], "spans": [], **said}


def place(stretch, of):
    return {"start": stretch[0], "end": stretch[1], "label": of}


def answered(*spans, relations=()):
    return {"responses": [empty(4, spans=list(spans)), empty(6, relations=list(relations))]}


def test_nothing_said_is_nothing_carried(sheet):
    said = sheet([TOPIC, WHY, HOW, NAMES, LINKS, TAGS], "return responses()")
    assert said == {
        "1": empty(1, "not_asked"),
        "2": empty(2, "not_asked"),
        "3": empty(3, "not_asked"),
        "4": empty(4),
        "6": empty(6, relations=[]),
        "7": empty(7),
    }


def test_each_kind_is_written_as_the_server_reads_it(sheet):
    said = sheet(
        [TOPIC, WHY, HOW, NAMES, LINKS, TAGS],
        """
        sheet.toggle(11); sheet.write(2, " a\\u00e9 "); sheet.rate(3, 0); sheet.toggle(71); sheet.toggle(72)
        sheet.mark(0, 3, 41, "Ann"); sheet.mark(16, 20, 42, "Acme")
        sheet.relate(at(0, 3), at(16, 20), 61)
        return responses()
        """,
    )
    assert said["1"] == empty(1, labels=[11])
    assert said["2"] == empty(2, text=" aé ")
    assert said["3"] == empty(3, rating=0)
    assert said["4"]["spans"] == [
        {**place(ANN, 41), "quote": "Ann"},
        {**place(ACME, 42), "quote": "Acme"},
    ]
    assert said["6"] == empty(6, relations=[{"from": place(ANN, 41), "to": place(ACME, 42), "label": 61}])
    assert said["7"] == empty(7, labels=[71, 72])


def test_a_question_with_a_condition_is_asked_after_the_label_or_one_below_it(sheet):
    asked = "sheet.asked().map(({ id }) => id)"
    assert sheet([TOPIC, WHY], f"return {asked}") == [1]
    assert sheet([TOPIC, WHY], f"sheet.toggle(11); return {asked}") == [1, 2]
    assert sheet([TOPIC, WHY], f"sheet.toggle(12); return {asked}") == [1, 2]
    assert sheet([TOPIC, WHY], f"sheet.toggle(13); return {asked}") == [1]


def test_a_condition_on_a_question_that_is_not_asked_is_not_met(sheet):
    second = question(
        8, "choice", "Really", [label(81, "yes")], required=True, shown_when={"question": 1, "labels": [11]}
    )
    third = question(9, "rating", "How much", required=True, shown_when={"question": 8, "labels": [81]})
    seen = sheet(
        [TOPIC, second, third],
        """
        sheet.toggle(11); sheet.toggle(81); sheet.rate(9, 4)
        const all = sheet.asked().length
        sheet.toggle(13)
        const { 8: really, 9: much } = responses()
        const hidden = [sheet.asked().length, sheet.missing(), really, much]
        sheet.toggle(11)
        return [all, ...hidden, responses()[9].rating]
        """,
    )
    assert seen == [3, 1, None, empty(8, "not_asked"), empty(9, "not_asked"), 4]


def test_marks_of_a_question_that_is_not_asked_are_not_seen_but_kept(sheet):
    conditional = WHERE | {"shown_when": {"question": 1, "labels": [13]}}
    seen = sheet(
        [TOPIC, conditional],
        """
        sheet.toggle(13); sheet.mark(0, 3, 51, "Ann")
        const before = sheet.marks().length
        sheet.toggle(11)
        const hidden = [sheet.marks().length, responses()[5]]
        sheet.toggle(13)
        return [before, ...hidden, sheet.marks().length]
        """,
    )
    assert seen == [1, 0, empty(5, "not_asked"), 1]


def test_what_is_missing_is_asked_for_in_order_and_only_where_it_is_asked(sheet):
    name = "sheet.missing()?.name ?? null"
    assert sheet([TOPIC, WHY, HOW], f"return {name}") == "How bad"
    assert sheet([TOPIC, WHY, HOW], f"sheet.toggle(11); return {name}") == "Why"
    assert sheet([TOPIC, WHY, HOW], f"sheet.toggle(11); sheet.write(2, ' \\n'); return {name}") == "Why"
    assert (
        sheet([WHY | {"shown_when": None}, HOW], f"sheet.write(2, 'x'); sheet.rate(3, 0); return {name}")
        is None
    )


def test_a_text_is_measured_in_characters_and_one_too_long_keeps_from_saving(sheet):
    asked = WHY | {"shown_when": None}
    five, six = '"😀😀😀😀😀"', '"😀😀😀😀😀!"'
    assert sheet([asked], f"sheet.write(2, {five}); return sheet.missing()") is None
    said = sheet([asked], f"sheet.write(2, {six}); return sheet.complaint(sheet.missing())")
    assert said == "“Why” takes 5 characters: 1 too many."


def test_cannot_tell_is_an_answer_and_what_was_written_stays_at_hand(sheet):
    asked = WHY | {"shown_when": None}
    told, back = sheet(
        [asked],
        """
        sheet.write(2, "maybe"); sheet.toggleCannotTell(2)
        const told = responses()[2]
        sheet.toggleCannotTell(2)
        return [told, responses()[2]]
        """,
    )
    assert told == empty(2, "cannot_tell")
    assert back == empty(2, text="maybe")


def test_a_rating_pressed_again_is_taken_back(sheet):
    assert sheet([HOW], "sheet.rate(3, 4); sheet.rate(3, 4); return responses()[3]") == empty(3, "not_asked")


def test_a_relation_refuses_what_cannot_be(sheet):
    refusals = sheet(
        [NAMES, WHERE, LINKS],
        """
        sheet.mark(0, 3, 41, ""); sheet.mark(16, 20, 42, ""); sheet.mark(24, 28, 51, "")
        const [ann, acme, scene] = [at(0, 3), at(16, 20), at(24, 28)]
        const tries = [[ann, ann, 61], [ann, scene, 61], [ann, acme, 61], [ann, acme, 61], [ann, acme, 62]]
        return [...tries, [acme, ann, 61]].map((one) => sheet.relate(...one))
        """,
    )
    assert refusals == [
        "A relation needs two spans. Go to another one first.",
        "“Links” relates the spans of “Names”. Choose two of those.",
        None,
        "These two are already related in this way.",
        None,
        None,
    ]


def test_relations_follow_their_span_to_another_label_and_other_ends(sheet):
    seen = sheet(
        [NAMES, LINKS],
        """
        sheet.mark(0, 3, 41, ""); sheet.mark(16, 20, 42, "")
        sheet.relate(at(0, 3), at(16, 20), 61)
        sheet.relabel(at(0, 3), 43, ""); sheet.resize(at(16, 20), 16, 28, "")
        return responses()[6].relations
        """,
    )
    assert seen == [{"from": place(ANN, 43), "to": {"start": 16, "end": 28, "label": 42}, "label": 61}]


def test_a_span_that_goes_takes_its_relations_along(sheet):
    relations = [
        {"from": place(ANN, 41), "to": place(ACME, 42), "label": 61},
        {"from": place(ACME, 42), "to": place(ROME, 43), "label": 62},
        {"from": place(ANN, 41), "to": place(ROME, 43), "label": 62},
    ]
    seen = sheet(
        [NAMES, LINKS],
        "sheet.remove(at(16, 20)); return names()",
        answer=answered(place(ANN, 41), place(ACME, 42), place(ROME, 43), relations=relations),
    )
    assert seen == [["Ann", "lives in", "Rome", False]]


def test_a_span_that_comes_to_answer_another_question_leaves_its_relations(sheet):
    seen = sheet(
        [NAMES, WHERE, LINKS],
        "sheet.relabel(at(0, 3), 51, ''); return names()",
        answer=answered(
            place(ANN, 41),
            place(ACME, 42),
            relations=[{"from": place(ANN, 41), "to": place(ACME, 42), "label": 61}],
        ),
    )
    assert seen == []


def test_a_draft_comes_back_whole_and_without_what_the_questions_no_longer_have(sheet):
    draft = {
        "responses": [
            empty(6, relations=[
                {"from": place(ANN, 41), "to": place(ACME, 42), "label": 61},
                {"from": place(ANN, 41), "to": place(ROME, 99), "label": 61},
                {"from": place(ANN, 41), "to": place(ACME, 42), "label": 99},
            ]),
            empty(4, spans=[place(ANN, 41), place(ACME, 42), place(ROME, 99)]),
            empty(1, labels=[99]),
            empty(3, rating=11),
            empty(2, text="a\r\nb"),
            empty(98, labels=[1]),
        ]
    }  # fmt: skip
    said, changed = sheet(
        [TOPIC, WHY | {"shown_when": None}, HOW, NAMES, LINKS],
        "return [responses(), sheet.isChanged]",
        draft=draft,
    )
    assert said["6"]["relations"] == [{"from": place(ANN, 41), "to": place(ACME, 42), "label": 61}]
    assert [span["label"] for span in said["4"]["spans"]] == [41, 42]
    assert (said["1"], said["3"]) == (empty(1, "not_asked"), empty(3, "not_asked"))
    assert said["2"]["text"] == "a\r\nb"
    assert not changed


SUGGESTIONS = [
    {"question": 4, "spans": [place(ANN, 41), place(ACME, 42)]},
    {"question": 6, "relations": [
        {"from": place(ANN, 41), "to": place(ACME, 42), "label": 61},
        {"from": place(ANN, 41), "to": place(ROME, 43), "label": 62},
    ]},
    {"question": 1, "labels": [12]},
    {"question": 2, "text": "late"},
    {"question": 3, "rating": 7},
]  # fmt: skip


def test_suggestions_of_every_kind_are_seen_and_one_act_takes_them_all(sheet):
    before, taken, said, left = sheet(
        [TOPIC, WHY, HOW, NAMES, LINKS],
        """
        const [, why, how] = sheet.questions
        const before = [sheet.isProposed(12), sheet.proposed(why), sheet.proposed(how), names()]
        const taken = sheet.accept()
        return [before, taken, responses(), sheet.hasSuggestions]
        """,
        suggestions=SUGGESTIONS,
    )
    assert before == [True, None, 7, [["Ann", "works for", "Acme", True]]], "the text is not asked for yet"
    assert taken == 6
    assert said["1"]["labels"] == [12]
    assert said["2"]["text"] == "late"
    assert said["3"]["rating"] == 7
    assert len(said["4"]["spans"]) == 2
    assert said["6"]["relations"] == [{"from": place(ANN, 41), "to": place(ACME, 42), "label": 61}]
    assert not left


def test_a_suggested_relation_is_taken_with_its_spans_or_turned_down(sheet):
    taken = sheet(
        [NAMES, LINKS],
        "sheet.accept(sheet.relations()[0].id); return [names(), sheet.marks().length, sheet.proposedMarks().length]",
        suggestions=SUGGESTIONS,
    )
    assert taken == [[["Ann", "works for", "Acme", False]], 2, 0]
    turned_down = sheet(
        [NAMES, LINKS],
        "sheet.remove(sheet.relations()[0].id); return [names(), sheet.proposedMarks().length]",
        suggestions=SUGGESTIONS,
    )
    assert turned_down == [[], 2]


def test_a_suggested_span_that_became_an_answer_does_not_come_back_when_it_is_removed(sheet):
    left = sheet(
        [NAMES],
        "sheet.accept(at(0, 3)); sheet.remove(at(0, 3)); return [sheet.marks().length, sheet.proposedMarks().length]",
        suggestions=SUGGESTIONS,
    )
    assert left == [0, 1]


def test_with_an_earlier_answer_nothing_is_suggested(sheet):
    seen = sheet(
        [TOPIC, NAMES], "return sheet.hasSuggestions", suggestions=SUGGESTIONS, answer={"responses": []}
    )
    assert seen is False


def test_what_an_earlier_answer_says_in_labels_that_went_is_suggested_anew(sheet):
    """Also where another label of the answer stands; once somebody decides there, the suggestion is done with."""
    tags = {**TAGS, "labels": [*TAGS["labels"], label(73, "loud")]}
    before, after, said = sheet(
        [TOPIC, NAMES, tags],
        """
        const shown = () => [sheet.isProposed(12), sheet.isProposed(72), sheet.origin(sheet.questions[2])?.source]
        const before = [...shown(), sheet.proposedMarks().length]
        sheet.toggle(73)
        const after = shown()
        sheet.accept()
        return [before, after, responses()]
        """,
        suggestions=[*SUGGESTIONS, {"question": 7, "labels": [72], "source": "rules", "score": 0.9}],
        answer={"responses": [empty(1, labels=[13]), empty(7, labels=[71, 70]), empty(4)]},
    )
    assert before == [False, True, "rules", 0], "what still stands was decided, words without a label too"
    assert after == [False, False, None]
    assert (said["1"]["labels"], said["7"]["labels"]) == ([13], [71, 73])


def test_words_that_lost_their_label_are_suggested_anew(sheet):
    count, who, said = sheet(
        [NAMES],
        "return [sheet.accept(), sheet.origin(sheet.questions[0]), responses()]",
        suggestions=[{"question": 4, "spans": [place(ANN, 41)], "source": "model", "score": None}],
        answer={"responses": [empty(4, spans=[place(ANN, 40), place(ROME, 43)])]},
    )
    assert (count, who) == (1, None), "what is taken over is nobody's suggestion any more"
    assert {one["label"] for one in said["4"]["spans"]} == {41, 43}


@pytest.mark.parametrize(
    ("least", "most", "keys"),
    [
        (1, 5, "12345"),
        (0, 4, "01234"),
        (1, 10, "1234567890"),
        (0, 10, "0123456789-"),
        (20, 25, "123456"),
    ],
)
def test_the_steps_of_a_scale_have_the_keys_one_expects(scripts, least, most, keys):
    steps = scripts.evaluate(
        "async (scale) => (await import('/static/js/questions.js')).stepsOf({ scale })",
        {"least": least, "most": most},
    )
    assert "".join(step["key"] for step in steps) == keys
    assert [step["value"] for step in steps] == list(range(least, most + 1))


def test_a_tree_of_labels_survives_a_missing_parent_and_a_circle(scripts):
    labels = [label(1, "a"), label(2, "b", parent=1), label(3, "c", parent=2), label(4, "d", parent=99)]
    circle = [label(5, "e", parent=6), label(6, "f", parent=5)]
    tree = scripts.evaluate(
        """async (labels) => {
          const { treeOf } = await import("/static/js/questions.js")
          const names = (branches) => branches.map(({ label, branches }) => [label.name, names(branches)])
          return names(treeOf(labels))
        }""",
        labels + circle,
    )
    assert tree == [["a", [["b", [["c", []]]]]], ["d", []], ["e", []], ["f", []]]


def test_labels_are_found_by_the_start_of_a_word_those_used_most_first(scripts):
    names = ["Zürich", "Bern", "Bad Ragaz", "Chur", "Uri", "Murten"]
    labels = [label(number, name) for number, name in enumerate(names)]

    def find(typed, uses=()):
        found = scripts.evaluate(
            """async ([labels, typed, uses]) => {
              const { findLabels } = await import("/static/js/label-finder.js")
              return findLabels(labels, typed, (id) => uses[id] ?? 0).map(({ name }) => name)
            }""",
            [labels, typed, dict(uses)],
        )
        return found

    assert find("zur") == ["Zürich"]
    assert find("ur") == ["Uri", "Zürich", "Chur", "Murten"], "where a word begins with it comes first"
    assert find("ur", {5: 3, 3: 1}) == ["Uri", "Murten", "Chur", "Zürich"]
    assert find("rag") == ["Bad Ragaz"]
    assert find("", {1: 9, 4: 2}) == ["Bern", "Uri", "Zürich", "Bad Ragaz", "Chur", "Murten"]
    assert find("xyz") == []


def test_changed_questions_are_told_with_what_is_lost_and_what_is_new(scripts):
    def sentence(before, now, *responses):
        return scripts.evaluate(
            """async ([before, now, responses]) =>
              (await import("/static/js/renewal.js")).renewalSentence(before, now, responses)""",
            [before, now, list(responses)],
        )

    fewer = TOPIC | {"labels": TOPIC["labels"][1:]}
    assert sentence([TOPIC], [fewer], empty(1, labels=[11])) == (
        "The questions have been changed meanwhile. No longer there: “Complaint”. The rest of what you said is kept."
    )
    assert sentence([TOPIC], [fewer, HOW], empty(1, labels=[12])) == (
        "The questions have been changed meanwhile. All you said here is kept. New: “How bad”."
    )
    assert "“How bad”" in sentence([TOPIC, HOW], [TOPIC], empty(3, rating=0))


def test_lines_between_spans_keep_above_their_text_line_and_out_of_each_others_way(scripts):
    def box(left, top):
        return {"left": left, "right": left + 40, "top": top, "bottom": top + 20}

    links = [
        {"id": "short", "name": "near", "from": box(100, 100), "to": box(200, 100)},
        {"id": "long", "name": "far", "from": box(50, 100), "to": box(300, 100)},
        {"id": "down", "name": "below", "from": box(400, 100), "to": box(100, 150)},
    ]
    arcs = scripts.evaluate("async (links) => (await import('/static/js/arcs.js')).arcsOf(links, 40)", links)
    by_id = {arc["id"]: arc for arc in arcs}
    assert all(100 - 28 < arc["y"] < 100 or 150 - 28 < arc["y"] < 150 for arc in arcs)
    assert by_id["short"]["y"] > by_id["long"]["y"], "the short line runs below the long one"
    assert 140 <= by_id["short"]["x"] <= 200
    assert "Q21 77 21 81" in by_id["down"]["path"], "a line to another text line runs down the margin"
    places = [(arc["x"], arc["y"]) for arc in arcs]
    assert len(set(places)) == 3
