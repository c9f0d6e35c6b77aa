"""The conversations of docs/importing.md, imported as they stand there."""

import json
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.django_db
PAGE = Path(__file__).parents[3] / "docs" / "importing.md"


def documented():
    section = PAGE.read_text(encoding="utf-8").partition("## Conversations")[2].partition("\n## ")[0]
    return re.findall(r"```json\n(.+?)\n```", section)


def test_the_documented_conversations_come_in_with_their_turns(bring_in, project):
    lines = documented()
    bring_in("\n".join(lines).encode(), columns={"turns": "metadata", "format": "metadata"})
    call, named = project.documents.order_by("external_id")
    assert [call.text[turn["start"] : turn["end"]] for turn in call.metadata["turns"]] == call.text.split(
        "\n"
    )
    assert call.metadata["turns"] == json.loads(lines[0])["turns"]
    assert named.metadata == {"format": "dialogue"}
