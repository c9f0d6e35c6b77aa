"""The console lets the first person in, and the operator back in."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from annotate.management.commands import create_owner
from annotate.models import Invitation, User

pytestmark = pytest.mark.django_db
PASSWORD = "seven quiet otters"


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def link_in(said):
    return re.search(r"https?://[^/]+(/\S+)", said)[1]


@pytest.fixture
def typing(monkeypatch):
    """What the person at the console types when asked for a password."""
    typed = [PASSWORD, PASSWORD]
    monkeypatch.setattr(create_owner, "getpass", lambda prompt: typed.pop(0))
    return typed


def test_it_prints_a_link_that_makes_the_first_administrator():
    said = run("create_owner", "--site", "https://gloss.test/")
    assert "https://gloss.test/invitations/" in said
    client = Client()
    assert "makes you an administrator" in client.get(link_in(said)).content.decode()
    new = {"name": "Olga", "username": "olga", "password": PASSWORD, "repeated": PASSWORD}
    assert client.post(link_in(said), new).status_code == 302
    assert client.get("/people/").status_code == 200


def test_a_second_run_ends_the_first_link():
    first, second = run("create_owner"), run("create_owner")
    assert Client().get(link_in(first)).status_code == 410
    assert Client().get(link_in(second)).status_code == 200


def test_with_an_administrator_it_makes_nothing_and_says_what_to_do(administrator):
    said = run("create_owner")
    assert "There is an administrator already: Root (root). Nothing was made." in said
    assert not Invitation.objects.exists()
    assert "Open this link" in run("create_owner", "--another")


def test_it_makes_the_account_at_the_console(typing):
    said = run("create_owner", "--username", "olga", "--name", "Olga")
    assert said == "Olga (olga) can sign in now and is administrator.\n"
    assert User.objects.get().is_administrator
    assert Client().post("/sign-in/", {"username": "olga", "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "sentence"), [(["short"] * 2, "at least 12"), ([PASSWORD, "other"], "differ")]
)
def test_a_password_that_will_not_do_makes_nothing(typing, typed, sentence):
    typing[:] = typed
    with pytest.raises(CommandError, match=sentence):
        run("create_owner", "--username", "olga")
    assert not User.objects.exists()
    assert not Invitation.objects.exists()


def test_a_taken_name_is_refused(typing, owner):
    with pytest.raises(CommandError, match="taken"):
        run("create_owner", "--username", "Olga")


def test_a_reset_link_comes_from_the_console_too(owner):
    link = link_in(run("create_reset_link", "OLGA"))
    assert Client().post(link, {"password": PASSWORD, "repeated": PASSWORD}).status_code == 302
    with pytest.raises(CommandError, match="Nobody has the user name nia"):
        run("create_reset_link", "nia")
