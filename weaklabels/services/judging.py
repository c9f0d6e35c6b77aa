"""Checking a rule: some of its hits, drawn at random and not chosen, are judged one by one."""

import random
from dataclasses import dataclass

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate import jobs
from annotate.models import User
from annotate.models.queueing import Pool, QueueRow
from annotate.problems import Conflict, Invalid
from weaklabels.labelmodel import Proportion, wilson
from weaklabels.models import Judgement, LabelingFunction, Round
from weaklabels.services.checks import hits_of
from weaklabels.services.functions import FIT
from weaklabels.services.votes import Votes, read_votes

A_ROUND = 20
RANDOM = random.SystemRandom()
Verdict = Judgement.Verdict


@dataclass(frozen=True)
class Precision:
    """How often a rule was right, of what was judged of its present hits; unclear ones are left out."""

    right: int
    wrong: int
    unclear: int

    @property
    def of(self) -> int:
        return self.right + self.wrong

    @property
    def share(self) -> float | None:
        return self.right / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's, 95 %: of nothing, 0 to 1."""
        return wilson(self.right, self.of)

    @property
    def proportion(self) -> Proportion:
        return Proportion(self.right, self.of)


@transaction.atomic
def draw_round(function: LabelingFunction, expert: User) -> Round:
    """Twenty hits that nobody has judged, outside the audit share, each as likely as any other.

    A round that this expert has begun and not ended is gone on with. Raises Invalid when there is nothing to judge.
    """
    LabelingFunction.objects.select_for_update(no_key=True).get(id=function.id)
    version = function.newest
    open_round = Round.objects.filter(
        function=function, version=version, expert=expert, judgements__verdict=""
    ).first()
    if open_round:
        return open_round
    votes = read_votes([version.id])[version.id]
    places = _to_judge(function, votes)
    if not places:
        raise Invalid(
            _(
                "There is no hit left to judge: the rule hits nothing outside the audit share, or all hits are judged."
            )
        )
    drawn = RANDOM.sample(places, min(A_ROUND, len(places)))
    made = Round.objects.create(function=function, version=version, expert=expert, hits=len(places))
    Judgement.objects.bulk_create(
        Judgement(
            round=made,
            function=function,
            place=number,
            document_id=int(votes.documents[place]),
            label_id=int(votes.labels[place]),
            start=None if votes.starts is None else int(votes.starts[place]),
            end=None if votes.ends is None else int(votes.ends[place]),
            draw_probability=len(drawn) / len(places),
        )
        for number, place in enumerate(drawn)
    )
    return made


@transaction.atomic
def judge(judgement: Judgement, verdict: str, by: User) -> Judgement:
    """Say whether the rule is right there. The same again changes nothing; another verdict is refused."""
    if verdict not in Verdict.values:
        raise Invalid(_("A hit is right, wrong or unclear."))
    judgement = Judgement.objects.select_for_update().select_related("round").get(id=judgement.id)
    if judgement.round.expert_id != by.id:
        raise Conflict(_("This round is somebody else's. Begin one of your own."))
    if judgement.verdict not in {"", verdict}:
        raise Conflict(
            _("This hit was judged “%(verdict)s” already.") % {"verdict": Verdict(judgement.verdict).label}
        )
    if not judgement.verdict:
        judgement.verdict, judgement.judged_at = verdict, timezone.now()
        judgement.save(update_fields=["verdict", "judged_at"])
        jobs.due(FIT, judgement.function.project_id)
    return judgement


def precision_of(function: LabelingFunction, votes: Votes | None = None) -> Precision:
    """Of the judgements that still tell something: those of hits the newest version has, too.

    Every hit of a version was as likely to be drawn as any other, and an edit keeps or drops hits whatever their
    verdict, so those that remain are a random sample of what remains.
    """
    votes = read_votes([function.newest.id])[function.newest.id] if votes is None else votes
    judged = list(function.judgements.exclude(verdict=""))
    hits = set(hits_of(votes.on({one.document_id for one in judged})))
    verdicts = [one.verdict for one in judged if (one.document_id, one.label_id, one.start, one.end) in hits]
    return Precision(
        *(verdicts.count(verdict) for verdict in (Verdict.RIGHT, Verdict.WRONG, Verdict.UNCLEAR))
    )


def _to_judge(function: LabelingFunction, votes: Votes) -> list[int]:
    """Places among the votes of hits that may be drawn."""
    open_ones = set(
        QueueRow.objects.filter(
            document__in=np.unique(votes.documents).tolist(),
            pool=Pool.OPEN,
            document__withdrawn_at=None,
            document__erased_at=None,
        ).values_list("document", flat=True)
    )
    judged = {
        (judgement.document_id, judgement.label_id, judgement.start, judgement.end)
        for judgement in function.judgements.exclude(verdict="")
    }
    return [place for place, key in enumerate(hits_of(votes)) if key[0] in open_ones and key not in judged]
