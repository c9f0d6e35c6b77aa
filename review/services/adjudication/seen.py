"""What somebody had before their eyes when they decided: a decision on anything else is refused."""

from dataclasses import dataclass

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from annotate.models import Document, Gold
from annotate.problems import Conflict, Invalid
from annotate.services.gold import Basis, basis_of
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
    return _seen(document, basis_of(document))


def _seen(document: Document, basis: Basis) -> Seen:
    gold = Gold.objects.filter(project=document.project_id, document=document).aggregate(newest=Max("id"))
    decided = Adjudication.objects.filter(document=document).aggregate(newest=Max("id"))
    return Seen(gold["newest"] or 0, decided["newest"] or 0, tuple(sorted(basis.answers)))


def check_nothing_came_between(document: Document, seen: Seen) -> Basis:
    """What the decision rests on. Raises Overtaken; call it with the document's gold locked."""
    basis = basis_of(document)
    now = _seen(document, basis)
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
