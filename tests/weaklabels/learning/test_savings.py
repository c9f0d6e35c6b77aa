"""Is it counted what the ranked order saves, once it is known to help, and told with its interval?"""

import pytest

from annotate import jobs
from annotate.models import Job, Project, QueueRow, User
from annotate.queue.streams import DEFAULT_MIX
from annotate.roles import Role
from tests.conftest import make_project, make_user, member
from tests.weaklabels.learning.conftest import add_letters, let_answer, let_learn
from weaklabels.active.choosing import Blend
from weaklabels.active.evidence import Judgement, Verdict
from weaklabels.active.saving import Saved
from weaklabels.services.learning.answers import said_about
from weaklabels.services.learning.due import COUNT_SAVINGS
from weaklabels.services.learning.duelling import halves_of
from weaklabels.services.learning.paying import reasons_of, verdict_of
from weaklabels.services.learning.recording import newest_run
from weaklabels.services.learning.savings import Savings, count_savings
from weaklabels.services.learning.subjects import subject_of
from weaklabels.services.learning.vectors import background_of, vectors_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]
HELPS = Judgement(Verdict.HELPS, 30, 40, 0.05, (0.01, 0.09), 20_000.0)
A_THIRD = Savings(400, Saved(0.36, (0.12, 0.55)), Saved(0.21, (-0.1, 0.4)), 130)


@pytest.fixture(scope="module")
def world(made_once):
    """Answers of both orders, and of audit documents."""
    project = make_project(make_user("olga"))
    ada = member(project, "ada", Role.ANNOTATOR)
    documents = add_letters(project, 400)
    QueueRow.objects.filter(document__in=documents[:100]).update(pool=1)
    let_answer(project, ada, 100)  # beside the audit share enough to order by, whatever chance gives
    let_learn(project)
    mix = {**dict.fromkeys(DEFAULT_MIX, 0), "ranked": 40, "control": 40, "audit": 20}
    Project.objects.update(mix=mix, mix_is_set=True)
    let_answer(project, ada, 90)
    return project.id


@pytest.fixture
def project(world, db):
    return Project.objects.select_related("created_by").get(id=world)


@pytest.fixture
def annotator(project):
    return User.objects.get(username="ada")


def test_both_arms_are_judged_on_documents_that_neither_learned_from(project, tone):
    said = said_about(subject_of(tone))
    store = vectors_of(project)
    blend = Blend.of(newest_run(tone).report["model"])
    found = count_savings(said, store, background_of(project, store), blend)
    halves = halves_of(said.open(), said.subject.project.seed)
    judges = {one.document for one in said.audit().answers}
    assert len(judges) > 5
    judges |= {one.document for half in halves for one in half.random}
    assert (found.answers, found.documents) == (len(said.answers), len(judges))
    assert found.of_seconds is not None, "everybody's seconds are known"
    if found.of_answers.share is not None:
        low, high = found.of_answers.interval
        assert -1 <= low <= high <= 1
    assert Savings.read(found.as_json()) == found


@pytest.mark.parametrize(("verdict", "counts"), [(Verdict.HELPS, True), (Verdict.TOO_EARLY, False)])
def test_it_is_counted_behind_the_training_once_a_verdict_has_fallen_and_again_when_much_is_new(
    learn, answers, tone, monkeypatch, verdict, counts
):
    judgement = Judgement(verdict, 30, 40, 0.05, (0.01, 0.09), 20_000.0)
    for name in ("judged", "follow_verdict"):
        monkeypatch.setattr(f"weaklabels.services.learning.jobs.{name}", lambda _said: judgement)
    learn()
    assert Job.objects.filter(kind=COUNT_SAVINGS).exists() is counts
    jobs.run_due(COUNT_SAVINGS)
    saved = newest_run(tone).report["saved"]
    assert (saved is not None) is counts
    answers(10)
    learn()
    assert newest_run(tone).report["saved"] == saved, "handed on"
    assert not Job.objects.filter(kind=COUNT_SAVINGS, state=Job.State.NEW).exists()
    answers(60)
    learn()
    assert Job.objects.filter(kind=COUNT_SAVINGS, state=Job.State.NEW).exists() is counts


def test_the_verdict_says_what_part_is_saved():
    assert verdict_of(HELPS, A_THIRD) == "Ranked order helps: it saves about a third of the answers."
    said = reasons_of(HELPS, HELPS, None, A_THIRD, mix_is_set=False)
    assert said[-2:] == [
        "Counted after 400 answers, on 130 documents that no model learned from: to become as right as with random "
        "answers takes 36 % fewer of the answers since the order began (95 % interval 12 to 55).",
        "Of the seconds it is 21 % (-10 to 40).",
    ]


@pytest.mark.parametrize(
    "savings",
    [None, Savings(400, Saved(0.36, (-0.1, 0.6)), None, 30), Savings(400, Saved(None, None), None, 9)],
)
def test_nothing_is_claimed_where_it_may_as_well_be_nothing(savings):
    assert verdict_of(HELPS, savings) == "Ranked order helps."
