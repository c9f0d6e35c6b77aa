"""Does a process that gives way do so on every kernel? That workers do is asked in test_up.py and test_compose.py."""

import os

import pytest

from config import priority


class Busy:
    """Linux, which takes such wishes one by one."""

    def __init__(self, refusals, error=BlockingIOError):
        self.refusals, self.error, self.said = refusals, error, None

    def write_text(self, said):
        self.refusals -= 1
        if self.refusals >= 0:
            raise self.error
        self.said = said


@pytest.fixture
def nicer(monkeypatch):
    """How much nicer this process was to become; it stays as it is, and leads its session."""
    asked = []
    monkeypatch.setattr(os, "nice", asked.append)
    monkeypatch.setattr(os, "getsid", lambda pid: os.getpid())
    monkeypatch.setattr(priority, "TRIES_APART_SECONDS", 0)
    return asked


def test_it_asks_again_where_two_ask_at_once(nicer, monkeypatch):
    monkeypatch.setattr(priority, "GROUP", busy := Busy(refusals=3))
    priority.give_way()
    assert (nicer, busy.said) == ([10], "10")


@pytest.mark.parametrize("error", [BlockingIOError, PermissionError, FileNotFoundError])
def test_it_goes_on_where_the_session_cannot_be_nice(nicer, monkeypatch, error):
    monkeypatch.setattr(priority, "GROUP", busy := Busy(refusals=1000, error=error))
    priority.give_way()
    assert (nicer, busy.said) == ([10], None)


def test_the_session_of_a_terminal_stays_as_it_is(nicer, monkeypatch):
    monkeypatch.setattr(os, "getsid", lambda pid: os.getpid() + 1)
    monkeypatch.setattr(priority, "GROUP", busy := Busy(refusals=0))
    priority.give_way()
    assert (nicer, busy.said) == ([10], None)
