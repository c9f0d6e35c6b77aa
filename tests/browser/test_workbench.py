"""The workbench in a real browser against the real server: what the keys do is what the database holds."""

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

from annotate.models import (
    Annotation,
    Choice,
    Flag,
    Inquiry,
    Project,
    Response,
    Session,
    Source,
    Span,
    Standing,
    Suggestion,
    User,
)
from annotate.services.documents import NewDocument, add_documents
from annotate.services.inquiries import reply
from annotate.services.publishing import publish_schema
from tests.conftest import TONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

REFUSED = "Failed to load resource"


class Bench:
    """The workbench as an annotator meets it."""

    def __init__(self, page, project):
        self.page = page
        self.project = project
        self.text = page.locator("span-text")
        self.status = page.locator("save-status")
        self.voice = page.locator(".voice")
        self.marks = page.locator(".span-segment:not([data-suggested])")

    def open(self):
        self.page.goto(f"/projects/{self.project.slug}/annotate/")
        expect(self.text).to_be_visible()
        return self

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def label(self, name):
        return self.page.locator("button.label", has_text=name)

    def wait_until_saved(self):
        expect(self.status).to_have_attribute("data-state", "saved")

    def document(self, documents):
        """The document on the screen."""
        shown = self.text.evaluate("(text) => text.textContent")
        return next(document for document in documents if document.text == shown)

    def words(self, start, end):
        """Where a stretch of the text stands on the screen."""
        return self.text.evaluate(
            """(text, [start, end]) => {
              const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT)
              const place = (unit) => {
                walker.currentNode = text
                for (let node; (node = walker.nextNode()); unit -= node.length)
                  if (unit <= node.length) return [node, unit]
              }
              const range = document.createRange()
              range.setStart(...place(start))
              range.setEnd(...place(end))
              const { left, right, top, bottom } = range.getBoundingClientRect()
              return { left, right, y: (top + bottom) / 2 }
            }""",
            [start, end],
        )

    def drag(self, start, end):
        box = self.words(start, end)
        self.page.mouse.move(box["left"] + 1, box["y"])
        self.page.mouse.down()
        self.page.mouse.move(box["right"] - 1, box["y"], steps=4)
        self.page.mouse.up()

    def double_click(self, start, end):
        box = self.words(start, end)
        self.page.mouse.dblclick((box["left"] + box["right"]) / 2, box["y"])


@pytest.fixture
def bench(page, sign_in, project, annotator, documents):
    sign_in(annotator)
    return Bench(page, project).open()


def spans_of(document):
    """The spans of the current answers as (label, the words they cover)."""
    current = Standing.objects.get(document=document, state="answered").current
    return [
        (span.label.name, document.text[span.start : span.end])
        for span in Span.objects.filter(response__annotation=current).order_by("start")
    ]


def labels_of(document):
    current = Standing.objects.get(document=document).current
    return [choice.label.name for choice in Choice.objects.filter(response__annotation=current)]


def word(document, words):
    start = len(document.text[: document.text.index(words)].encode("utf-16-le")) // 2
    return start, start + len(words.encode("utf-16-le")) // 2


def test_a_key_labels_and_enter_saves_and_shows_the_next(bench, documents):
    first = bench.document(documents)
    bench.press("1")
    expect(bench.label("glad")).to_have_attribute("aria-pressed", "true")
    bench.press("Enter")
    assert bench.document(documents) != first, "the next document was not painted at once"
    bench.wait_until_saved()
    assert labels_of(first) == ["glad"]
    assert Response.objects.get(annotation__document=first, question__name="Names").state == "answered"
    expect(bench.page.locator("[data-part='progress']")).to_have_text("Today 1 · in all 1")


def test_a_question_that_needs_an_answer_says_so_and_takes_the_focus(bench, documents):
    first = bench.document(documents)
    bench.press("Enter")
    assert bench.document(documents) == first
    expect(bench.page.locator(".question .error").first).to_have_text("“Tone” needs an answer.")
    expect(bench.label("glad")).to_be_focused()
    assert not Annotation.objects.exists()


def test_cannot_tell_is_an_answer(bench, documents):
    first = bench.document(documents)
    bench.press("0", "Enter")
    bench.wait_until_saved()
    assert Response.objects.get(annotation__document=first, question__name="Tone").state == "cannot_tell"


