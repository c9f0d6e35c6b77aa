"""Are the two orders compared fairly, each duel by what was said at its draw, and does the queue follow?"""

from dataclasses import replace

import pytest

from annotate.models import Event, Project, Stream
from annotate.services.mixing import mix_of
from annotate.services.rankings import Listed
from tests.weaklabels.learning.conftest import answered_next, mood_of
from weaklabels.active import evidence
from weaklabels.active.arms import replicate_of
from weaklabels.active.evidence import MIXES, Verdict
from weaklabels.active.strategies import ENOUGH_IN_ALL
from weaklabels.models import Duel, ModelRun
from weaklabels.services.learning.answers import Answer, said_about
from weaklabels.services.learning.duelling import halves_of
from weaklabels.services.learning.recording import newest_run
from weaklabels.services.learning.subjects import subjects_of
from weaklabels.services.learning.verdicts import Pace, duels_of, follow_verdict, judged, pace_of_orders
from weaklabels.services.ranking import Source, compose, offer

pytestmark = pytest.mark.django_db


def said(project):
    (subject,) = subjects_of(Project.objects.get(id=project.id))
    return said_about(subject)


@pytest.fixture
def labels(tone):
    return {label.name: label.id for label in tone.labels.all()}


def documents_of(halves):
    """What each half has for itself."""
    return [{one.document for one in (*half.ordered, *half.random)} for half in halves]


def test_both_arms_have_as_many_answers_and_share_those_from_before_there_was_an_order(
    project, letters, answers, learn, mix
):
    letters(300)
    answers(ENOUGH_IN_ALL)
    learn()
    mix(ranked=50, control=50)
    answers(80)
    halves = halves_of(said(project), project.seed)
    for half in halves:
        assert len(half.shared) == ENOUGH_IN_ALL
        assert abs(len(half.ordered) - len(half.random)) <= 1
        ranked = sum(one.stream == "ranked" for one in half.ordered)
        assert ranked > len(half.ordered) / 2
    own = documents_of(halves)
    assert not own[0] & own[1], "the halves share no document of their own"
    again = documents_of(halves_of(said(project), project.seed + 1))
    assert own[0] & again[0], "another training cuts the same answers"
    assert own[0] & again[1], "but otherwise: its duels share no luck with those before"


def test_answers_to_an_order_that_was_chance_itself_are_those_of_both_arms(
    project, membership, letters, learn
):
    letters(100)
    for _run in range(2):
        for _answer in range(20):
            answered_next(membership, lambda _document: "glad")
        learn()
    told = said(project)
    assert {"ranked", "control"} == {one.stream for one in told.answers if one.generation}
    for half in halves_of(told, project.seed):
        assert half.shared == told.answers
        assert half.ordered == half.random == []


def test_nothing_is_said_of_equal_seconds_where_somebodys_are_not_known(project, tone, labels):
    """Arms cannot be cut to them then, and the figures would be those of equal numbers."""
    told = said(project)
    taken = [("ranked", 6_000), ("control", 4_000)] * 12
    told.answers[:] = [
        Answer(at, at, 1, stream, 7, 0.1, ms, False, 0, at, "", False, (labels["glad"],))
        for at, (stream, ms) in enumerate(taken, 1)
    ]
    assert pace_of_orders(told) == Pace(6.0, 4.0)
    told.answers[3] = replace(told.answers[3], active_ms=0)
    assert pace_of_orders(told) is None


def test_what_the_order_took_out_of_the_way_of_the_walk_joins_the_random_arm_once_it_is_passed(
    project, letters, answers, learn, mix
):
    letters(120)
    answers(ENOUGH_IN_ALL)
    learn()
    mix(ranked=50, control=50)
    answers(60)
    late = said(project).answers[ENOUGH_IN_ALL:]
    halves = halves_of(said(project), project.seed)
    for number, half in enumerate(halves):
        mine = [one for one in late if replicate_of(one.document, project.seed) == number]
        in_random_order = sorted(mine, key=lambda one: one.random_key)
        assert half.random == in_random_order[: len(half.random)], "hard documents are not missing"
    assert {one.stream for half in halves for one in half.random} == {"ranked", "control"}


