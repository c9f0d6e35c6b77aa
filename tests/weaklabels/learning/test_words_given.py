"""What people and programs get of a model of words: figures, marks in their texts, its places, and the model itself."""

import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotate.models import ApiToken, Project, QueueRow, Standing
from annotate.problems import Invalid
from annotate.queue.streams import DEFAULT_MIX
from annotate.roles import Role
from annotate.services.publishing import publish_schema
from annotate.services.tokens import make_token
from tests.conftest import NAMES, make_project, make_user, member
from tests.weaklabels.learning.cards import CARD, let_mark, write_cards
from tests.weaklabels.learning.conftest import let_learn
from weaklabels.packing import DOCUMENTS, unpacked
from weaklabels.services.learning.board import board_of
from weaklabels.services.learning.recording import newest_run
from weaklabels.services.learning.spans.readings import unpacked_spans
from weaklabels.services.learning.spans.showing import find_words
from weaklabels.services.learning.subjects import subject_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]


@pytest.fixture(scope="module")
def world(made_once):
    """A run, after answers of which a part are on audit documents; the project asks for names alone."""
    project = make_project(make_user("olga"))
    publish_schema(project, [NAMES], project.created_by)
    ada = member(project, "ada", Role.ANNOTATOR)
    _made, truth = write_cards(project, 240)
    QueueRow.objects.filter(document__in=sorted(truth)[:80]).update(pool=1)
    Project.objects.update(mix={**DEFAULT_MIX, "audit": 60}, mix_is_set=True)
    let_mark(project, ada, 120, truth)
    let_learn(project)
    return project.id


@pytest.fixture
def project(world, db):
    return Project.objects.select_related("created_by").get(id=world)


@pytest.fixture
def owner(project):
    return project.created_by


@pytest.fixture
def names(project):
    return project.questions.get(name="Names", retired_at=None)


@pytest.fixture
def audited(names):
    return newest_run(names)


def test_audit_documents_teach_nothing_and_are_all_read(audited):
    learned = set(unpacked(audited.answers, DOCUMENTS).tolist())
    seen = Standing.objects.filter(stream="audit")
    assert seen
    assert not learned & set(seen.values_list("current", flat=True))
    asked = unpacked(audited.audit, DOCUMENTS)
    assert set(asked.tolist()) == set(QueueRow.objects.filter(pool=1).values_list("document", flat=True))
    rows = unpacked_spans(audited.audit_spans)
    assert set(rows[:, 0].tolist()) <= set(range(len(asked)))


def test_the_page_says_how_well_words_are_found(audited, client, viewer, project, names):
    quality = board_of(subject_of(names)).figures.quality
    assert quality.exact > 0.8
    assert quality.overlap >= quality.exact
    client.force_login(viewer)
    said = " ".join(client.get(reverse("learning:model", args=[project.slug])).content.decode().split())
    assert "F1 of spans that are right to the character <strong>" in said
    assert "Documents with it" in said


def test_a_stakeholder_sees_the_words_marked_in_their_text(audited, client, viewer, project):
    client.force_login(viewer)
    reply = client.post(reverse("learning:try", args=[project.slug]), {"text": CARD}).content.decode()
    assert '<mark class="span" data-slot="4">Oslo</mark>' in reply
    assert '<mark class="span" data-slot="3">Zoë</mark>' in reply
    assert "3 passages found." in reply


def test_a_program_is_told_the_places_of_the_words(audited, client, owner, project):
    client.force_login(owner)
    client.post(reverse("learning:publication-list", args=[project.slug, audited.id]))
    ends = timezone.now() + timedelta(days=1)
    _token, secret = make_token(owner, "test", [ApiToken.Scope.PREDICT], ends, None)
    reply = Client(headers={"authorization": f"Bearer {secret}"}).post(
        f"/api/v1/projects/{project.slug}/predict",
        json.dumps({"texts": ["😀 Ann went to Rome.", ""]}),
        content_type="application/json",
    )
    assert reply.status_code == 200, reply.content
    first, second = reply.json()["predictions"]
    assert [(one["start"], one["end"], one["label"]) for one in first["spans"]] == [
        (2, 5, "person"),
        (14, 18, "place"),
    ]
    assert all(0.5 < one["confidence"] <= 1 for one in first["spans"])
    assert second == {"spans": []}


def test_more_than_it_can_read_while_somebody_waits_is_refused(audited):
    with pytest.raises(Invalid, match="at most 400000 characters together; these have 400011"):
        find_words(audited, ["word " * 20_000] * 4 + ["in Oslo now"])


def test_a_downloaded_model_of_words_finds_what_the_project_finds(audited, client, owner, project, tmp_path):
    client.force_login(owner)
    reply = client.get(reverse("learning:bundle-file", args=[project.slug, audited.id]))
    assert reply.status_code == 200
    with zipfile.ZipFile(io.BytesIO(reply.content)) as archive:
        archive.extractall(tmp_path)
    card = (tmp_path / "MODEL_CARD.md").read_text()
    assert re.search(r"\| F1 of spans that are right to the character \| [01]\.\d{3} \|", card)
    assert "a conditional random field over words, L-BFGS" in card
    said = subprocess.run(
        [sys.executable, "-I", str(tmp_path / "predict.py")],
        input=CARD,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={"PYTHONUTF8": "1"},
        check=True,
    )
    (ours,) = find_words(audited, [CARD])
    theirs = json.loads(said.stdout)
    assert [(one["start"], one["end"], one["label"]) for one in theirs] == [
        (one.start, one.end, one.label.name) for one in ours
    ]
    assert [one["score"] for one in theirs] == pytest.approx([one.sure for one in ours], abs=1e-3)