def test_spans_by_drag_double_click_and_keyboard_cover_the_same_words(bench, documents):
    for _ in documents:
        document = bench.document(documents)
        first, second = document.text.split()[0], document.text.split()[2].strip(".:“”")
        bench.drag(*word(document, first))
        bench.press("p")
        bench.double_click(*word(document, second))
        bench.press("l")
        bench.press("1", "Enter")
        bench.wait_until_saved()
        assert spans_of(document) == [("person", first), ("place", second)]


def test_a_span_takes_three_keys(bench, documents):
    document = bench.document(documents)
    bench.press("ArrowRight", "Shift+ArrowRight", "p")  # the first word, one more, label
    bench.press("1", "Enter")
    bench.wait_until_saved()
    first, second = document.text.split()[:2]
    assert spans_of(document) == [("person", f"{first} {second}".strip(":"))]


def test_a_drag_into_a_word_snaps_to_it_and_alt_takes_it_exactly(bench, documents):
    document = bench.document(documents)
    name = document.text.split()[0]
    start, _ = word(document, name)
    bench.drag(start + 1, start + 3)
    bench.press("p")
    expect(bench.marks).to_have_text(name)
    bench.marks.click()
    bench.press("Delete")
    expect(bench.marks).to_have_count(0)
    bench.page.keyboard.down("Alt")
    bench.drag(start + 1, start + 3)
    bench.page.keyboard.up("Alt")
    bench.press("p")
    expect(bench.marks).to_have_text(name[1:3])


def test_a_held_label_marks_each_drag_until_escape(bench, documents):
    document = bench.document(documents)
    words = document.text.split()
    bench.press("p")
    bench.drag(*word(document, words[0]))
    bench.drag(*word(document, words[2].strip(".")))
    expect(bench.marks).to_have_count(2)
    bench.press("Escape")
    bench.drag(*word(document, words[1]))
    expect(bench.marks).to_have_count(2)


def test_an_overlap_that_is_not_allowed_is_refused_with_a_sentence(bench, documents):
    bench.press("ArrowRight", "Shift+ArrowRight", "p")
    bench.double_click(*word(bench.document(documents), bench.document(documents).text.split()[1]))
    bench.press("l")
    expect(bench.voice).to_contain_text("takes no overlaps")
    expect(bench.marks).to_have_count(1)


