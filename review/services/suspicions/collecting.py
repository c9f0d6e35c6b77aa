"""The labels that can be doubted: gold where a document has some, else everybody's current answer."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from annotate.models import Question
from weaklabels.services.learning.answers import Said
from weaklabels.services.matrices import newest_versions
from weaklabels.services.votes import read_votes

Tally = Mapping[int, Counter[int]]  # document: label: how many say it
Mark = tuple[int, int, int]  # start, end, label id
Marked = Mapping[int, list[list[Mark]]]  # document: the marks of each rule that makes any


@dataclass(frozen=True)
class Case:
    """One label that somebody gave, or that is gold."""

    document: int
    pool: int
    said: int
    annotation: int | None = None
    gold: int | None = None


def cases_of(said: Said) -> list[Case]:
    """In the order of documents. Where gold holds, the answers are decided and only gold itself is doubted."""
    decided = {one.document for one in said.gold}
    gold = [Case(one.document, one.pool, one.labels[0], gold=one.gold) for one in said.gold if one.labels]
    answers = [
        Case(one.document, one.pool, one.labels[0], annotation=one.annotation)
        for one in said.answers
        if one.document not in decided and one.labels
    ]
    return sorted([*gold, *answers], key=lambda one: (one.document, one.annotation or 0))


def people_on(said: Said) -> Tally:
    found: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for one in said.answers:
        found[one.document].update(one.labels)
    return found


def without(case: Case, tally: Tally) -> Counter[int]:
    """What the others say; of gold, everybody."""
    others = Counter(tally.get(case.document, Counter()))
    if case.annotation:
        others[case.said] -= 1
    return others


def rules_on(question: Question, documents: Iterable[int]) -> tuple[Tally, int]:
    """What the living rules say of these documents, each once a document and label; and how many rules there are."""
    found: defaultdict[int, Counter[int]] = defaultdict(Counter)
    if question.kind not in (Question.Kind.CHOICE, Question.Kind.CHOICES):
        return found, 0
    wanted = set(documents)
    versions = newest_versions(question)
    for votes in read_votes([version.id for version in versions]).values():
        on = votes.on(wanted)
        for document, label in np.unique(np.column_stack([on.documents, on.labels]), axis=0).tolist():
            found[document][label] += 1
    return found, len(versions)


def marks_by_rules(question: Question, documents: Iterable[int]) -> tuple[Marked, int]:
    """What the living rules mark in these documents, rule by rule; and how many rules there are."""
    found: defaultdict[int, list[list[Mark]]] = defaultdict(list)
    wanted, versions = set(documents), newest_versions(question)
    for votes in read_votes([version.id for version in versions]).values():
        on, of_rule = votes.on(wanted), defaultdict(list)
        if on.starts is None or on.ends is None:
            continue  # it has marked nothing yet
        rows = zip(
            on.documents.tolist(), on.starts.tolist(), on.ends.tolist(), on.labels.tolist(), strict=True
        )
        for document, *mark in rows:
            of_rule[document].append(tuple(mark))
        for document, marks in of_rule.items():
            found[document].append(marks)
    return found, len(versions)
