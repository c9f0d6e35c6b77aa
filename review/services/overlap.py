"""Which answers say how far annotators agree? Those given before anybody could be led."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Q, QuerySet, TextChoices, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from annotate.models import Annotation, Project, Question, Response
from annotate.models.standings import Occasion, Stream
from annotate.services.tallies import shares_of

KEYS = 10_000  # a document's overlap key is one of these, drawn at import
MOST_READ = 60_000  # answers for one page; of more, those on a part of the documents that the same key draws


class Which(TextChoices):
    """The headline, and the second figure under a name of its own."""

    INDEPENDENT = "independent", _("Independent first answers")
    ALL = "all", _("All first answers")
    SUGGESTED = "suggested", _("First answers beside a suggestion")


@dataclass(frozen=True)
class LeftOut:
    """First answers that do not count for the headline, each under the first reason that holds."""

    imported: int
    suggested: int
    returned: int
    undrawn: int

    def __bool__(self) -> bool:
        return bool(self.imported or self.suggested or self.returned or self.undrawn)


# For which a first answer does not count, in this order.
REASONS = ("imported", "suggested", "returned", "undrawn")
COUNTS = -1  # none of them
OTHERWISE = {
    COUNTS: [Which.INDEPENDENT, Which.ALL],
    REASONS.index("imported"): [],
    REASONS.index("suggested"): [Which.ALL, Which.SUGGESTED],
}

FOREIGN = Q(annotation__author__is_source=True) & ~Q(annotation__author__source__counts=True)
SUGGESTED = ~Q(annotation__suggestions_shown=[])
RETURNED = Q(annotation__stream=Stream.RETURNED)


def first_answers(question: Question) -> QuerySet[Response]:
    """What each author said first about each document; what came after an edit or a return is not asked."""
    return Response.objects.filter(
        question=question,
        state=Response.State.ANSWERED,
        annotation__project=question.project_id,
        annotation__kind=Annotation.Kind.ANSWER,
        annotation__occasion=Occasion.WORK,
        annotation__replaces=None,
    ).order_by()


def answers_to(
    question: Question, which: Which = Which.INDEPENDENT, share: float | None = None
) -> QuerySet[Response]:
    """First answers; for the headline only those on documents drawn for overlap, by people who saw no suggestion.

    On this share of the documents; without one, as many as a page reads.
    """
    answers = first_answers(question).exclude(FOREIGN)
    share = share_read(question.project, which) if share is None else share
    keys = int(drawn_keys(question.project, which) * share)
    if which == Which.INDEPENDENT or keys < KEYS:
        answers = answers.filter(annotation__document__queue_row__overlap_key__lt=keys)
    if which == Which.SUGGESTED:
        return answers.filter(SUGGESTED)
    return answers if which == Which.ALL else answers.exclude(SUGGESTED).exclude(RETURNED)


def drawn_keys(project: Project, which: Which = Which.INDEPENDENT) -> int:
    """Documents with a key below this were drawn to be compared: all of them, or the share the project sets.

    One that got a second answer because somebody assigned it or doubted the first is no random one.
    """
    everything = project.wants > 1 or which != Which.INDEPENDENT
    return KEYS if everything else int(project.overlap_percent * KEYS / 100)


def share_read(project: Project, which: Which) -> float:
    """Of the documents to be compared. Few projects have so many that not all are read."""
    given = sum(share.answers for share in shares_of(project))
    if given <= MOST_READ:
        return 1.0
    drawn = drawn_keys(project, which) / KEYS
    wanted = drawn * project.overlap_wants
    several = 1.0 if drawn == 1 else wanted / (wanted + (1 - drawn) * project.wants)
    return min(1.0, MOST_READ / max(given * several, 1))


def left_out(question: Question) -> LeftOut:
    """How many first answers the headline does not count, and why."""
    rows = with_reasons(question).values("why").annotate(count=Count("id")).values_list("why", "count")
    return left_out_of(dict(rows))


def left_out_of(counts: Mapping[int, int]) -> LeftOut:
    """From how many first answers have which reason."""
    return LeftOut(**{name: counts.get(number, 0) for number, name in enumerate(REASONS)})


def with_reasons(question: Question) -> QuerySet[Response]:
    """First answers with `why` the headline does not count them: the first of `REASONS` that holds, or COUNTS."""
    undrawn = Q(annotation__document__queue_row__overlap_key__gte=drawn_keys(question.project))
    holds = zip((FOREIGN, SUGGESTED, RETURNED, undrawn), range(len(REASONS)), strict=True)
    cases = [When(reason, then=Value(number)) for reason, number in holds]
    return first_answers(question).annotate(
        why=Coalesce(Case(*cases, output_field=IntegerField()), Value(COUNTS))
    )


def counts_as(why: int) -> list[Which]:
    """In which figures a first answer with this reason counts: as `answers_to` has it, without its share."""
    return OTHERWISE.get(why, [Which.ALL])
