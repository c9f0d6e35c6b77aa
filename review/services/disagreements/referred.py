"""Documents somebody sent to adjudication: they come before all disagreements, whatever their answers say."""

from collections import defaultdict
from datetime import datetime

from annotate.models import Question
from annotate.services.gold import answers_that_stand
from review.services.disagreements.looking import Given, parts_of
from review.services.disagreements.ranking import Disagreement, Only, Place, doubt_of, label_of, these
from review.services.suspicions.referring import MOST_SHOWN, waiting

FIRST = 10**9  # a greater value than any doubt has


def referred(question: Question, only: Only, until: datetime, *, with_audit: bool) -> list[Disagreement]:
    """What waits, the newest first; narrowed by who answered and with what."""
    rows = waiting(question, with_audit=with_audit).filter(sent_at__lte=until)
    sent = dict(rows.order_by("-id").values_list("document", "id")[:MOST_SHOWN])
    if not sent:
        return []
    standing = answers_that_stand().filter(document__in=these(sent))
    current = list(standing.values_list("document", "annotator", "current"))
    parts = parts_of(question, [annotation for _document, _person, annotation in current])
    given: defaultdict[int, list[Given]] = defaultdict(list)
    for document, person, annotation in current:
        if annotation in parts:
            given[document].append(Given(annotation, person, frozenset(parts[annotation])))
    found = [
        Disagreement(
            Place(FIRST, referral, document), given[document], doubt_of(given[document], question.kind)
        )
        for document, referral in sent.items()
        if _allowed(given[document], only)
    ]
    return sorted(found, key=lambda one: one.place, reverse=True)


def _allowed(given: list[Given], only: Only) -> bool:
    people = {one.annotator for one in given}
    labels = {label_of(part) for one in given for part in one.parts}
    return (not only.annotator or only.annotator in people) and only.labels <= labels
