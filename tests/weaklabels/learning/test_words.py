"""Does a model come of the words that people mark: what it suggests, orders, finds in a text, and how good it is?"""

import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import timedelta

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotate import jobs
from annotate.models import ApiToken, Batch, Job, Membership, QueueRow, Standing, Stream
from annotate.problems import Invalid
from annotate.queue.streams import DEFAULT_MIX
from annotate.services import work
from annotate.services.documents import NewDocument, add_documents
from annotate.services.gold import make_gold
from annotate.services.publishing import publish_schema
from annotate.services.tokens import make_token
from tests.conftest import NAMES
from tests.weaklabels.learning.cards import mark_next, write_cards
from weaklabels.active.alike import near_duplicates
from weaklabels.active.features import vectorise
from weaklabels.active.spreading import ALONE
from weaklabels.matching import forms
from weaklabels.matching.definitions import Keywords, Rule, Says
from weaklabels.models import LearningSettings, ModelRun, PredictedPiece
from weaklabels.packing import DOCUMENTS, unpacked
from weaklabels.services.functions import Wish, make_rule
from weaklabels.services.learning import pools
from weaklabels.services.learning.answers import said_about
from weaklabels.services.learning.board import board_of
from weaklabels.services.learning.due import LEARN_WORDS
from weaklabels.services.learning.fitting import open_spans
from weaklabels.services.learning.recording import newest_run
from weaklabels.services.learning.spans import softly, training
from weaklabels.services.learning.spans.lessons import span_lesson
from weaklabels.services.learning.spans.readings import unpacked_spans
from weaklabels.services.learning.spans.showing import find_words
from weaklabels.services.learning.subjects import subject_of

pytestmark = pytest.mark.django_db
CARD = "It rains in Oslo again, and Zoë went to Rome."


@pytest.fixture
def names(project, owner):
    """The question for names of people and places; the project asks no other."""
    publish_schema(project, [NAMES], owner)
    project.refresh_from_db()
    return project.questions.get(name="Names", retired_at=None)


@pytest.fixture
def cards(project, names):
    """cards(200) -> the true spans of each document, by its id."""
    return lambda count, seed=1: write_cards(project, count, seed)[1]


@pytest.fixture
def mark(project, annotator):
    """Let Ada mark what she is given, rightly: mark(40, truth) -> standings."""

    def mark(count, truth):
        membership = Membership.objects.select_related("project__schema", "user").get(
            project=project, user=annotator
        )
        return [one for _turn in range(count) if (one := mark_next(membership, truth))]

    return mark


@pytest.fixture
def audited(project, cards, mark, learn, names):
    """A run, after answers of which a part are on audit documents."""
    truth = cards(240)
    QueueRow.objects.filter(document__in=sorted(truth)[:80]).update(pool=1)
    project.mix, project.mix_is_set = {**DEFAULT_MIX, "audit": 60}, True
    project.save()
    mark(120, truth)
    learn()
    return newest_run(names)


def named(names, spans):
    label = {one.id: one.name for one in names.labels.all()}
    return [(span["start"], span["end"], label[span["label"]]) for span in spans]


def test_it_learns_to_find_the_words_that_people_mark(cards, mark, learn, names):
    truth = cards(150)
    mark(80, truth)
    assert learn() == 1
    run = newest_run(names)
    assert (run.number, run.documents) == (1, 80)
    label = {str(one.id): one.name for one in names.labels.all()}
    (found,) = open_spans(run).predict([CARD])
    assert [(CARD[one.start : one.end], label[one.label]) for one in found] == [
        ("Oslo", "place"),
        ("Zoë", "person"),
        ("Rome", "place"),
    ]


def test_an_annotator_is_suggested_the_words_and_where_they_stand(
    project, cards, mark, learn, names, annotator
):
    truth = cards(200)
    mark(80, truth)
    learn()
    project.refresh_from_db()
    project.mix = {**dict.fromkeys(DEFAULT_MIX, 0), "ranked": 100}
    project.save()
    membership = Membership.objects.select_related("project__schema", "user").get(
        project=project, user=annotator
    )
    shown = [one for one in work.lend(membership, 20, [])["documents"] if one["suggestions"]]
    assert len(shown) > 5
    right = [
        sorted(named(names, one["suggestions"][0]["spans"])) == sorted(truth[one["id"]]) for one in shown
    ]
    assert np.mean(right) > 0.5, "these are the ones it is least sure of"
    assert {one["suggestions"][0]["source"] for one in shown} == {"model"}


def test_the_order_begins_with_what_the_model_is_least_sure_of(project, cards, mark, learn, names):
    truth = cards(200)
    mark(60, truth)
    learn()
    project.refresh_from_db()
    listed = project.ranking.stretches.filter(stream=Stream.RANKED)
    order = [document for stretch in listed for document in stretch.documents]
    texts = dict(project.documents.values_list("id", "text"))
    free = QueueRow.objects.filter(claimed=0, pool=0).values_list("document", flat=True)
    left_out = [texts[document] for document in free if document not in order]
    groups = near_duplicates(vectorise([*texts.values()]).rows())
    copies = {text for text, group in zip(texts.values(), groups, strict=True) if group != ALONE}
    assert set(left_out) <= copies, "of which a row would be left at the end"
    assert len(left_out) < len(order) / 2
    assert "spans_torn" in project.ranking.reasons
    doubts = open_spans(newest_run(names)).doubts([texts[document] for document in order])
    doubt = np.array([one.normalised for one in doubts][::2])
    assert doubt[:20].mean() > doubt[-20:].mean(), "every other place may be chance's: cards are much alike"


