"""How far do annotators mark the same words?"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import combinations

import numpy as np

from annotate.models import Document, Label, Question, User
from review.agreement import (
    Codes,
    Difference,
    Figure,
    Line,
    Mark,
    Match,
    Sums,
    differences,
    f1,
    f1_sums,
    in_words,
    line_sums,
    token_alpha,
    unit_alpha,
    words_of,
)
from review.agreement.units import grouped
from review.services.answers import Marked, blocks_of, levels_of, marks_given
from review.services.comparison import Comparison, Measured, OfLabel, OfPair, in_common, in_doubt
from review.services.overlap import Which, answers_to

MOST_READ = 2_000  # documents whose text is read for figures on words: the newest


def compare_spans(question: Question, which: Which, instead: Mapping[int, int]) -> Comparison:
    marked = marks_given(answers_to(question, which), instead)
    blocks = blocks_of(question.project, list(marked))
    sums = drawn_by(blocks, list(marked), f1_sums(list(marked.values())))
    return Comparison(
        question,
        which,
        len(marked),
        len({person for answers in marked.values() for person in answers}),
        [
            *(Measured(f"f1-{rule}", Figure.of(sums, partial(f1, rule=rule))) for rule in Match),
            *on_places(marked, blocks),
        ],
        labels=label_by_label(marked, blocks),
        pairs=of_marking_pairs(marked, blocks),
        differences=mix_of(marked),
        levels=level_by_level(question, marked, blocks),
    )


def level_by_level(
    question: Question, marked: Marked, blocks: Mapping[int, int] | None
) -> list[tuple[int, Measured]]:
    """Where labels have labels above them: exact F1 on each level but the lowest; 1 is the top."""
    found = []
    for level, above in enumerate(levels_of(question), 1):
        read = [
            {
                person: list({Mark(one.start, one.end, above.get(one.label, one.label)) for one in marks})
                for person, marks in answers.items()
            }
            for answers in marked.values()
        ]
        sums = drawn_by(blocks, list(marked), f1_sums(read))
        found.append((level, Measured("f1-exact", Figure.of(sums, partial(f1, rule=Match.EXACT)))))
    return found


def label_by_label(marked: Marked, blocks: Mapping[int, int] | None) -> list[OfLabel]:
    """The exact F1 of each label's marks alone, on the newest documents; the one in most doubt first."""
    ids = sorted(marked)[-MOST_READ:]
    times = Counter(one.label for document in ids for marks in marked[document].values() for one in marks)
    found = []
    for label_id, label in Label.objects.in_bulk(times).items():
        alone = [
            {person: [one for one in marks if one.label == label_id] for person, marks in answers.items()}
            for answers in (marked[document] for document in ids)
        ]
        having = [(document, one) for document, one in zip(ids, alone, strict=True) if any(one.values())]
        sums = drawn_by(
            blocks, [document for document, _one in having], f1_sums([one for _document, one in having])
        )
        figure = Figure.of(sums, partial(f1, rule=Match.EXACT))
        found.append(OfLabel(label, times[label_id] / times.total(), Measured("f1-exact", figure)))
    return sorted(found, key=in_doubt)


def of_marking_pairs(marked: Marked, blocks: Mapping[int, int] | None) -> list[OfPair]:
    """The exact F1 of each two, on the newest documents; the same answer is the same marks."""
    both: defaultdict[tuple[int, int], Marked] = defaultdict(dict)
    for document in sorted(marked)[-MOST_READ:]:
        for (one, marks), (other, others) in combinations(sorted(marked[document].items()), 2):
            both[one, other][document] = {one: marks, other: others}
    people = User.objects.in_bulk({person for pair in both for person in pair})
    return in_common(
        _of_two(people[one], people[other], theirs, blocks) for (one, other), theirs in both.items()
    )


def _of_two(one: User, other: User, marked: Marked, blocks: Mapping[int, int] | None) -> OfPair:
    same = sum(set(answers[one.id]) == set(answers[other.id]) for answers in marked.values())
    sums = drawn_by(blocks, list(marked), f1_sums(list(marked.values())))
    figure = Figure.of(sums, partial(f1, rule=Match.EXACT))
    interval = None if figure.value is None else (figure.low, figure.high)
    return OfPair(one, other, len(marked), same / len(marked), figure.value, interval)


def mix_of(marked: Marked) -> dict[Difference, int]:
    """What became of all marks of all pairs."""
    mixed: Counter[Difference] = Counter()
    for answers in marked.values():
        for one, other in combinations(answers.values(), 2):
            mixed.update(differences(one, other))
    return {kind: mixed[kind] for kind in Difference}


def drawn_by(blocks: Mapping[int, int] | None, documents: Sequence[int], sums: Sums) -> Sums:
    """Rows are these documents; with blocks, groups are drawn and not documents."""
    if blocks is None or not documents:
        return sums
    groups = grouped(np.array([blocks[one] for one in documents]), np.arange(len(documents)), len(documents))
    return sums.by_group(groups)


def on_places(marked: Marked, blocks: Mapping[int, int] | None) -> list[Measured]:
    """Alpha of whole units, and of words with and without those that everybody leaves outside."""
    ids = sorted(marked)[-MOST_READ:]
    texts = dict(Document.objects.filter(id__in=ids).values_list("id", "text"))
    whole, by_word = Codes(), Codes()
    units, lines = [], []
    for document in ids:
        answers, words = list(marked[document].values()), words_of(texts[document])
        units.append(Line.of(answers, len(texts[document]), whole))
        lines.append(Line.of([in_words(marks, words) for marks in answers], len(words), by_word))
    found = [
        ("units", line_sums(units, whole), unit_alpha),
        ("words", line_sums(lines, by_word), token_alpha),
        ("marked-words", line_sums(lines, by_word, outside=False), token_alpha),
    ]
    return [
        Measured.corrected(name, Figure.of(drawn_by(blocks, ids, sums), value)) for name, sums, value in found
    ]
