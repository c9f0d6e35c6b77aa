"""What the documentation says is there: links, make targets, management commands, settings."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|mailto:|picture:|#)([^)#\s]+)", page.read_text()):
        assert (page.parent / target).exists(), f"{target} is linked from {page.name} but is not there"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_exists(page):
    text = page.read_text()
    targets = re.findall(r"^#: make (\w+)", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for group in re.findall(r"`make ([a-z ]+)`|^ {4}make ([a-z ]+)$", text, re.MULTILINE):
        for target in "".join(group).split():
            assert target in [*targets, "demo"], f"{page.name} says make {target}"
    for command in re.findall(r"manage\.py (\w+)", text):
        assert command in {*get_commands(), "up"}, f"{page.name} says manage.py {command}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_named_in_code_is_there(page):
    for name in re.findall(
        r"`((?:annotate|config|tests|docs|static|templates|review)/[\w./-]+)`", page.read_text()
    ):
        assert (ROOT / name).exists(), f"{page.name} speaks of {name}"


def test_decisions_are_numbered_once():
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert sorted(numbers) == sorted(set(numbers))
