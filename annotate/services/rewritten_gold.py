"""Gold follows the answers: where labels change, what is accepted says the same in the labels that hold now."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from annotate.models import Gold
from annotate.services.gold import Accepted, Basis, accept, lock_gold
from annotate.services.rewrites import Rewrite, Transfer

NEWEST = """
SELECT DISTINCT ON (document_id, question_id) document_id, question_id, content, decided_by_id
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
# Of these, the documents where a transfer leaves something to decide: nothing else is accepted where the label was, or
# something else is where it goes.
GOLD_TO_DECIDE = f"""
WITH newest AS MATERIALIZED ({NEWEST})
SELECT count(*) FROM newest here
LEFT JOIN newest there ON there.document_id = here.document_id AND there.question_id = %(into)s
WHERE here.question_id = %(question)s
    AND here.content -> 'labels' @> ANY(SELECT to_jsonb(unnest(%(labels)s::bigint[])))
    AND (
        %(leaves_open)s AND jsonb_array_length(here.content -> 'labels') = cardinality(%(labels)s::bigint[])
        OR %(takes_one)s AND jsonb_array_length(coalesce(there.content -> 'labels', '[]')) > 0
    )
"""
History = Sequence[Gold]  # of one document and question, the oldest first


def lock_golds(rewrite: Rewrite, first: int, last: int) -> None:
    """Let nobody else decide on these documents until the end of the transaction, as far as they have gold."""
    lock_gold(set(_golds(rewrite, first, last).values_list("document_id", flat=True)))


def rewrite_golds(rewrite: Rewrite, first: int, last: int, answers: Mapping[int, int]) -> None:
    """Accept anew what names other labels now, or was decided on answers that were written anew (old id -> new)."""
    histories: defaultdict[int, dict[int, list[Gold]]] = defaultdict(dict)
    for gold in _golds(rewrite, first, last).order_by("id"):
        histories[gold.document_id].setdefault(gold.question_id, []).append(gold)
    by_origin: defaultdict[str, list[Accepted]] = defaultdict(list)
    for document, of_document in histories.items():
        for question, (gold, content) in _to_write(rewrite, of_document, answers).items():
            newest = of_document[question][-1] if gold.question_id == question else gold
            seen = tuple(answers.get(one, one) for one in newest.answers_seen)
            basis = Basis(seen, tuple(gold.answered_by))
            by_origin[gold.origin].append(Accepted(document, {question: content}, basis, gold.chosen_by))
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


def moved(
    here: Mapping[str, Any], there: Mapping[str, Any], labels: Mapping[int, int], transfer: Transfer
) -> dict[int, dict[str, Any]]:
    """What holds of the two questions once these labels answer the other one; nothing where gold names none of them.

    It is what `transferring.MOVED` makes of an answer: where the other question takes one label and has one, it keeps
    it; and where nothing is left that could be said, what was accepted is withdrawn.
    """
    said = here.get("labels", [])
    if labels.keys().isdisjoint(said):
        return {}
    kept, taken = [label for label in said if label not in labels], there.get("labels", [])
    contents = {transfer.question: Gold.WITHDRAWN if transfer.leaves_open and not kept else {"labels": kept}}
    if not (transfer.takes_one and taken):
        contents[transfer.into] = {
            "labels": _once([*taken, *(labels[label] for label in said if label in labels)])
        }
    return contents


def _once(those: list[Any]) -> list[Any]:
    return list({repr(one): one for one in those}.values())


def _golds(rewrite: Rewrite, first: int, last: int) -> QuerySet[Gold]:
    return Gold.objects.filter(
        project=rewrite.schema.project_id, document_id__gte=first, document_id__lte=last
    )


def _to_write(
    rewrite: Rewrite, histories: Mapping[int, History], answers: Mapping[int, int]
) -> dict[int, tuple[Gold, dict[str, Any]]]:
    """By question: what is accepted anew on a document, and the gold whose origin and people it has."""
    anew: dict[int, tuple[Gold, dict[str, Any]]] = {}
    for question, history in histories.items():
        holds = history[-1]
        if rewrite.takes_back and (place := _place_before(rewrite, history)) is not None:
            anew[question] = (
                (history[place], history[place].content) if place >= 0 else (holds, Gold.WITHDRAWN)
            )
        elif (content := _renamed(rewrite, holds)) != holds.content or not answers.keys().isdisjoint(
            holds.answers_seen
        ):
            anew[question] = (holds, content)
    return anew | _transferred(rewrite, histories)


def _renamed(rewrite: Rewrite, gold: Gold) -> dict[str, Any]:
    return gold.content if rewrite.transfer else with_labels(gold.content, rewrite.labels)


def _transferred(
    rewrite: Rewrite, histories: Mapping[int, History]
) -> dict[int, tuple[Gold, dict[str, Any]]]:
    transfer = rewrite.transfer
    if transfer is None or transfer.question not in histories:
        return {}
    here = histories[transfer.question][-1]
    there = histories[transfer.into][-1] if transfer.into in histories else None
    if rewrite.spares and here.decided_by_id == rewrite.spares.user_id:
        return {}
    contents = moved(here.content, there.content if there else {}, rewrite.labels, transfer)
    bases = {transfer.question: here, transfer.into: there if there and not there.is_withdrawn else here}
    return {question: (bases[question], content) for question, content in contents.items()}


def _place_before(rewrite: Rewrite, history: History) -> int | None:
    """Where in the history stands what held before the source that is taken back decided.

    -1 where nothing did; None where what holds is not its doing.
    """
    others = {taker.user_id: other.user_id for taker, other in rewrite.takers_back}
    place = len(history) - 1
    while place >= 0 and (other := others.get(history[place].decided_by_id)):
        while place >= 0 and history[place].decided_by_id != other:
            place -= 1
        place = _before(history, place)
    ours = rewrite.takes_back.user_id if rewrite.takes_back else None
    if place < 0 or history[place].decided_by_id != ours:
        return None
    return _before(history, place)


def _before(history: History, place: int) -> int:
    """The place before the run of rows that one person or source decided."""
    by = history[place].decided_by_id
    while place >= 0 and history[place].decided_by_id == by:
        place -= 1
    return place
