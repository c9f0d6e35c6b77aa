"""The account's pages in a real browser: they look right, and what is done there takes hold."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

from annotate.models import User
from annotate.roles import Role
from annotate.services.invitations import invite_to_project

PASSWORD = "correct horse battery"


def fill_in(page, **fields):
    for label, value in fields.items():
        page.get_by_label(label.replace("_", " "), exact=True).fill(value)


def test_somebody_signs_in_and_out(page, look, problems, owner):
    owner.password = make_password(PASSWORD, hasher="argon2")  # the server knows no quick one
    owner.save()
    page.goto("/account/")
    expect(page).to_have_url(re.compile(r"/sign-in/\?next=%2Faccount%2F$"))
    look("sign-in")
    fill_in(page, User_name="olga", Password="wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("The user name or the password is wrong.")
    look("sign-in-refused")
    problems.clear()  # the browser reports the 422
    fill_in(page, User_name="olga", Password=PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Account", level=1)).to_be_visible()
    page.get_by_role("button", name="Olga").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_somebody_accepts_an_invitation(page, look, owner, project):
    page.goto(f"/invitations/{invite_to_project(project, [Role.ANNOTATOR], owner)}/")
    expect(page.get_by_text("Olga invites you to the project Postcards, as annotator.")).to_be_visible()
    look("invitation")
    fill_in(page, Your_name="Nia", User_name="nia", New_password=PASSWORD, New_password_again=PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    page.wait_for_url("**/projects/postcards/")
    assert User.objects.get(username="nia").memberships.get().roles == ["annotator"]


def test_a_theme_is_shown_when_chosen_and_kept_when_saved(page, look, sign_in, owner):
    sign_in(owner)
    page.goto("/account/")
    page.get_by_role("combobox", name="Theme").select_option("dark")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your settings are saved.")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def test_a_token_is_shown_once_to_be_copied(page, context, look, sign_in, owner, project):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(owner)
    page.goto("/account/tokens/")
    fill_in(page, **{"What is it for?": "nightly export"})
    page.get_by_label("export", exact=True).check()
    page.get_by_role("button", name="Make the token").click()
    field = page.get_by_label("The token “nightly export”")
    expect(field).to_have_value(re.compile("^ann_"))
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == field.input_value()
    look("tokens")


def test_an_administrator_looks_after_people(page, look, sign_in, administrator, owner):
    sign_in(administrator)
    page.goto("/people/")
    look("people")
    olga = page.get_by_role("row", name="Olga")
    olga.get_by_role("button", name="Reset link").click()
    expect(page.get_by_label("The reset link for Olga")).to_have_value(re.compile("/password-resets/"))
    look("people-reset-link")
    page.goto(page.get_by_label("The reset link for Olga").input_value())
    look("password-reset")


@pytest.mark.parametrize("address", ["/invitations/over/", "/password-resets/over/"])
def test_a_link_that_is_over_says_so(page, look, problems, address):
    page.goto(address)
    expect(page.get_by_role("heading", name="This link is over")).to_be_visible()
    look("link-over")
    problems.clear()  # the browser reports the 410


def test_an_owner_invites(page, look, sign_in, owner, project):
    sign_in(owner)
    page.goto("/projects/postcards/settings/invitations/")
    fill_in(page, **{"For whom?": "Nia"})
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_label("The invitation link")).to_have_value(re.compile("/invitations/"))
    look("invitations")