def test_a_double_click_takes_the_last_word_of_a_mark_though_its_handle_lies_over_it(
    page, sign_in, batch, annotator
):
    [document] = add_documents(batch, [NewDocument("He said it so.")])
    sign_in(annotator)
    bench = Bench(page, batch.project).open()
    bench.press("ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "p")
    bench.double_click(*word(document, "it"))
    expect(bench.voice).to_contain_text("“it” chosen.")
    bench.press("l")
    expect(bench.voice).to_contain_text("“it” overlaps a marked span")
    expect(bench.marks).to_have_count(1)


def test_a_mark_is_reached_by_tab_relabelled_and_removed(bench, documents):
    document = bench.document(documents)
    bench.press("ArrowRight", "p", "ArrowRight", "ArrowRight", "p", "Tab")
    expect(bench.voice).to_contain_text("person")
    bench.press("l")
    expect(bench.page.locator("[data-tag='place']")).to_have_text(document.text.split()[0])
    bench.press("Tab", "Backspace")
    expect(bench.marks).to_have_count(1)


def test_undo_reopens_the_last_answer_and_the_next_save_replaces_it(bench, documents):
    first = bench.document(documents)
    bench.press("1", "Enter")
    second = bench.document(documents)
    bench.press("u")
    assert bench.document(documents) == first
    expect(bench.label("glad")).to_have_attribute("aria-pressed", "true")
    bench.press("2", "Enter")
    assert bench.document(documents) == second, "the document put aside did not come back"
    bench.wait_until_saved()
    assert labels_of(first) == ["cross"]
    assert Annotation.objects.filter(document=first).count() == 2


def test_undo_reaches_back_into_an_earlier_session(bench, documents):
    first = bench.document(documents)
    bench.press("1", "Enter")
    bench.wait_until_saved()
    bench.open()
    bench.press("u")
    expect(bench.label("glad")).to_have_attribute("aria-pressed", "true")
    assert bench.document(documents) == first


def test_undo_takes_back_a_skip_of_an_earlier_session(bench, documents):
    first = bench.document(documents)
    bench.press("x")
    bench.wait_until_saved()
    bench.open()
    bench.press("u")
    expect(bench.text).to_have_text(first.text)
    bench.press("2", "Enter")
    bench.wait_until_saved()
    assert labels_of(first) == ["cross"]


def test_a_document_reopened_and_left_alone_is_not_saved_again(bench, documents):
    first = bench.document(documents)
    bench.press("1", "Enter", "u", "Enter")
    assert bench.document(documents) != first
    bench.wait_until_saved()
    assert Annotation.objects.count() == 1


def test_skip_gives_the_document_up_and_undo_brings_it_back(bench, documents):
    first = bench.document(documents)
    bench.press("x")
    bench.wait_until_saved()
    assert Standing.objects.get(document=first).state == "skipped"
    bench.press("u")
    assert bench.document(documents) == first
    bench.press("2", "Enter")
    bench.wait_until_saved()
    assert labels_of(first) == ["cross"]


def test_a_flag_carries_its_note(bench, documents, annotator):
    document = bench.document(documents)
    bench.press("f")
    bench.page.get_by_label("What should the supervisors know?").fill("1 Whose hand is x this?")
    bench.press("Escape")  # to look at the text once more
    bench.press("f")
    with bench.page.expect_response("**/flags/"):
        bench.page.get_by_role("button", name="Send the note").click()
    bench.wait_until_saved()
    flag = Flag.objects.get()
    assert (flag.document, flag.author, flag.note) == (document, annotator, "1 Whose hand is x this?")
    assert bench.document(documents) == document, "a key in the note reached the workbench"
    expect(bench.label("glad")).to_have_attribute("aria-pressed", "false")


def test_an_earlier_answer_is_found_opened_and_changed(bench, documents):
    first = bench.document(documents)
    bench.press("1", "Enter")
    bench.press("2", "Enter")
    bench.wait_until_saved()
    bench.press("h")
    line = bench.page.locator("own-answers li button", has_text=first.text.split()[0])
    expect(line).to_contain_text("glad")
    line.click()
    expect(bench.label("glad")).to_have_attribute("aria-pressed", "true")
    bench.press("2", "Enter")
    bench.wait_until_saved()
    assert labels_of(first) == ["cross"]


def test_a_reload_keeps_what_was_half_done(bench, documents):
    first = bench.document(documents)
    bench.press("ArrowRight", "p", "1")
    bench.open()
    assert bench.document(documents) == first
    expect(bench.marks).to_have_count(1)
    expect(bench.label("glad")).to_have_attribute("aria-pressed", "true")


def test_a_second_tab_shows_another_document_and_a_closed_one_leaves_its_own_to_the_next(
    page, context, sign_in, project, annotator, batch
):
    cards = add_documents(batch, [NewDocument(f"Card {number}.") for number in range(30)])
    sign_in(annotator)
    first, second = Bench(page, project).open(), Bench(context.new_page(), project).open()
    left = first.document(cards)
    assert second.document(cards) != left
    page.goto("/")
    while Standing.objects.exclude(tab=None).filter(document=left, state="leased").exists():
        page.wait_for_timeout(50)  # its farewell is under way
    assert Bench(context.new_page(), project).open().document(cards) == left


def test_half_done_work_reaches_the_server_within_two_seconds(bench, documents):
    document = bench.document(documents)
    with bench.page.expect_response("**/draft/"), bench.page.expect_request("**/draft/", timeout=2000):
        bench.press("1")  # how long a busy server then takes is another matter
    bench.wait_until_saved()
    assert Standing.objects.get(document=document).draft["responses"][0]["state"] == "answered"


def test_without_network_labelling_goes_on_and_everything_arrives_once(bench, documents, context, problems):
    bench.press("1", "Enter")
    bench.wait_until_saved()
    context.set_offline(True)
    for _ in range(2):
        bench.press("2", "Enter")
    expect(bench.status).to_have_text("No connection: 2 answers wait in this browser.")
    bench.press("1", "Enter")
    expect(bench.page.locator("[data-part='empty']")).to_be_visible()
    assert Annotation.objects.count() == 1
    context.set_offline(False)
    bench.wait_until_saved()
    assert Annotation.objects.count() == len(documents) == 4
    expect(bench.page.locator("[data-part='empty']")).to_contain_text("You are done")
    problems[:] = [problem for problem in problems if REFUSED not in problem]


def test_a_reply_lost_after_the_commit_leads_to_one_row(bench, documents, problems):
    lost = []

    def lose_the_first(route):
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch().json())
            route.abort()

    bench.page.route("**/annotations/", lose_the_first)
    bench.press("1", "Enter")
    expect(bench.status).to_contain_text("1 answer waits")
    bench.wait_until_saved()
    assert lost[0]["saved"]["annotation"] == Annotation.objects.get().id
    problems[:] = [problem for problem in problems if REFUSED not in problem]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "content_type": "text/html", "body": "<h1>Welcome to the airport</h1>"},
        {"status": 200, "content_type": "application/json", "body": '{"documents": [], "empty": null}'},
        {"status": 503, "content_type": "text/html", "body": "back soon", "headers": {"Retry-After": "1"}},
        {"status": 429, "content_type": "application/json", "body": "{}"},
    ],
    ids=["a foreign page", "no receipt", "down", "too many"],
)
def test_nothing_is_called_saved_until_the_server_names_it(bench, problems, answer):
    bench.page.route("**/annotations/", lambda route: route.fulfill(**answer), times=1)
    bench.press("1", "Enter")
    expect(bench.status).not_to_have_attribute("data-state", "saved")
    assert not Annotation.objects.exists()
    bench.wait_until_saved()
    assert Annotation.objects.count() == 1
    problems[:] = [problem for problem in problems if REFUSED not in problem]


