"""What differs, in words."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotate.models import Label, Question
from review.agreement import Difference, differences
from review.services.disagreements.looking import Given
from review.services.disagreements.ranking import apart

QUOTED = 60  # characters of a text


@dataclass(frozen=True)
class View:
    """What one or several people say: labels, or words of ours or theirs."""

    people: list[str]
    labels: list[Label]
    text: str = ""


@dataclass(frozen=True)
class Told:
    views: list[View]  # who says what, where that is short
    sentences: list[str]  # how many marks or relations differ, and how


def told(
    question: Question, given: Sequence[Given], names: Mapping[int, str], labels: Mapping[int, Label]
) -> Told:
    if question.kind == Question.Kind.SPANS:
        return Told([], in_marks(given))
    if question.kind == Question.Kind.RELATIONS:
        return Told([], in_relations(given))
    by_answer: defaultdict[frozenset, list[str]] = defaultdict(list)
    for one in given:
        by_answer[one.parts].append(names[one.annotator])
    views = [View(sorted(people), *_answer(question, parts, labels)) for parts, people in by_answer.items()]
    return Told(sorted(views, key=lambda view: (-len(view.people), view.people)), [])


def _answer(question: Question, parts: frozenset, labels: Mapping[int, Label]) -> tuple[list[Label], str]:
    if question.kind in (Question.Kind.CHOICE, Question.Kind.CHOICES):
        chosen = [labels[part] for part in sorted(parts)]
        return chosen, "" if chosen else _("none")
    [said] = parts or [""]
    if question.kind == Question.Kind.RATING:
        return [], str(said)
    return [], _("“%(words)s”") % {"words": Truncator(said).chars(QUOTED)}


def in_marks(given: Sequence[Given]) -> list[str]:
    """Over all pairs of annotators, as the mix of differences on the page of agreement."""
    counts: Counter[Difference] = Counter()
    for one, other in combinations(given, 2):
        counts.update(differences(sorted(one.parts), sorted(other.parts)))
    sentences = {
        Difference.BOUNDARY: ngettext(
            "%(n)s mark with other borders", "%(n)s marks with other borders", counts[Difference.BOUNDARY]
        ),
        Difference.LABEL: ngettext(
            "%(n)s mark with another label", "%(n)s marks with another label", counts[Difference.LABEL]
        ),
        Difference.BOTH: ngettext(
            "%(n)s mark with other borders and another label",
            "%(n)s marks with other borders and another label",
            counts[Difference.BOTH],
        ),
        Difference.MISSED: ngettext(
            "%(n)s mark of one person only", "%(n)s marks of one person only", counts[Difference.MISSED]
        ),
    }
    return [sentence % {"n": counts[kind]} for kind, sentence in sentences.items() if counts[kind]]


def in_relations(given: Sequence[Given]) -> list[str]:
    count = len(apart(given))
    return [
        ngettext("%(n)s relation that not everybody drew", "%(n)s relations that not everybody drew", count)
        % {"n": count}
    ]
