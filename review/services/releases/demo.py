"""The demo's release: what its two annotators and the supervisor have said so far."""

from django.db import connection
from django.utils import timezone

from annotate.exports.snapshot import Snapshot
from annotate.models import Membership, Occasion, Project, Response, Standing, User
from review.models import Release
from review.releases.splitting import TEST, TRAIN, VALIDATION
from review.services.releases.candidates import Candidates, candidates_of
from review.services.releases.gathering import Known, fill
from review.services.releases.making import freeze, new_release, say_of
from review.services.releases.reading import not_counting
from review.services.releases.running import build_at_once
from review.services.releases.wishes import Documents, Labels, Wish, questions_of, sources_of

NAME, SEEDS = "0.1", range(7, 40)
WORDS = {
    "use": "To try Gloss with. The calls are invented; train nothing on them that talks to people.",
    "languages": "English, written to look like notes of sales calls.",
}


def add_release(project: Project, people: dict[str, User]) -> None:
    """Gathered, published and built in the transaction that makes the demo: there are few documents."""
    owner = Membership.objects.select_related("project__schema", "user").get(
        project=project, user=people["olive"]
    )
    wish = Wish(_labels(project), Documents.ANSWERED, validation=20)
    snapshot = Snapshot(connection, project.id, "", timezone.now())
    seed, found = _shared_out(project, snapshot, wish)
    made = new_release(owner, NAME, wish, seed)
    release = Release.objects.select_related("project__schema").get(id=made.id)
    known = Known.now(release, not_counting(snapshot))
    fill(release, snapshot, known, found, _nobody_waits)
    say_of(release, WORDS)
    release = freeze(release, owner)
    build_at_once(release, snapshot, people["olive"])


def _shared_out(project: Project, snapshot: Snapshot, wish: Wish) -> tuple[int, Candidates]:
    """By the first seed that leaves no part without documents: calls are few, and which go where hangs on their ids."""
    told = _with_labels(project, wish)
    for seed in SEEDS:
        found = candidates_of(snapshot, wish.validation / 100, seed, _nobody_waits)
        if {found.parts[one] for one in told} >= {TRAIN, VALIDATION, TEST}:
            break
    return seed, found


def _with_labels(project: Project, wish: Wish) -> set[int]:
    """Documents of which somebody's answer counts and says something: who skipped one labelled nothing."""
    answers = project.standings.filter(occasion=Occasion.WORK, state=Standing.State.ANSWERED)
    asked = answers.filter(
        current__responses__question__in=wish.asks(Labels.ANSWERS),
        current__responses__state=Response.State.ANSWERED,
    )
    return set(asked.values_list("document", flat=True))


def _labels(project: Project) -> dict[str, str]:
    """Everybody's answers: the demo has little gold yet."""
    return {
        str(question.id): Labels.ANSWERS
        for question in questions_of(project)
        if Labels.ANSWERS in sources_of(project, question)
    }


def _nobody_waits(_done: int, _total: int) -> None:
    """Progress of what is over at once."""