def test_answers_that_wait_survive_the_tab(bench, documents, context, problems):
    first = bench.document(documents)
    context.set_offline(True)
    bench.press("1", "Enter")
    expect(bench.status).to_contain_text("1 answer waits")
    bench.page.close()
    context.set_offline(False)
    Bench(context.new_page(), bench.project).open().wait_until_saved()
    assert labels_of(first) == ["glad"]
    problems[:] = [problem for problem in problems if REFUSED not in problem]


def test_a_save_over_an_answer_not_seen_shows_both_and_lets_one_choose(
    bench, documents, another_browser, problems, sign_in, annotator
):
    first = bench.document(documents)
    sign_in(annotator, another_browser)
    other = Bench(another_browser.new_page(), bench.project).open()
    assert other.document(documents) == first, "a second device cannot know what is open on the first"
    other.press("1", "Enter")
    other.wait_until_saved()
    bench.page.bring_to_front()
    bench.press("2", "Enter")
    notice = bench.page.locator("refused-saves .notice")
    expect(notice).to_contain_text("Yours: cross")
    expect(notice).to_contain_text("Saved: glad")
    assert labels_of(first) == ["glad"]
    notice.get_by_role("button", name="Save mine instead").click()
    expect(notice).to_have_count(0)
    bench.wait_until_saved()
    assert labels_of(first) == ["cross"]
    problems[:] = [problem for problem in problems if REFUSED not in problem]


def test_a_session_that_ended_keeps_the_answers_until_one_signs_in_again(
    bench, documents, context, problems, annotator
):
    first = bench.document(documents)
    Session.objects.all().delete()
    bench.press("1", "Enter")
    expect(bench.status).to_contain_text("Signed out: sign in and your 1 answer will be sent.")
    sign_in_through_the_form(context.new_page(), annotator)
    bench.page.bring_to_front()
    bench.page.evaluate("dispatchEvent(new Event('online'))")
    bench.wait_until_saved()
    assert labels_of(first) == ["glad"]
    problems[:] = [problem for problem in problems if REFUSED not in problem]


def test_nothing_is_sent_under_another_persons_name(bench, documents, context, problems, second_annotator):
    context.set_offline(True)
    bench.press("1", "Enter")
    expect(bench.status).to_contain_text("1 answer waits")
    context.clear_cookies(name="session")
    context.set_offline(False)
    sign_in_through_the_form(context.new_page(), second_annotator)
    bench.page.bring_to_front()
    bench.page.evaluate("dispatchEvent(new Event('online'))")
    expect(bench.status).to_contain_text("Ben is signed in now. Your 1 answer waits until you sign in again.")
    assert not Annotation.objects.exists()
    problems[:] = [problem for problem in problems if REFUSED not in problem]


def sign_in_through_the_form(page, user):
    """As a person does: the server gives the browser a new session and a new token."""
    User.objects.filter(id=user.id).update(password=make_password("correct horse battery", hasher="argon2"))
    page.goto("/sign-in/")
    page.locator("[name=username]").fill(user.username)
    page.locator("[name=password]").fill("correct horse battery")
    page.locator("main form button").click()
    page.wait_for_url(lambda url: "sign-in" not in url)


