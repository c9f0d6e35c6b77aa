"""Gold follows the answers: where labels change, what is accepted says the same in the labels that hold now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from annotate.models import Gold
from annotate.services.gold import Accepted, Basis, accept, lock_gold
from annotate.services.rewrites import Rewrite

NEWEST = """
SELECT DISTINCT ON (document_id, question_id) document_id, content, decided_by_id
FROM annotate_gold WHERE project_id = %(project)s ORDER BY document_id, question_id, id DESC
"""
# Documents whose gold names one of these labels, wherever in it.
GOLD_NAMING = f"""
SELECT g.document_id FROM ({NEWEST}) AS g WHERE EXISTS (
    SELECT 1 FROM jsonb_path_query(g.content, '$.labels[*]') AS named (label)
    WHERE named.label = ANY(SELECT to_jsonb(unnest(%(labels)s::bigint[])))
    UNION ALL
    SELECT 1 FROM jsonb_path_query(g.content, '$.**.label') AS named (label)
    WHERE named.label = ANY(SELECT to_jsonb(unnest(%(labels)s::bigint[])))
)
"""
GOLD_BY = f"SELECT g.document_id FROM ({NEWEST}) AS g WHERE g.decided_by_id = ANY(%(deciders)s::bigint[])"


def lock_golds(rewrite: Rewrite, first: int, last: int) -> None:
    """Let nobody else decide on these documents until the end of the transaction, as far as they have gold."""
    lock_gold(set(_golds(rewrite, first, last).values_list("document_id", flat=True)))


def rewrite_golds(rewrite: Rewrite, first: int, last: int, answers: Mapping[int, int]) -> None:
    """Accept anew what names other labels now, or was decided on answers that were written anew (old id -> new)."""
    histories: defaultdict[tuple[int, int], list[Gold]] = defaultdict(list)
    for gold in _golds(rewrite, first, last).order_by("id"):
        histories[gold.document_id, gold.question_id].append(gold)
    by_origin: defaultdict[str, list[Accepted]] = defaultdict(list)
    for history in histories.values():
        holds = history[-1]
        says = _restored(rewrite, history) if rewrite.takes_back else None
        content = says.content if says else with_labels(holds.content, rewrite.labels)
        if content != holds.content or says or not answers.keys().isdisjoint(holds.answers_seen):
            seen = tuple(answers.get(one, one) for one in holds.answers_seen)
            by_origin[(says or holds).origin].append(
                Accepted(
                    holds.document_id,
                    {holds.question_id: content},
                    Basis(seen, tuple(holds.answered_by)),
                    holds.chosen_by,
                )
            )
    for origin, accepted in by_origin.items():
        accept(accepted, rewrite.schema, rewrite.source.user, origin=origin)


def with_labels(content: Any, labels: Mapping[int, int]) -> Any:
    """The content of gold or of a suggestion with these labels instead; what became alike is said once.

    >>> with_labels({"spans": [{"start": 0, "end": 3, "label": 7}]}, {7: 8})
    {'spans': [{'start': 0, 'end': 3, 'label': 8}]}
    >>> with_labels({"labels": [7, 8, 9]}, {7: 8})
    {'labels': [8, 9]}
    """
    if isinstance(content, list):
        return _once([with_labels(one, labels) for one in content])
    if not isinstance(content, dict):
        return content
    said = {name: with_labels(value, labels) for name, value in content.items()}
    if "label" in said:
        said["label"] = labels.get(said["label"], said["label"])
    if "labels" in said:
        said["labels"] = _once([labels.get(label, label) for label in said["labels"]])
    return said


def _once(those: list[Any]) -> list[Any]:
    return list({repr(one): one for one in those}.values())


def _golds(rewrite: Rewrite, first: int, last: int) -> QuerySet[Gold]:
    """What was decided of a label that answers another question now stays as it was, until it is decided anew."""
    golds = Gold.objects.filter(
        project=rewrite.schema.project_id, document_id__gte=first, document_id__lte=last
    )
    both = [rewrite.transfer.question, rewrite.transfer.into] if rewrite.transfer else []
    return golds.exclude(question__in=both)


def _restored(rewrite: Rewrite, history: Sequence[Gold]) -> Gold | None:
    """What held before the source that is taken back decided; None where what holds is not its doing."""
    others = {taker.user_id: other.user_id for taker, other in rewrite.takers_back}
    place = len(history) - 1
    while place >= 0 and (other := others.get(history[place].decided_by_id)):
        while place >= 0 and history[place].decided_by_id != other:
            place -= 1
        place = _before(history, place)
    ours = rewrite.takes_back.user_id if rewrite.takes_back else None
    if place < 0 or history[place].decided_by_id != ours:
        return None
    place = _before(history, place)
    return history[place] if place >= 0 else None


def _before(history: Sequence[Gold], place: int) -> int:
    """The place before the run of rows that one person or source decided."""
    by = history[place].decided_by_id
    while place >= 0 and history[place].decided_by_id == by:
        place -= 1
    return place