def test_copies_of_a_text_the_model_is_torn_about_do_not_fill_the_list(project, cards, mark, learn, names):
    batch = Batch.objects.create(project=project, name="copies", created_by=project.created_by)
    text = "Perhaps Wien met Ulm in Ben and Kiel near Jan, or Metz."
    new = [NewDocument(text, f"copy-{number}") for number in range(40)]
    copies = {document.id for document in add_documents(batch, new)}
    QueueRow.objects.filter(document__in=copies).update(pool=0, random_key=2**63 - 1)  # walked last
    mark(50, cards(120) | {document: [] for document in copies})
    learn()
    project.refresh_from_db()
    listed = project.ranking.stretches.filter(stream=Stream.RANKED)
    are_copies = [document in copies for stretch in listed for document in stretch.documents]
    assert sum(are_copies[:20:2]) <= 3, "every other place may be chance's"


def test_an_answer_without_words_teaches_that_there_is_nothing(cards, mark, learn, names):
    truth = cards(60)
    mark(40, {document: [] for document in truth})
    learn()
    assert not ModelRun.objects.exists(), "there is no word to learn from yet"


@pytest.fixture
def towns(names, expert, work):
    """A rule that marks three towns: its function."""
    definition = forms.write(Rule(0, Keywords(("Oslo", "Rome", "Bergen")), Says.SPANS))

    def make():
        made = make_rule(names, Wish("towns", definition, names.labels.get(name="place").id), expert)
        work()
        return made

    return make


def test_rules_alone_make_a_first_model_of_words_and_are_a_cue_to_it(cards, learn, names, towns):
    cards(150)
    function = towns()
    learn()
    run = newest_run(names)
    assert run.documents == 0
    assert 10 < run.softly <= 150
    assert run.fit.question_id == names.id
    model = open_spans(run)
    assert model.dictionaries == {f"rule {function.id}": ["Bergen", "Oslo", "Rome"]}
    (found,) = model.predict(["Zoë went to Rome and liked it."])
    assert [(one.start, one.end) for one in found] == [(12, 16)]


def test_what_rules_find_in_the_audit_share_teaches_nothing_however_large_it_is(
    cards, names, towns, monkeypatch
):
    monkeypatch.setattr(pools, "MOST_AUDITED", 1)
    truth = cards(60)
    towns()
    audit = sorted(truth)[::2]
    QueueRow.objects.filter(document__in=truth).update(pool=0)
    QueueRow.objects.filter(document__in=audit).update(pool=1)
    found = softly.found_by_rules(subject_of(names))
    assert found.spans
    assert not set(found.spans) & set(audit)


def test_what_rules_find_teaches_less_the_more_people_have_answered(cards, mark, learn, names, towns):
    truth = cards(240)
    towns()
    mark(90, truth)
    learn()
    run = newest_run(names)
    assert run.documents == 90
    assert 0 < run.softly <= softly.MOST_SOFT * 10 // 100
    learned = set(unpacked(run.answers, DOCUMENTS).tolist())
    assert len(learned) == 90, "answers alone are kept as what it learned from people"


def test_gold_stands_for_all_answers_and_counts_twice(cards, mark, names, supervisor):
    (standing,) = mark(1, cards(5))
    make_gold(standing.current, supervisor)
    lesson = span_lesson(said_about(subject_of(names)).open())
    assert lesson.documents == [standing.document_id] * 2
    assert lesson.answered.tolist() == [standing.document_id]


def test_a_label_that_was_retired_teaches_nothing(project, cards, mark, learn, names, owner):
    truth = cards(60)
    mark(40, truth)
    entry = project.schema.questions[0]
    kept = [label for label in entry["labels"] if label["name"] == "place"]
    publish_schema(project, [{**entry, "labels": kept}], owner)
    learn()
    run = newest_run(names)
    assert run.labels == [label["id"] for label in kept]
    assert open_spans(run).labels == (str(kept[0]["id"]),)


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


def test_with_much_to_learn_from_a_quick_model_comes_first_and_a_thorough_one_behind(
    cards, mark, learn, names, monkeypatch
):
    truth = cards(120)
    mark(60, truth)
    monkeypatch.setattr(training, "QUICK", 1)
    learn()
    assert newest_run(names).report["model"]["kind"] == "averaged perceptron"
    assert Job.objects.get(kind=LEARN_WORDS).lane == Job.Lane.BULK
    jobs.run_due(LEARN_WORDS)
    run = newest_run(names)
    assert (run.number, run.report["model"]["kind"]) == (2, "L-BFGS")
    assert set(PredictedPiece.objects.values_list("run", flat=True)) == {run.id}


def test_little_is_learned_thoroughly_at_once(cards, mark, learn, names):
    mark(30, cards(60))
    learn()
    assert newest_run(names).report["model"]["kind"] == "L-BFGS"
    assert not Job.objects.filter(kind=LEARN_WORDS).exists()


def test_the_strategies_of_words_can_be_chosen_and_no_others(client, project, names, supervisor):
    client.force_login(supervisor)
    address = reverse("learning:settings", args=[project.slug, names.id])
    body = {
        f"q{names.id}-{name}": value for name, value in {"answers_a_run": 10, "minutes_a_run": 30}.items()
    }
    assert client.post(address, {**body, f"q{names.id}-strategy": "margin"}).status_code == 422
    assert client.post(address, {**body, f"q{names.id}-strategy": "spans_total"}).status_code == 302
    assert LearningSettings.objects.get(question=names).strategy == "spans_total"