@pytest.fixture
def suggestions(project, documents):
    stand_in = User.objects.create(username="source-lexicon", name="lexicon", is_source=True)
    source = Source.objects.create(project=project, name="lexicon", user=stand_in)
    tone, names = project.schema.questions
    for document in documents:
        first = document.text.split()[0]
        span = {"start": 0, "end": len(first), "label": names["labels"][0]["id"]}
        for question, content in ((tone, {"labels": [tone["labels"][1]["id"]]}), (names, {"spans": [span]})):
            Suggestion.objects.create(
                project=project, document=document, question_id=question["id"], source=source, content=content
            )


def test_a_suggestion_looks_different_and_space_makes_it_an_answer(
    page, sign_in, project, annotator, documents, suggestions
):
    sign_in(annotator)
    bench = Bench(page, project).open()
    document = bench.document(documents)
    expect(page.locator(".span-segment[data-suggested]")).to_have_count(1)
    expect(bench.label("cross")).to_have_attribute("data-suggested", "")
    assert not Annotation.objects.exists()
    bench.press("Space")
    expect(page.locator(".span-segment[data-suggested]")).to_have_count(0)
    bench.press("Enter")
    bench.wait_until_saved()
    assert labels_of(document) == ["cross"]
    assert spans_of(document) == [("person", document.text.split()[0])]


def test_a_suggestion_turned_down_is_no_answer(page, sign_in, project, annotator, documents, suggestions):
    sign_in(annotator)
    bench = Bench(page, project).open()
    document = bench.document(documents)
    bench.press("Tab", "Delete", "1", "Enter")
    bench.wait_until_saved()
    assert spans_of(document) == []
    assert labels_of(document) == ["glad"]


def test_one_key_answers_and_advances_where_the_project_wishes_it(
    page, sign_in, annotator, project, documents
):
    publish_schema(project, [TONE], project.created_by)
    Project.objects.filter(id=project.id).update(advance_on_key=True)
    sign_in(annotator)
    bench = Bench(page, project).open()
    first = bench.document(documents)
    bench.press("1", "2", "1", "2")
    bench.wait_until_saved()
    assert Annotation.objects.count() == 4
    assert labels_of(first) == ["glad"]


def test_single_keys_can_be_switched_off_and_stay_off(bench):
    bench.press("?")
    bench.page.get_by_role("switch", name="Single keys work").click()
    bench.press("Escape", "1")
    expect(bench.label("glad")).to_have_attribute("aria-pressed", "false")
    bench.open()
    bench.press("1")
    expect(bench.label("glad")).to_have_attribute("aria-pressed", "false")


def test_typing_in_a_field_is_no_command(bench, documents):
    document = bench.document(documents)
    bench.page.evaluate("document.querySelector('.desk').append(document.createElement('input'))")
    bench.page.locator(".desk > input").focus()
    bench.press("1", "x", "Enter")
    assert bench.document(documents) == document
    expect(bench.label("glad")).to_have_attribute("aria-pressed", "false")


def test_after_each_document_the_arrow_keys_reach_the_next_text(bench, documents):
    bench.press("ArrowRight", "p", "Tab", "1", "Enter")
    document = bench.document(documents)
    bench.press("ArrowRight", "p")
    expect(bench.marks).to_have_text(document.text.split()[0])


def test_without_storage_the_answers_are_sent_and_the_page_says_what_is_at_stake(
    page, sign_in, project, annotator, documents
):
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    sign_in(annotator)
    bench = Bench(page, project).open()
    expect(bench.status).to_contain_text("This browser keeps nothing on disk")
    first = bench.document(documents)
    bench.press("1", "Enter")
    bench.wait_until_saved()
    assert labels_of(first) == ["glad"]


def test_a_save_under_questions_that_changed_comes_back_to_be_answered_anew(
    bench, documents, project, problems
):
    first = bench.document(documents)
    new_tone = TONE | {
        "labels": [{"name": "calm", "slot": 1, "key": "1"}, {"name": "stormy", "slot": 2, "key": "2"}]
    }
    publish_schema(project, [new_tone], project.created_by)
    bench.press("1", "Enter")
    notice = bench.page.locator("refused-saves .notice")
    expect(notice).to_be_visible()
    expect(bench.label("calm")).to_be_visible()
    notice.get_by_role("button", name="Open it again").click()
    expect(notice).to_have_count(0)
    assert bench.document(documents) == first
    bench.press("2", "Enter")
    bench.wait_until_saved()
    assert labels_of(first) == ["stormy"]
    problems[:] = [problem for problem in problems if REFUSED not in problem]


