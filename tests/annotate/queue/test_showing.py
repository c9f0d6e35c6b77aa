"""On which documents are suggestions hidden? On the share that is set, by chance, and always on the same ones."""

import pytest
from django.db import transaction

from annotate import queue
from annotate.models import Annotation, Project, QueueRow, Standing, Stream, Suggestion
from annotate.models.queueing import Pool
from annotate.queue.chances import Chances
from annotate.queue.claims import Claimant, claim_from_walk
from annotate.services.assignments import assign
from annotate.services.payloads import payloads
from annotate.services.plans import Plan
from annotate.services.rankings import Listed, switch_ranking
from tests.annotate.queue.test_streams import chi_square
from tests.conftest import make_user

pytestmark = pytest.mark.django_db
MANY = 600
# A fair draw exceeds this once in a million; the draw follows ids, which differ from one run to the next.
CHI_SQUARE = 23.9


@pytest.fixture
def suggested(project, fill):
    """Documents that each have a suggestion; how many is asked: suggested(9) -> documents."""

    def suggested(count, wants=1):
        documents = fill(count, wants)
        source = project.sources.create(name="rules", user=make_user("rules", is_source=True))
        question = project.schema.questions[0]
        content = {"labels": [question["labels"][0]["id"]]}
        Suggestion.objects.bulk_create(
            Suggestion(
                project=project, document=document, question_id=question["id"], source=source, content=content
            )
            for document in documents
        )
        return documents

    return suggested


@pytest.fixture
def hide(project):
    """Let the project hide suggestions on so many percent."""

    def hide(percent, seed=27182):
        project.suggestions_hidden_percent, project.seed = percent, seed
        project.save()

    return hide


def claim(project, annotator, many=MANY):
    with transaction.atomic():
        queue.lock_annotator(project.id, annotator.user_id)
        shows = project.suggestions_shown_share
        claim_from_walk(
            Claimant(project.id, annotator.user_id, shows), Pool.OPEN, "control", many, Chances({})
        )


def shown_to(annotator):
    """Which documents of this person show suggestions."""
    rows = Standing.objects.filter(annotator=annotator.user_id)
    return {document: bool(shown) for document, shown in rows.values_list("document", "suggestions_shown")}


def test_they_are_hidden_on_the_share_that_is_set_independently_for_each_person(
    project, suggested, hide, person
):
    hide(30)
    suggested(MANY, wants=2)
    ada, ben = person("ada"), person("ben")
    claim(project, ada)
    claim(project, ben)
    to_ada, to_ben = shown_to(ada), shown_to(ben)
    for shown in (to_ada, to_ben):
        hidden = sum(not is_shown for is_shown in shown.values())
        observed = {"hidden": hidden, "shown": MANY - hidden}
        assert chi_square(observed, {"hidden": 0.3 * MANY, "shown": 0.7 * MANY}) < CHI_SQUARE
    both = sum(not to_ada[document] and not to_ben[document] for document in to_ada)
    expected = {"both": 0.09 * MANY, "not both": 0.91 * MANY}
    assert chi_square({"both": both, "not both": MANY - both}, expected) < CHI_SQUARE


@pytest.mark.parametrize(("percent", "shown"), [(0, {True}), (100, {False})])
@pytest.mark.parametrize("way", ["walk", "ranking", "assignment"])
def test_at_nought_and_at_a_hundred_chance_has_no_say(
    project, suggested, hide, person, lend, percent, shown, way
):
    hide(percent)
    documents = suggested(30)
    ada = person("ada")
    if way == "assignment":
        assign(project, [document.id for document in documents], Plan({ada.user_id: 1}), project.created_by)
    elif way == "ranking":
        project.mix = {"ranked": 1, "control": 0}
        project.save()
        ids = [document.id for document in documents]
        switch_ranking(project, {Stream.RANKED: Listed(ids, [1.0] * 30, [""] * 30)})
        ada.project.refresh_from_db()
        assert {standing.stream for standing in lend(ada, 10)} == {"ranked"}
    else:
        claim(project, ada, 30)
    assert set(shown_to(ada).values()) == shown


def test_a_document_that_is_lent_again_shows_what_it_showed_before(
    project, suggested, hide, person, give_back
):
    hide(50)
    suggested(60)
    ada = person("ada")
    claim(project, ada, 60)
    before = shown_to(ada)
    assert set(before.values()) == {True, False}
    give_back(ada, list(Standing.objects.all()))
    assign(project, before, Plan({ada.user_id: 1}), project.created_by)
    assert shown_to(ada) == before, "assigned by hand, it is the same"


def test_an_audit_document_never_shows_one(project, suggested, hide, person, lend):
    hide(0)
    documents = suggested(12)
    QueueRow.objects.filter(document__in=documents[:6]).update(pool=1)
    ada = person("ada")
    lend(ada, 10)
    assign(project, [document.id for document in documents], Plan({ada.user_id: 1}), project.created_by)
    shown = Standing.objects.values_list("pool", "suggestions_shown")
    assert {(pool, bool(ids)) for pool, ids in shown} == {(0, True), (1, False)}


def test_what_is_hidden_is_in_no_reply_and_kept_on_the_annotation(
    project, suggested, hide, person, lend, save
):
    hide(50)
    suggested(40)
    ada = person("ada")
    for _turn in range(4):  # all of them: ten are hidden all or none in one run of 500
        for standing in lend(ada, 10):
            [payload] = payloads(ada, [standing.id])
            assert bool(payload["suggestions"]) == bool(standing.suggestions_shown)
            assert save(ada, standing).suggestions_shown == standing.suggestions_shown
    assert {bool(ids) for ids in Annotation.objects.values_list("suggestions_shown", flat=True)} == {
        True,
        False,
    }


def test_switched_off_they_are_shown_on_none(project, suggested, hide, person):
    hide(0)
    Project.objects.filter(id=project.id).update(shows_suggestions=False)
    project.refresh_from_db()
    suggested(5)
    ada = person("ada")
    claim(project, ada, 5)
    assert set(shown_to(ada).values()) == {False}
