"""The booklet's pages as people use them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from booklet.models import Decision, Draft, Page, Proposal
from booklet.services.pages import Edit, make_page, save_page
from booklet.views import proposals

pytestmark = pytest.mark.django_db
XSS = "<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1))"


@pytest.fixture
def at(client, project):
    def ask(name, *args, by, post=None, **query):
        client.force_login(by)
        url = reverse(f"booklet:{name}", args=[project.slug, *args], query=query)
        return client.get(url) if post is None else client.post(url, post)

    return ask


def words(response):
    return response.content.decode()


def test_a_project_without_a_booklet_can_begin_with_a_page_for_every_label(at, project, expert, annotator):
    assert "Make these pages" in words(at("index", by=expert))
    assert "Make these pages" not in words(at("index", by=annotator))
    at("starts", by=expert, post={})
    titles = set(Page.objects.values_list("current__title", flat=True))
    assert {"glad", "cross", "person", "place", "Glossary"} <= titles
    glad = Page.objects.get(current__title="glad")
    assert "Somebody is pleased." in glad.current.text, "what the schema says of a label is there already"
    at("starts", by=expert, post={})
    assert Page.objects.count() == len(titles), "beginning twice is beginning once"


def test_a_page_is_written_read_and_changed(at, project, expert, annotator):
    answer = at("page-new", by=expert, post={"title": "Prices", "text": "# Rule\n\nToo *dear*."})
    page = Page.objects.get()
    assert answer["Location"].endswith(f"/booklet/pages/{page.id}/")
    shown = words(at("page", page.id, by=annotator))
    assert "<em>dear</em>" in shown
    assert "Suggest an edit" in shown
    edit = {"title": "Prices", "text": "Too high.", "base": "1", "note": "shorter", "changes_meaning": "on"}
    at("page-edit", page.id, by=expert, post=edit)
    assert "Too high." in words(at("page", page.id, by=annotator))
    assert "This page has changed in meaning." in words(at("page", page.id, by=annotator))
    at("receipts", page.id, by=annotator, post={"revision": page.revisions.latest("number").id})
    assert "This page has changed in meaning." not in words(at("page", page.id, by=annotator))
    assert "1 annotator has read" in words(at("page", page.id, by=expert))


def test_a_title_that_is_taken_comes_back_with_all_that_was_typed(at, rules, expert):
    answer = at("page-new", by=expert, post={"title": "RULES", "text": "A long text."})
    assert answer.status_code == 422
    assert "Another page is called" in words(answer)
    assert "A long text." in words(answer)


def test_two_editors_of_the_same_words_see_both_and_lose_nothing(at, rules, expert, owner):
    save_page(rules, Edit("Rules", "First of all.\n", 1), owner)
    answer = at(
        "page-edit", rules.id, by=expert, post={"title": "Rules", "text": "First, then.\n", "base": "1"}
    )
    assert answer.status_code == 409
    assert "First of all." in words(answer)
    assert "First, then." in words(answer)
    assert 'name="base" value="2"' in words(answer)


def test_an_annotator_suggests_and_an_expert_decides(at, rules, annotator, expert):
    at(
        "page-edit",
        rules.id,
        by=annotator,
        post={"title": "Rules", "text": "Mine.", "base": "1", "note": "why"},
    )
    proposal = Proposal.objects.get()
    assert "1 suggested edit waits" in words(at("index", by=expert))
    assert "why" in words(at("proposals", by=expert))
    assert "Mine." in words(at("proposal", proposal.id, by=expert))
    form = words(at("proposal", proposal.id, by=expert))
    assert 'name="note" value="why"' in form, "the reason goes along"
    at(
        "proposal",
        proposal.id,
        by=expert,
        post={"title": "Rules", "text": "Mine.", "base": "1", "note": "why"},
    )
    assert "Mine." in words(at("page", rules.id, by=annotator))
    assert rules.revisions.latest("number").note == "why"


def test_what_an_expert_chose_for_a_suggestion_is_kept_when_somebody_saved_meanwhile(
    at, rules, annotator, expert, owner
):
    at("page-edit", rules.id, by=annotator, post={"title": "Rules", "text": "Mine.\n", "base": "1"})
    save_page(rules, Edit("Rules", "Theirs.\n", 1), owner)
    sent = {"title": "Rules", "text": "Mine.\n", "base": "1", "note": "why", "changes_meaning": "on"}
    answer = at("proposal", Proposal.objects.get().id, by=expert, post=sent)
    assert answer.status_code == 409
    for kept in ('name="base" value="2"', 'name="note" value="why"', 'name="changes_meaning" checked'):
        assert kept in words(answer)


def test_however_many_edits_are_suggested_a_few_are_shown_at_a_time(
    at, rules, annotator, expert, monkeypatch
):
    monkeypatch.setattr(proposals, "MOST_SHOWN", 2)
    for number in range(3):
        sent = {"title": "Rules", "text": f"{number}", "base": "1", "note": f"Suggestion {number}"}
        at("page-edit", rules.id, by=annotator, post=sent)
    assert "3 suggested edits wait" in words(at("index", by=expert))
    shown = words(at("proposals", by=expert))
    assert ["Suggestion 0" in shown, "Suggestion 1" in shown, "Suggestion 2" in shown] == [True, True, False]
    assert "1 more waits" in shown


def test_a_draft_is_kept_for_its_author_alone(at, rules, expert, owner):
    at("drafts", rules.id, by=expert, post={"title": "Rules", "text": "half a thou", "base": "1"})
    assert "half a thou" in words(at("page-edit", rules.id, by=expert))
    assert "half a thou" not in words(at("page-edit", rules.id, by=owner))
    at("drafts", rules.id, by=expert, post={"drop": "yes"})
    assert not Draft.objects.exists()


def test_history_shows_two_revisions_side_by_side(at, rules, expert):
    save_page(rules, Edit("Rules", "First row.\n", 1), expert)
    shown = words(at("history", rules.id, by=expert))
    assert "<del>line</del>" in shown
    assert "<ins>row</ins>" in shown
    assert 'name="base" value="2"' in shown
    at("restorations", rules.id, by=expert, post={"number": "1", "base": "2"})
    assert Page.objects.get().current.number == 3
    assert at("restorations", rules.id, by=expert, post={"number": "1", "base": "2"}).status_code == 409
    assert "brings back 1" in words(at("history", rules.id, by=expert))


def test_history_reads_two_texts_however_many_there_are(at, rules, expert, contexts):
    for number in range(1, 6):
        save_page(rules, Edit("Rules", f"Text {number}.\n", number), expert)
    answer = at("history", rules.id, by=expert, **{"to": "3", "from": "2"})
    assert all("text" in one.get_deferred_fields() for one in answer.context["revisions"])
    assert "<ins>2</ins>" in words(answer)
    for odd in ("99", "x", HUGE):
        answer = at("history", rules.id, by=expert, **{"to": odd, "from": odd})
        assert (answer.context["after"].number, answer.status_code) == (6, 200)


def test_a_search_finds_beginnings_of_words_in_pages_and_decisions(at, project, rules, expert):
    Decision.objects.create(project=project, number=1, title="On seconds", decision="None.", author=expert)
    found = words(at("index", by=expert, q="sec"))
    assert "<mark>Second</mark>" in found
    assert "On seconds" in found
    assert "No page, no example and no decision" in words(at("index", by=expert, q="zebra"))
    assert at("index", by=expert, q="' & | ! :* \\").status_code == 200


def test_the_panel_opens_at_a_label_and_lists_all_pages(at, glad_page, rules, annotator, glad):
    assert "Somebody is pleased." in words(at("panel", by=annotator, label=glad.id))
    assert "Rules" in words(at("panel", by=annotator))
    assert "First line." in words(at("panel", by=annotator, page=rules.id))


def test_a_change_of_meaning_is_shown_once_before_the_next_document(at, client, rules, annotator, expert):
    assert at("unread", by=annotator).status_code == 204
    save_page(rules, Edit("Rules", "First line only.\n", 1, "shorter", changes_meaning=True), expert)
    shown = words(at("unread", by=annotator))
    assert "Changed: Rules" in shown
    assert "shorter" in shown
    receipt = re.search(r'data-receipt="([^"]*)"', shown)[1]
    newer = save_page(rules, Edit("Rules", "First line once more.\n", 2, changes_meaning=True), expert)
    client.post(receipt, headers={"accept": "application/json"})
    shown = words(at("unread", by=annotator))
    assert f"revision={newer.id}" in shown, "what was confirmed is what was shown, and no more"
    assert "Second line." in shown, "both changes are shown: neither was confirmed"
    assert "?from=1" in words(at("page", rules.id, by=annotator))
    client.post(
        re.search(r'data-receipt="([^"]*)"', shown)[1],
        headers={"accept": "application/json"},
    )
    assert at("unread", by=annotator).status_code == 204


@pytest.mark.parametrize(
    "place",
    [
        "page",
        "edit",
        "history",
        "preview",
        "search",
        "panel",
        "unread",
        "proposals",
        "decision",
        "index",
    ],
)
def test_no_view_lets_a_script_of_a_page_run(at, project, rules, glad, annotator, expert, place):
    page = make_page(project, Edit("<b>Bold</b>", XSS), expert, label=glad)
    save_page(page, Edit("<b>Bold</b>", f"{XSS} zebra", 1, XSS[:200], changes_meaning=True), expert)
    at(
        "page-edit",
        page.id,
        by=annotator,
        post={"title": "<i>", "text": f"{XSS} more", "base": "2", "note": XSS[:200]},
    )
    made = Decision.objects.create(
        project=project, number=1, title=XSS[:100], decision=XSS, context=XSS, author=expert
    )
    ask = {
        "page": lambda: at("page", page.id, by=expert),
        "edit": lambda: at("page-edit", page.id, by=expert),
        "history": lambda: at("history", page.id, by=expert),
        "preview": lambda: at("previews", by=expert, post={"text": XSS}),
        "search": lambda: at("index", by=expert, q="zebra"),
        "panel": lambda: at("panel", by=annotator, label=glad.id),
        "unread": lambda: at("unread", by=annotator),
        "proposals": lambda: at("proposals", by=expert),
        "decision": lambda: at("decision", made.id, by=annotator),
        "index": lambda: at("index", by=expert),
    }[place]
    shown = words(ask())
    assert "alert(1)" in shown or "Bold" in shown
    for forbidden in ("<script>alert", "<img", "<b>Bold", 'href="javascript', "<i>"):
        assert forbidden not in shown, place


def test_a_page_asks_the_same_number_of_queries_however_many_blocks_it_has(client, project, rules, expert):
    def queries(title, times):
        text = "\n\n".join(["{{label: glad}}", "{{decision: 1}}", "[[Rules]]"] * times)
        page = make_page(project, Edit(title, text), expert)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("booklet:page", args=[project.slug, page.id])).status_code == 200
        return len(asked)

    client.force_login(expert)
    queries("Warm", 1)
    assert queries("Long", 40) == queries("Short", 1) < 25


def test_roles_without_a_say_read_and_write_nothing(at, rules, viewer):
    assert "Suggest an edit" not in words(at("page", rules.id, by=viewer))
    assert at("page-edit", rules.id, by=viewer).status_code == 403


HUGE = "9" * 30


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("page-edit", {"title": "x" * 121, "text": "Mine.", "base": "1"}),
        ("page-edit", {"title": "Rules", "text": "a\0b", "base": "1"}),
        ("page-edit", {"title": "Rules", "text": "Mine.", "note": "x" * 301, "base": "1"}),
    ],
)
def test_a_suggestion_that_cannot_be_a_page_is_refused_in_words(at, rules, annotator, name, form):
    answer = at(name, rules.id, by=annotator, post=form)
    assert answer.status_code == 422
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("name", "status", "query"),
    [
        ("panel", 200, {"label": HUGE}),
        ("panel", 404, {"page": HUGE}),
        ("page-new", 404, {"label": HUGE}),
        ("decision-new", 404, {"inquiry": HUGE}),
    ],
)
def test_a_number_that_names_nothing_is_no_fault_of_ours(at, rules, expert, name, status, query):
    assert at(name, by=expert, **query).status_code == status


def test_questions_and_pages_that_are_not_there_are_left_out_of_a_form(at, rules, expert):
    decided = {"title": "x", "decision": "y", "also": [HUGE, "0", "abc"]}
    assert at("decision-new", by=expert, post=decided).status_code == 302
    assert at("page-new", by=expert, post={"title": "New", "text": "", "parent": HUGE}).status_code == 422
    unknown = {"number": HUGE, "base": "1"}
    assert at("restorations", rules.id, by=expert, post=unknown).status_code == 422


def test_a_text_too_long_for_a_page_is_refused_whole_with_a_sentence(at, rules, expert):
    at("drafts", rules.id, by=expert, post={"title": "Rules", "text": "half a thought", "base": "1"})
    text = "x" * 1_000_000
    for name, where in (
        ("drafts", [rules.id]),
        ("previews", []),
        ("page-edit", [rules.id]),
        ("page-new", []),
    ):
        answer = at(name, *where, by=expert, post={"title": "Rules of all", "text": text, "base": "1"})
        assert answer.status_code == 422
        assert "at most 200000 characters; this one has 1000000" in words(answer)
    assert Draft.objects.get().text == "half a thought", "a draft is all of what was typed, or what it was"