def test_the_theme_is_chosen_in_the_menu_and_kept_until_the_account_says_otherwise(bench, annotator):
    bench.page.get_by_role("button", name="Ada").click()
    bench.page.get_by_role("button", name="Dark", exact=True).click()
    background = "getComputedStyle(document.documentElement).backgroundColor"
    assert bench.page.evaluate(background) == "rgb(22, 24, 29)"
    bench.open()
    assert bench.page.evaluate(background) == "rgb(22, 24, 29)"
    User.objects.filter(id=annotator.id).update(theme="light")
    bench.open()
    assert bench.page.evaluate(background) == "rgb(255, 255, 255)", "the account's theme was chosen later"


def test_a_question_carries_the_chosen_words_and_comes_back_answered(
    bench, documents, annotator, supervisor, look
):
    document = bench.document(documents)
    bench.press("1", "ArrowRight", "q")
    dialog = bench.page.get_by_role("dialog", name="Ask the supervisors")
    first = document.text.split()[0]
    expect(dialog.locator("blockquote")).to_have_text(first)
    dialog.get_by_label("Your question").fill("Is x a name? 1")
    dialog.get_by_label("About the label").select_option(label="person")
    look("workbench-ask")
    with bench.page.expect_response("**/inquiries/"):
        dialog.get_by_role("button", name="Ask").click()
    expect(bench.voice).to_contain_text("Your question goes to the supervisors.")
    assert bench.document(documents) == document, "one works on"
    bench.wait_until_saved()
    inquiry = Inquiry.objects.get()
    assert (inquiry.document, inquiry.quote, inquiry.label.name) == (document, first, "person")
    assert inquiry.text == "Is x a name? 1"
    assert inquiry.responses[0]["labels"] == [label_id(inquiry.project, "glad")]
    bench.press("Escape", "h")
    expect(bench.page.locator("own-inquiries")).to_contain_text("not answered yet")
    bench.press("Escape")
    reply(inquiry, "It is.", supervisor)
    bench.press("h")
    expect(bench.page.locator("own-inquiries")).to_contain_text("It is.")
    expect(bench.page.locator("own-inquiries")).to_contain_text("answered by Sam")
    look("workbench-questions")


def label_id(project, name):
    return project.questions.get(labels__name=name).labels.get(name=name).id


def test_a_question_about_a_picked_mark_names_its_label(bench, documents):
    document = bench.document(documents)
    bench.press("ArrowRight", "p", "Tab", "q")
    dialog = bench.page.get_by_role("dialog", name="Ask the supervisors")
    expect(dialog.locator("blockquote")).to_have_text(document.text.split()[0])
    expect(dialog.get_by_label("About the label").locator("option:checked")).to_have_text("person")
    dialog.get_by_role("button", name="Cancel").click()
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize("size", [(1280, 800), (820, 1180)], ids=["laptop", "tablet"])
def test_axe_finds_nothing_on_the_workbench_at_work(bench, look, size):
    bench.page.set_viewport_size({"width": size[0], "height": size[1]})
    bench.press("ArrowRight", "p", "1", "ArrowRight", "ArrowRight", "l")
    look(f"workbench-{size[0]}")
    bench.press("?")
    look(f"workbench-{size[0]}-help")
    bench.press("Escape", "h")
    look(f"workbench-{size[0]}-answers")
    fits = "document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight"
    assert bench.page.evaluate(fits), "the workbench is larger than its window"


def test_the_first_visit_stays_under_100_kilobytes(another_browser, sign_in, project, annotator, documents):
    """Scripts and styles as they come over the wire: compressed, and with all that HTTP/1 says about them."""
    sign_in(annotator, another_browser)
    page = another_browser.new_page()
    fetched = []
    page.on("requestfinished", lambda request: fetched.append(request))
    Bench(page, project).open()
    page.wait_for_load_state("networkidle")
    sizes = [request.sizes() for request in fetched if request.resource_type in {"script", "stylesheet"}]
    total = sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)
    assert 20_000 < total < 100_000, f"{total} bytes of JavaScript and CSS"
