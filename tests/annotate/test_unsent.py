"""A form that comes too late for its sign-in: what was typed is kept, and nothing of it is done."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.test import Client

from tests.conftest import make_user

pytestmark = pytest.mark.django_db
FORM = {"name": 'Olga "O" <Olsen>\r\nsecond line', "language": "en", "time_zone": "UTC", "theme": "dark"}


@pytest.fixture
def browser(owner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    return client


def token_of(browser):
    return re.search(r'csrf-token" content="(\w+)"', browser.get("/account/").content.decode())[1]


def send(browser, token, form, url="/account/", **headers):
    body = urlencode(form | {"csrfmiddlewaretoken": token})
    headers = {"origin": "http://testserver"} | headers
    return browser.post(url, body, "application/x-www-form-urlencoded", headers=headers)


def kept(response):
    fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', response.content.decode())
    return {name: unescape(value) for name, value in fields}


def test_what_was_typed_before_somebody_signed_in_anew_is_sent_once_they_say_so(browser, owner):
    stale = token_of(browser)
    browser.force_login(owner)
    browser.cookies.pop("csrf")
    token_of(browser)
    response = send(browser, stale, FORM)
    assert response.status_code == 403
    assert "Send it as Olga" in response.content.decode()
    again = kept(response)
    assert again.items() >= FORM.items()
    assert send(browser, again.pop("csrfmiddlewaretoken"), again).status_code == 302
    owner.refresh_from_db()
    assert owner.theme == "dark"


def test_it_names_who_would_send_it(browser):
    stale = token_of(browser)
    browser.cookies.pop("csrf")
    browser.force_login(make_user("nora"))
    token_of(browser)
    assert "Send it as Nora" in send(browser, stale, FORM).content.decode()


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_another_sites_form_is_not_offered_for_sending(browser, origin):
    response = send(browser, "stale", FORM, origin=origin)
    assert response.status_code == 403
    assert "theme" not in kept(response)
    assert "Send it" not in response.content.decode()


def test_no_page_holds_a_password(browser):
    form = {"username": "olga", "password": "correct horse battery"}
    response = send(browser, "stale", form, url="/sign-in/")
    assert response.status_code == 403
    assert "correct horse" not in response.content.decode()


def test_who_is_signed_out_keeps_what_they_typed(browser):
    token = token_of(browser)
    browser.cookies.pop("session")
    response = send(browser, token, FORM)
    assert response.status_code == 401
    assert kept(response).items() >= FORM.items()
    assert 'href="/sign-in/" target="_blank"' in response.content.decode()


def test_a_button_pressed_while_signed_out_leads_to_sign_in(browser):
    token = token_of(browser)
    browser.cookies.pop("session")
    response = send(browser, token, {}, url="/account/sessions/endings/")
    assert (response.status_code, response["Location"]) == (302, "/sign-in/?next=%2F")


@pytest.mark.parametrize("headers", [{"hx-request": "true"}, {"content-type": "application/json"}])
def test_fragments_and_programs_get_a_sentence(browser, headers):
    response = browser.post("/account/", "{}", headers.get("content-type", "text/plain"), headers=headers)
    assert response.status_code == 403
    assert response.content.decode().startswith("Somebody signed in anew")
