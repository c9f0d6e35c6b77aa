"""Do the counters say what all answers say? The oracle: it reads every answer and shares nothing with the counting."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from typing import Any

import numpy as np

from annotate.models import Project, Question
from review.models import CountedAnswer, CountedSlice
from review.services.answers import Given, choices_given, in_blocks, ratings_given, sets_given
from review.services.counters.counting import counted_questions
from review.services.counters.reading import Counted, counted, said_in
from review.services.counters.slicing import KINDS as SLICES
from review.services.counters.slicing import NO_PHASE, block_of, week_of
from review.services.overlap import Which, answers_to, first_answers, left_out

WHERE = (
    "annotation__document_id",
    "annotation__saved_at",
    "annotation__phase_id",
    "annotation__document__batch_id",
    "annotation__document__group",
)


def differences(project: Project) -> list[str]:
    """A sentence for each. Reads everything: of a million answers that takes a minute."""
    return [
        f"question {question.id}, {which.label}: {what}"
        for question in counted_questions(project)
        for which in Which
        for what in _of_question(question, which)
    ]


def _of_question(question: Question, which: Which) -> Iterator[str]:
    given = given_to(question, which)
    told = counted(question, which, lambda said: given.answers if said == set(given.answers) else list(said))
    if told is None:
        yield "there are no counters that hold"
        return
    if set(told.answers) != set(given.answers):
        yield "other answers"
        return
    yield from (what for what, same in _compared(in_blocks(given, question.project), told) if not same)
    if slices_told(question, which) != slices_given(question, given):
        yield "other weeks, phases, batches or blocks"
    if told.left_out != left_out(question):
        yield f"{told.left_out} instead of {left_out(question)}"


def given_to(question: Question, which: Which) -> Given:
    """All answers that count, none of them left out because there are many."""
    answers = answers_to(question, which, share=1)
    if question.kind == Question.Kind.CHOICE:
        return choices_given(answers, [])
    return sets_given(answers) if question.kind == Question.Kind.CHOICES else ratings_given(answers, [])


Slices = Counter[tuple[str, int, frozenset[tuple[Hashable, int]]]]


def slices_given(question: Question, given: Given) -> Slices:
    """How many documents of each slice were given which answers, how often each; where two answers compare."""
    first: dict[int, tuple[Any, ...]] = {}
    for document, *where in first_answers(question).order_by("annotation_id").values_list(*WHERE):
        first.setdefault(document, tuple(where))
    said: defaultdict[int, list[Hashable]] = defaultdict(list)
    for document, answer in zip(given.documents.tolist(), given.said.tolist(), strict=True):
        said[document].append(given.answers[answer])
    found: Slices = Counter()
    for document, answers in said.items():
        if len(answers) > 1:
            saved_at, phase, batch, group = first[document]
            parts = (week_of(saved_at), phase or NO_PHASE, batch, block_of(document, group))
            for kind, part in zip(SLICES, parts, strict=True):
                found[kind, part, frozenset(Counter(answers).items())] += 1
    return found


def slices_told(question: Question, which: Which) -> Slices:
    said = {one.id: said_in(question, one.content) for one in CountedAnswer.objects.filter(question=question)}
    found: Slices = Counter()
    for one in CountedSlice.objects.filter(question=question, which=which).exclude(documents=0):
        pairs = zip(one.pattern[::2], one.pattern[1::2], strict=True)
        found[one.kind, one.part, frozenset((said[number], times) for number, times in pairs)] += (
            one.documents
        )
    return found


def _compared(given: Given, told: Counted) -> list[tuple[str, bool]]:
    units, pairs = given.units, given.pairs
    return [
        ("other kinds of documents", np.array_equal(units.counts, told.units.counts)),
        ("other numbers of documents", np.array_equal(units.times, told.units.times)),
        ("other pairs of annotators", np.array_equal(pairs.annotators, told.pairs.annotators)),
        ("other tables of pairs", np.array_equal(pairs.tables, told.pairs.tables)),
        ("another number of annotators", given.people == told.people),
    ]