def test_where_the_arms_disagree_there_are_duels_kept_with_what_both_said(
    project, letters, answers, learn, mix, tone
):
    letters(500)
    answers(ENOUGH_IN_ALL)
    learn()
    mix(ranked=50, control=50)
    answers(70)
    learn()
    run = newest_run(tone)
    duels = list(Duel.objects.filter(run=run))
    assert run.report["duels"] == len(duels)
    assert all(duel.ranked_said != duel.control_said for duel in duels)
    assert all(0 < duel.disagreement < 1 for duel in duels)
    project.refresh_from_db()
    listed = [one for row in project.ranking.stretches.filter(stream=Stream.DUEL) for one in row.documents]
    assert sorted(listed) == sorted(duel.document for duel in duels)


@pytest.fixture
def fought(project, letters, answers, learn, mix, tone, labels):
    """Duels over so many letters, of which both arms said the same each time: fought(12, "glad", "cross")."""

    def fought(count, ranked, control, disagreement=0.3, *, mostly_ranked_wins=False):
        documents = letters(count + 20)
        if mostly_ranked_wins:  # whom chance serves first shall not decide
            documents = sorted(documents, key=lambda document: mood_of(document) != ranked)
        answers(10)
        learn()
        run = newest_run(tone)
        open_ = [document.id for document in documents if not document.standings.exists()][:count]
        Duel.objects.filter(run=run).delete()
        Duel.objects.bulk_create(
            Duel(
                run=run,
                document=document,
                ranked_said=labels[ranked],
                control_said=labels[control],
                disagreement=disagreement,
            )
            for document in open_
        )
        offer(tone, Source.MODEL, Listed(open_, [disagreement] * count, [""] * count), Stream.DUEL)
        compose(project)
        mix(duel=100)
        return answers(count)

    return fought


def test_a_duel_is_scored_once_by_what_was_said_at_its_draw(project, fought, tone, labels):
    standings = fought(12, "glad", "cross")
    assert {standing.stream for standing in standings} == {"duel"}
    truth = [1 if mood_of(standing.document) == "glad" else -1 for standing in standings]
    assert [duel.score for duel in duels_of(said(project))] == truth
    later = ModelRun.objects.create(
        project=project,
        question=tone,
        schema=project.schema,
        number=99,
        labels=list(labels.values()),
        seed=1,
        answers=b"",
        gold=b"",
        documents=0,
    )
    for standing in standings:
        Duel.objects.create(
            run=later,
            document=standing.document_id,
            ranked_said=labels["cross"],
            control_said=labels["glad"],
            disagreement=0.9,
        )
    assert [duel.score for duel in duels_of(said(project))] == truth, "what a later run says changes nothing"


def test_at_equal_seconds_a_duel_is_scored_by_the_models_that_learned_for_as_long(project, fought, labels):
    fought(6, "glad", "cross")
    plain = [duel.score for duel in duels_of(said(project))]
    assert [duel.score for duel in duels_of(said(project), timed=True)] == plain, (
        "the same models, if no others"
    )
    Duel.objects.update(timed_ranked_said=labels["cross"], timed_control_said=labels["glad"])
    assert [duel.score for duel in duels_of(said(project))] == plain
    assert [duel.score for duel in duels_of(said(project), timed=True)] == [-points for points in plain]


def test_a_verdict_changes_the_mix_unless_a_person_has_set_it(project, fought):
    Project.objects.update(mix_is_set=False)
    standings = fought(60, "glad", "cross", disagreement=0.5, mostly_ranked_wins=True)
    found = judged(said(project))
    glad = sum(mood_of(standing.document) == "glad" for standing in standings)
    assert found.duels == 60
    assert found.gap == pytest.approx(0.5 * (2 * glad - 60) / 60)
    follow_verdict(said(project))
    project.refresh_from_db()
    assert project.mix["duel"] == 100, "a person set it"
    Project.objects.update(mix_is_set=False)
    assert follow_verdict(said(project)).verdict == Verdict.HELPS
    project.refresh_from_db()
    assert mix_of(project) == {stream: round(share) for stream, share in MIXES[Verdict.HELPS].items()}
    assert Event.objects.get(kind="mix follows verdict").detail == {"verdict": "helps"}


def test_without_a_verdict_at_the_horizon_no_difference_is_shown_and_most_is_random(
    project, fought, page, viewer, monkeypatch
):
    fought(12, "glad", "cross")
    monkeypatch.setattr(evidence, "HORIZON", 22)
    Project.objects.update(mix_is_set=False)
    assert follow_verdict(said(project)).verdict == Verdict.NO_DIFFERENCE
    told = page(viewer)
    assert 'data-verdict="no_difference"' in told
    assert "No difference shown." in told
    assert "The queue now: 17 % ranked, 67 % random, 6 % duels, 10 % audit." in told
