"""Do the counters say what all answers say? The oracle: it reads every answer and shares nothing with the counting."""

from collections.abc import Iterator

import numpy as np

from annotate.models import Project, Question
from review.services.answers import Given, choices_given, ratings_given, sets_given
from review.services.counters.counting import counted_questions
from review.services.counters.reading import Counted, counted
from review.services.overlap import Which, answers_to, left_out


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
    yield from (what for what, same in _compared(given, told) if not same)
    if told.left_out != left_out(question):
        yield f"{told.left_out} instead of {left_out(question)}"


def given_to(question: Question, which: Which) -> Given:
    """All answers that count, none of them left out because there are many."""
    answers = answers_to(question, which, share=1)
    if question.kind == Question.Kind.CHOICE:
        return choices_given(answers, [])
    return sets_given(answers) if question.kind == Question.Kind.CHOICES else ratings_given(answers, [])


def _compared(given: Given, told: Counted) -> list[tuple[str, bool]]:
    units, pairs = given.units, given.pairs
    return [
        ("other kinds of documents", np.array_equal(units.counts, told.units.counts)),
        ("other numbers of documents", np.array_equal(units.times, told.units.times)),
        ("other pairs of annotators", np.array_equal(pairs.annotators, told.pairs.annotators)),
        ("other tables of pairs", np.array_equal(pairs.tables, told.pairs.tables)),
        ("another number of annotators", given.people == told.people),
    ]
