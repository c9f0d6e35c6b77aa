"""A mind map in a real browser: written by keys, linked, changed by two people at once, and taken away."""

import pytest
from playwright.sync_api import expect

from annotate.models import Membership
from booklet.models import MapRevision
from booklet.services.maps import save_map

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def node(one, parent, text, *links):
    return {"id": one, "parent": parent, "text": text, "links": list(links)}


def texts():
    nodes = MapRevision.objects.order_by("-number").first().nodes
    names = {one["id"]: one["text"] for one in nodes}
    return [(names.get(one["parent"], ""), one["text"]) for one in nodes]


def open_map(page):
    page.goto("/projects/postcards/booklet/maps/concepts/")
    expect(page.get_by_role("treeitem", name="Postcards")).to_be_visible()
    page.get_by_role("treeitem", name="Postcards").focus()


def save(page):
    page.keyboard.press("Control+s")
    expect(page.locator("[data-part=status]")).to_have_text("Saved.")


def test_a_map_is_written_by_keys_linked_merged_and_exported(
    page, another_browser, sign_in, look, problems, project, expert, supervisor, annotator
):
    sign_in(expert)
    open_map(page)
    page.keyboard.press("Tab")
    page.keyboard.type("Liking")
    page.keyboard.press("Tab")
    page.keyboard.type("A town <b>they</b> like")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.keyboard.type("Weather")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("Rain")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+ArrowRight")  # below the one above it
    expect(page.get_by_role("treeitem", name="Rain")).to_have_attribute("aria-level", "3")
    expect(page.get_by_role("treeitem", name="Rain")).to_be_focused()
    page.keyboard.press("Delete")
    expect(page.get_by_role("treeitem", name="Rain")).to_have_count(0)
    page.keyboard.press("Control+z")
    page.keyboard.type("Rainfall")  # typing renames
    page.keyboard.press("Enter")
    save(page)
    assert texts() == [
        ("", "Postcards"),
        ("Postcards", "Liking"),
        ("Liking", "A town <b>they</b> like"),
        ("Postcards", "Weather"),
        ("Weather", "Rainfall"),
    ]

    page.get_by_role("treeitem", name="Liking").focus()
    page.keyboard.press("Control+k")
    page.keyboard.type("gla")
    page.get_by_role("button", name="label: glad").click()
    expect(page.get_by_role("treeitem", name="Liking, label: glad")).to_be_focused()
    save(page)
    missing = page.locator("[data-part=unlabelled]")
    expect(missing.get_by_role("button", name="Rainfall")).to_be_visible()
    expect(page.locator("[data-part=unplaced]")).not_to_contain_text("glad")
    expect(page.locator("[data-part=unplaced]")).to_contain_text("cross")
    look("map")

    number = MapRevision.objects.order_by("-number").first()
    theirs = [one | ({"text": "Much rain"} if one["text"] == "Rainfall" else {}) for one in number.nodes]
    membership = Membership.objects.select_related("project").get(project=project, user=supervisor)
    save_map(membership, "concepts", [*theirs, node("theirs", "root", "Prices")], number.number)
    page.get_by_role("treeitem", name="Rainfall").focus()
    page.keyboard.press("F2")
    page.keyboard.type(" in Bergen")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    dialog = page.get_by_role("dialog", name="Two versions")
    expect(dialog).to_contain_text("Much rain")
    expect(dialog).to_contain_text("Rainfall in Bergen")
    look("map-conflict")
    assert any("409" in problem for problem in problems)
    problems.clear()
    dialog.get_by_role("radio", name="Yours").check()
    dialog.get_by_role("button", name="Keep this and save").click()
    expect(page.locator("[data-part=status]")).to_have_text("Saved.")
    assert {("Weather", "Rainfall in Bergen"), ("Postcards", "Prices")} <= set(texts())

    page.get_by_role("treeitem", name="Prices").focus()
    page.keyboard.press("F2")
    page.keyboard.type(" of rooms")
    page.keyboard.press("Enter")
    expect(page.locator("[data-part=status]")).to_contain_text("kept in this browser")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_role("treeitem", name="Prices of rooms")).to_be_visible()
    page.locator(".map-node", has_text="Prices of rooms").drag_to(
        page.locator(".map-node", has_text="Weather")
    )
    expect(page.get_by_role("treeitem", name="Prices of rooms")).to_have_attribute("aria-level", "3")
    save(page)
    assert ("Weather", "Prices of rooms") in texts()

    for link, end in (("SVG picture", ".svg"), ("Markdown outline", ".md")):
        with page.expect_download() as download:
            page.get_by_role("link", name=link).click()
        content = download.value.path().read_text("utf-8")
        assert download.value.suggested_filename == f"postcards-concepts{end}"
        assert "Rainfall in Bergen" in content
        assert "<b>they" not in content
    page.get_by_role("link", name="Print").click()
    expect(page.locator(".map-drawing")).to_contain_text("A town <b>they</b>")
    look("map-printed")
    page.goto("/projects/postcards/booklet/maps/concepts/history/")
    look("map-history")
    sign_in(annotator)
    open_map(page)
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("treeitem", name="Liking, label: glad")).to_be_focused()


def test_what_is_pointed_at_while_a_save_is_under_way_is_kept(page, sign_in, project, expert):
    sign_in(expert)
    open_map(page)
    page.keyboard.press("Tab")
    page.keyboard.type("Liking")
    page.keyboard.press("Enter")
    expect(page.get_by_role("treeitem", name="Liking")).to_be_focused()
    held = []
    page.route("**/revisions/", lambda route: held.append(route))
    with page.expect_request("**/revisions/"):
        page.keyboard.press("Control+s")
    page.locator("[data-part=unplaced]").get_by_role("button", name="glad").click()
    held[0].continue_()
    expect(page.get_by_role("treeitem", name="glad, label: glad")).to_be_focused()
    expect(page.locator("[data-part=status]")).to_contain_text("kept in this browser")
    page.unroute("**/revisions/")
    save(page)
    assert ("Postcards", "glad") in texts()


def test_a_map_is_saved_after_its_author_signed_in_anew_elsewhere(
    page, context, sign_in, problems, project, expert
):
    sign_in(expert)
    open_map(page)
    context.clear_cookies(name="csrf")
    context.request.get("/account/")  # brings the token of another sign-in
    page.keyboard.press("Tab")
    page.keyboard.type("Liking")
    page.keyboard.press("Enter")
    save(page)
    assert ("Postcards", "Liking") in texts()
    problems.clear()  # the browser reports the 403 that comes before
