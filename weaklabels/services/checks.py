"""What checking told of the rules as they are now: judged hits that the newest version still has."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from weaklabels.labelmodel import Check, Proportion
from weaklabels.models import FunctionVersion
from weaklabels.services.gold import Judged
from weaklabels.services.matrices import QuestionVotes
from weaklabels.services.votes import Votes


def checks_of(votes: QuestionVotes, judged: Sequence[Judged]) -> list[Check]:
    """For each rule and label; rules are called by their version's id, labels by their class."""
    class_of = votes.class_of()
    counts: dict[tuple[int, int], Counter[bool]] = {}
    for version in votes.versions:
        for one in still_hit(votes, judged, version):
            if one.label_id in class_of:
                counts.setdefault((version.id, class_of[one.label_id]), Counter())[one.is_right] += 1
    return [Check(*names, verdicts[True], verdicts[False]) for names, verdicts in counts.items()]


def checks_by_number(votes: QuestionVotes, judged: Sequence[Judged]) -> list[Check]:
    """The same with rules called by their place among the versions."""
    places = {version.id: number for number, version in enumerate(votes.versions)}
    return [replace(check, key=places[check.key]) for check in checks_of(votes, judged)]


def with_judged(
    votes: QuestionVotes, judged: Sequence[Judged], version: FunctionVersion, on_gold: Proportion
) -> Proportion:
    """What authors know of a rule: gold they may look at, and its own judged hits."""
    own = still_hit(votes, judged, version)
    return Proportion(on_gold.right + sum(one.is_right for one in own), on_gold.of + len(own))


def still_hit(votes: QuestionVotes, judged: Sequence[Judged], version: FunctionVersion) -> list[Judged]:
    """An edit keeps or drops hits whatever was said of them, so those that remain are a random sample of what does."""
    own = [one for one in judged if one.function_id == version.function_id]
    hits = set(hits_of(votes.votes[version.id].on({one.document_id for one in own})))
    return [one for one in own if one.hit in hits]


def hits_of(votes: Votes) -> list[tuple[Any, ...]]:
    """Document, label, start, end of each vote, as a judgement has them."""
    nothing = [None] * len(votes)
    starts = nothing if votes.starts is None else votes.starts.tolist()
    ends = nothing if votes.ends is None else votes.ends.tolist()
    return list(zip(votes.documents.tolist(), votes.labels.tolist(), starts, ends, strict=True))
