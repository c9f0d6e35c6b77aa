"""A letter a day for those who asked for one, with no more in it than the list of notifications says."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from django.core import mail

from annotate.models import User
from annotate.services import digests
from annotate.services.digests import send_due
from annotate.services.notifications import mark_read, notify_of_mentions

pytestmark = pytest.mark.django_db
MORNING = datetime(2031, 5, 6, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _mail_server(settings):
    settings.EMAIL_HOST, settings.SITE_URL = "mail.example.org", "https://gloss.example.org"


@pytest.fixture
def reader(client, annotator):
    client.force_login(annotator)
    sent = {"kinds": ["mention"], "email": "ada@example.org", "digest": "on"}
    assert client.post("/notifications/settings/", sent).status_code == 302
    return User.objects.get(id=annotator.id)


def name(project, reader, expert):
    notify_of_mentions(project, f"@{reader.username} what of this secret?", 1, expert)


def test_it_says_how_much_is_new_and_nothing_of_what(project, reader, expert):
    name(project, reader, expert)
    name(project, reader, expert)
    assert send_due(MORNING) == 1
    (letter,) = mail.outbox
    assert letter.to == ["ada@example.org"]
    assert letter.subject == "2 new notifications in Gloss"
    assert f"{project.name}: somebody named me in a comment (2)" in letter.body
    assert "https://gloss.example.org/notifications/" in letter.body
    assert "secret" not in letter.body


def test_there_is_one_a_day_and_none_without_news(project, reader, expert):
    name(project, reader, expert)
    assert [send_due(MORNING), send_due(MORNING), send_due(MORNING + timedelta(hours=9))] == [1, 0, 0]
    assert send_due(MORNING + timedelta(days=1)) == 0, "it was in the last one"
    assert send_due(MORNING.replace(hour=3) + timedelta(days=2)) == 0


def test_what_is_read_or_not_wanted_is_in_no_letter(project, reader, expert, settings):
    name(project, reader, expert)
    mark_read(reader)
    assert send_due(MORNING) == 0
    name(project, reader, expert)
    User.objects.filter(id=reader.id).update(wants_digest=False, digested_at=None)
    assert send_due(MORNING) == 0
    User.objects.filter(id=reader.id).update(wants_digest=True)
    settings.EMAIL_HOST = ""
    assert send_due(MORNING) == 0


def test_what_the_mail_server_did_not_take_is_sent_later(project, reader, expert, monkeypatch):
    name(project, reader, expert)

    def refuse(*_args: object) -> int:
        raise SMTPServerDisconnected

    with monkeypatch.context() as patch:
        patch.setattr(digests, "send_mail", refuse)
        assert send_due(MORNING) == 0
    assert send_due(MORNING) == 1


def test_nobody_asks_for_letters_to_what_is_no_address(client, reader):
    answer = client.post("/notifications/settings/", {"kinds": [], "email": "ada at home", "digest": "on"})
    assert answer.status_code == 422
    assert User.objects.get(id=reader.id).email == "ada@example.org"
    client.post("/notifications/settings/", {"kinds": [], "email": ""})
    assert not User.objects.get(id=reader.id).wants_digest


def test_one_address_that_is_no_more_keeps_no_letter_from_others(
    project, reader, second_annotator, expert, monkeypatch
):
    User.objects.filter(id=second_annotator.id).update(email="ben@example.org", wants_digest=True)
    name(project, reader, expert)
    name(project, second_annotator, expert)
    send = digests.send_mail

    def refuse_one(subject: str, text: str, sender: str, to: list[str]) -> int:
        if to == ["ada@example.org"]:
            raise SMTPRecipientsRefused({to[0]: (550, b"no such user")})
        return send(subject, text, sender, to)

    monkeypatch.setattr(digests, "send_mail", refuse_one)
    assert send_due(MORNING) == 1
    assert [letter.to for letter in mail.outbox] == [["ben@example.org"]]
