"""Which documents may be decided by a vote? None that somebody decided on, and none that waits for a person."""

from collections.abc import Mapping, Sequence

from annotate.models import Question
from review.services.disagreements.ranking import settled, these
from review.services.gold_checks.contesting import waiting as contested
from review.services.suspicions.referring import waiting as referred


def out_of_reach(question: Question, answers: Mapping[int, Sequence[int]]) -> set[int]:
    """Of these documents, by their current answers: the decided ones, and those that were sent to adjudication or are
    contested. Somebody asked for a person there, and who decides a contest is not free.
    """
    sent = referred(question, with_audit=True).filter(document__in=these(answers))
    disputed = contested(question.project).filter(document__in=these(answers))
    waiting = (*sent.values_list("document", flat=True), *disputed.values_list("document", flat=True))
    return settled(question, answers).union(waiting)
