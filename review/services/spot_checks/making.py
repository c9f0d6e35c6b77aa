"""Fixing a spot check: the batch is frozen, the sample drawn, and nobody has seen anything yet."""

import random
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.models import Event, User
from annotate.problems import Conflict, Invalid
from review.models import SampledAnswer, SpotCheck
from review.sampling.drawing import drawn, drawn_by_part
from review.services.spot_checks.batches import Wished, answers_in, packed, parts_of
from review.services.spot_checks.plans import (
    MOST_IN_PARTS,
    MOST_PARTS,
    Asked,
    Offer,
    Offers,
    offers,
    parts_kept,
)

LONGEST_REASON = 1_000
RANDOM = random.SystemRandom()


@dataclass(frozen=True)
class Found:
    """A batch as it is at the moment, in parts if these were asked for, with the plans there are for it."""

    answers: list[int]
    parts: dict[int, list[int]]
    offers: Offers


@dataclass(frozen=True)
class How:
    """What else is fixed before."""

    plan: str
    purpose: str = ""
    shows_answer: bool = False
    allows_own: bool = False


def find(wished: Wished, asked: Asked) -> Found:
    """The answers there are, and the plans for them. Raises Invalid."""
    answers = answers_in(wished)
    parts = parts_of(answers, asked.split_by, wished.question) if asked.split_by and answers else {}
    if asked.split_by and answers:
        _check_parts(len(answers), len(parts))
    try:
        found = offers(asked, len(answers), tuple(len(part) for part in parts.values()))
    except ValueError as error:
        raise Invalid(
            _("A check for so low an error rate would take more than 30,000 answers. Exclude a higher rate."),
            field="rate",
        ) from error
    return Found(answers, parts, found)


def _check_parts(answers: int, parts: int) -> None:
    if answers > MOST_IN_PARTS:
        raise Invalid(
            _("%(count)s answers are too many for a check part by part; %(most)s are possible. Filter them.")
            % {"count": answers, "most": MOST_IN_PARTS},
            field="split_by",
        )
    if not 2 <= parts <= MOST_PARTS:
        raise Invalid(
            _(
                "A check part by part needs 2 to %(most)s parts; here there are %(count)s. Check them as a whole."
            )
            % {"most": MOST_PARTS, "count": parts},
            field="split_by",
        )


@transaction.atomic
def make_spot_check(
    wished: Wished, asked: Asked, how: How, by: User, *, seed: int | None = None
) -> SpotCheck:
    """Freeze the batch as it is now and draw the sample. Raises Invalid. Only the demo brings a seed of its own."""
    found = find(wished, asked)
    offer = found.offers.named(how.plan)
    if offer is None:
        raise Invalid(
            _("There is no such plan for these %(count)s answers any more. Choose one of those shown.")
            % {"count": len(found.answers)},
            field="plan",
        )
    check = SpotCheck.objects.create(
        project_id=wished.question.project_id,
        question=wished.question,
        made_by=by,
        purpose=how.purpose,
        wished=wished.as_json(),
        batch=packed(found.answers),
        batch_size=len(found.answers),
        kind=offer.kind,
        rate=Decimal(asked.rate),
        confidence=Decimal(asked.confidence),
        allowed=offer.allowed,
        sizes=list(offer.sizes),
        split_by=asked.split_by,
        parts=parts_kept(offer.plan, list(found.parts)),
        seed=RANDOM.getrandbits(62) if seed is None else seed,
        shows_answer=how.shows_answer,
        allows_own=how.allows_own,
    )
    _draw(check, found, offer)
    _note(check, "spot check made", by)
    return check


def _draw(check: SpotCheck, found: Found, offer: Offer) -> None:
    if check.parts:
        sizes = [part["checked"] for part in check.parts]
        sample = drawn_by_part(list(found.parts.values()), sizes, check.seed)
    else:
        sample = [(0, answer) for answer in drawn(found.answers, offer.sizes[-1], check.seed)]
    SampledAnswer.objects.bulk_create(
        SampledAnswer(spot_check=check, place=place, part=part, annotation_id=answer)
        for place, (part, answer) in enumerate(sample, 1)
    )


@transaction.atomic
def abandon(check: SpotCheck, reason: str, by: User) -> SpotCheck:
    """Give a check up, with a reason. It stays in the list, and what was checked stays with it."""
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Invalid(
            _("Say in 1 to %(most)s characters why this check is given up.") % {"most": LONGEST_REASON},
            field="reason",
        )
    check = SpotCheck.objects.locked().get(id=check.id)
    if not check.is_open:
        raise Conflict(_("This check has ended already. Reload the page."))
    check.abandoned_at, check.abandoned_by, check.abandoned_because = timezone.now(), by, reason
    check.save(update_fields=["abandoned_at", "abandoned_by", "abandoned_because"])
    _note(check, "spot check abandoned", by)
    return check


def _note(check: SpotCheck, kind: str, by: User) -> None:
    Event.objects.create(
        project_id=check.project_id, actor=by, kind=kind, detail={"spot_check": check.id, "seed": check.seed}
    )
