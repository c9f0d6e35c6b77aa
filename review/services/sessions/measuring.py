"""Did it help? How often people differ on documents first answered before, and on those first answered after."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from annotate.models import Question
from booklet.services.scheme.labels import labels_now
from review.meetings.movement import Movement, Share, movement
from review.meetings.themes import Parts, Theme, labels_in, themes_on
from review.models import SessionItem
from review.services.answers import AS_SAID, read_now
from review.services.disagreements.looking import parts_of
from review.services.overlap import answers_to
from review.services.sessions.gathering import chooses, overlap_keys

MOST_READ = 20_000  # answers: the newest


@dataclass(frozen=True)
class Told:
    """A document that several people answered by themselves, before anybody could be led."""

    first_at: datetime
    chooses: bool
    answers: list[Parts]


def told_by_several(question: Question) -> list[Told]:
    """Independent first answers on documents drawn for overlap: those that headline agreement counts.

    Labels that were merged since are read as the one that stays, as agreement reads them.
    """
    rows = list(
        answers_to(question)
        .order_by("-annotation_id")
        .values_list("annotation__document_id", "annotation_id", "annotation__saved_at")[:MOST_READ]
    )
    parts = parts_of(question, [annotation for _document, annotation, _at in rows])
    given: defaultdict[int, list[tuple[datetime, Parts]]] = defaultdict(list)
    instead = merged_since(question)
    for document, annotation, at in rows:
        given[document].append((at, frozenset(read_now(part, instead) for part in parts.get(annotation, []))))
    keys = overlap_keys(given)
    return [
        Told(min(at for at, _parts in said), chooses(keys[document]), [answer for _at, answer in said])
        for document, said in given.items()
        if len(said) > 1 and document in keys
    ]


def merged_since(question: Question) -> Mapping[int, int]:
    """What labels of the question are called now. A step of a rating is no label."""
    return AS_SAID if question.kind == Question.Kind.RATING else labels_now(question.project)


def moved_since(item: SessionItem, said: list[Told]) -> Movement:
    """Of a decided theme: how often people differ so where one of its labels was given. `said` is of its question.

    Before, only on the half of the documents that did not choose it.
    """
    instead = merged_since(item.question)
    labels = {instead.get(label, label) for label in (item.one, item.other) if label is not None}
    theme = Theme(min(labels), None if item.other is None else max(labels))
    told = [one for one in said if labels & {label for answer in one.answers for label in labels_in(answer)}]
    before = [one for one in told if one.first_at < item.decided_at and not one.chooses]
    after = [one for one in told if one.first_at >= item.decided_at]

    def differs(one: Told) -> bool:
        return theme in themes_on(one.answers)

    return movement(_share(before, differs), _share(after, differs))


def drift_of(question: Question, since: datetime) -> Movement:
    """How often people differ at all, before a moment and from then on."""
    told = told_by_several(question)

    def differs(one: Told) -> bool:
        return len(set(one.answers)) > 1

    return movement(
        _share([one for one in told if one.first_at < since], differs),
        _share([one for one in told if one.first_at >= since], differs),
    )


def _share(told: list[Told], differs: Callable[[Told], bool]) -> Share:
    return Share(sum(differs(one) for one in told), len(told))
