"""How far do people write the same text, and join the same words? Neither has a coefficient: chance joins nothing."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Mapping

from annotate.models import Question
from review.agreement import Figure
from review.agreement.coefficients import quotient
from review.agreement.resampling import Totals
from review.agreement.texts import mean_likeness, set_sums, text_sums, the_same
from review.services.answers import ANSWER, blocks_of
from review.services.comparing_spans import drawn_by
from review.services.comparison import Comparison, Measured
from review.services.disagreements.looking import parts_of
from review.services.overlap import Which, answers_to

MOST_READ = 2_000  # documents: the newest


def compare_texts(question: Question, which: Which, _instead: Mapping[int, int]) -> Comparison:
    """The same after whitespace, and how alike in characters."""
    said = _said(question, which)
    texts = [[next(iter(one), "") for one in answers.values()] for answers in said.values()]
    sums = drawn_by(blocks_of(question.project, said), list(said), text_sums(texts))
    measured = [
        Measured("same-text", Figure.of(sums, the_same)),
        Measured("likeness", Figure.of(sums, mean_likeness)),
    ]
    return Comparison(question, which, len(said), _people(said), measured)


def compare_relations(question: Question, which: Which, _instead: Mapping[int, int]) -> Comparison:
    """F1 of relations that join the same two marks, with the label and without."""
    said = _said(question, which)
    blocks, measured = blocks_of(question.project, said), []
    for name, parts in (("f1-relations", 3), ("f1-joined", 2)):
        sets = [
            [frozenset(relation[:parts] for relation in one) for one in answers.values()]
            for answers in said.values()
        ]
        sums = drawn_by(blocks, list(said), set_sums(sets))
        measured.append(Measured(name, Figure.of(sums, f1_of_sets)))
    return Comparison(question, which, len(said), _people(said), measured)


def f1_of_sets(totals: Totals) -> Totals:
    return quotient(totals[..., 0], totals[..., 1])


def _said(question: Question, which: Which) -> dict[int, dict[int, Collection[Hashable]]]:
    """By document and author what was said first, on the newest documents with two answers or more."""
    by_document: defaultdict[int, dict[int, int]] = defaultdict(dict)
    for annotation, document, author in answers_to(question, which).values_list("annotation_id", *ANSWER):
        by_document[document][author] = annotation
    compared = sorted(document for document, people in by_document.items() if len(people) > 1)[-MOST_READ:]
    answers = [annotation for document in compared for annotation in by_document[document].values()]
    parts = parts_of(question, answers)
    return {
        document: {author: parts.get(one, []) for author, one in by_document[document].items()}
        for document in compared
    }


def _people(said: Mapping[int, Mapping[int, object]]) -> int:
    return len({author for answers in said.values() for author in answers})
