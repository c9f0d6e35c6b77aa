"""What somebody had before their eyes when they decided: a decision on anything else is refused."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from annotate.models import Document, Gold
from annotate.problems import Conflict, Invalid
from annotate.services.gold import Basis, answers_that_stand, basis_of
from review.models import Adjudication


class Overtaken(Conflict):
    """Somebody else decided on the document, or answered it, meanwhile."""

    kind = "overtaken"


@dataclass(frozen=True)
class Seen:
    """The newest gold and decision on a document, and the current answers to it."""

    gold: int
    adjudication: int
    answers: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.gold}.{self.adjudication}.{'-'.join(str(one) for one in self.answers)}"

    @classmethod
    def read(cls, told: str) -> "Seen":
        """Raises Invalid."""
        gold, _dot, rest = told.partition(".")
        adjudication, _dot, answers = rest.partition(".")
        numbers = [gold, adjudication, *(answers.split("-") if answers else [])]
        if len(told) > 10_000 or not all(one.isdecimal() and len(one) < 19 for one in numbers):
            raise Invalid(_("The form does not say what it decides on. Reload the page."), field="seen")
        return cls(int(gold), int(adjudication), tuple(int(one) for one in numbers[2:]))


def seen_now(document: Document) -> Seen:
    return seen_on(document.project_id, [document.id])[document.id]


def seen_on(project_id: int, documents: Sequence[int]) -> dict[int, Seen]:
    """What stands on each of these documents now."""
    gold = Gold.objects.filter(project=project_id, document__in=documents)
    said = Adjudication.objects.filter(document__in=documents)
    newest_gold, newest_said = (
        dict(rows.order_by().values_list("document").annotate(newest=Max("id"))) for rows in (gold, said)
    )
    answers: defaultdict[int, list[int]] = defaultdict(list)
    for document, annotation in (
        answers_that_stand().filter(document__in=documents).values_list("document", "current")
    ):
        answers[document].append(annotation)
    return {
        one: Seen(newest_gold.get(one, 0), newest_said.get(one, 0), tuple(sorted(answers[one])))
        for one in documents
    }


def check_nothing_came_between(document: Document, seen: Seen) -> Basis:
    """What the decision rests on. Raises Overtaken; call it with the document's gold locked."""
    basis = basis_of(document)
    now = seen_now(document)
    if (now.gold, now.adjudication) != (seen.gold, seen.adjudication):
        raise Overtaken(_decided_meanwhile(document))
    if now.answers != seen.answers:
        raise Overtaken(
            _(
                "Somebody changed or added an answer to this document while you had it open. Nothing of yours is"
                " saved yet and nothing is lost: look at the answers as they are now, then save again."
            )
        )
    return basis


def _decided_meanwhile(document: Document) -> str:
    gold = Gold.objects.filter(project=document.project_id, document=document).order_by("-id")
    said = Adjudication.objects.filter(document=document).order_by("-id")
    newest = [row for row in (gold.first(), said.first()) if row]
    last = max(newest, key=lambda row: row.decided_at)
    return _(
        "%(name)s decided on this document at %(time)s, while you had it open. Nothing of yours is saved yet and"
        " nothing is lost: look at that decision; saving again puts yours in its place, and keeps both."
    ) % {"name": last.decided_by, "time": date_format(localtime(last.decided_at), "TIME_FORMAT")}
