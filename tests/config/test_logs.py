"""Secrets do not get into the log."""

import logging

import pytest
from django.conf import settings
from django.utils.log import configure_logging

from config.logs import HideSecrets

SECRET = "Qk3J9_x-7bVtYw2mN8sLr5pDcF1aHgZe0uXoTiKy4RM"


@pytest.mark.parametrize(
    ("message", "arguments", "written"),
    [
        ("%s: %s", ("Gone", f"/invitations/{SECRET}/"), "Gone: /invitations/…/"),
        (
            f"Unprocessable Entity: /password-resets/{SECRET}/",
            (),
            "Unprocessable Entity: /password-resets/…/",
        ),
        ("%s: %s", ("Gone", f"/shared/{SECRET}/comments/"), "Gone: /shared/…/comments/"),
        ("sent %s", (f"Bearer ann_{SECRET}",), "sent Bearer ann_…"),
        ("%s: %s", ("Not Found", "/projects/invitations/"), "Not Found: /projects/invitations/"),
    ],
)
def test_a_secret_is_cut_out_of_a_line(message, arguments, written):
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, arguments, None)
    assert HideSecrets().filter(record)
    assert record.getMessage() == written


def test_every_handler_has_the_filter():
    for name, handler in settings.LOGGING["handlers"].items():
        assert "secrets" in handler["filters"], name


def test_a_refused_link_is_logged_without_its_secret(client, db, capsys):
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    client.get(f"/invitations/{SECRET}/")
    logged = capsys.readouterr().out
    assert "Gone: /invitations/…/" in logged
    assert SECRET not in logged


def test_a_wrong_role_is_one_line_and_no_trace(client, project, annotator, capsys):
    configure_logging(settings.LOGGING_CONFIG, settings.LOGGING)
    client.force_login(annotator)
    assert client.get(f"/projects/{project.slug}/settings/").status_code == 403
    logged = capsys.readouterr().out
    assert "WARNING django.request: Forbidden" in logged
    assert "Traceback" not in logged
