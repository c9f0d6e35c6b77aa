"""What came of an interview: how many documents are usable, why, and what is said in them, concept by concept."""

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from annotate.documents.themes import themes_of
from annotate.models import Document, Project
from booklet.models import Interview, InterviewAnswer, InterviewDocument
from booklet.services.maps import map_of, tree_at

Z95 = 1.959964


@dataclass(frozen=True)
class Share:
    """Of the documents judged, how many are usable; with the interval that only a random draw allows."""

    kind: str  # of the draw; "" for all
    usable: int
    judged: int

    @property
    def percent(self) -> float:
        return 100 * self.usable / self.judged if self.judged else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        low, high = wilson(self.usable, self.judged)
        return 100 * low, 100 * high


@dataclass(frozen=True)
class Reason:
    """A reason in the words first used for it, the documents it was given for, and reasons that say about the same."""

    text: str
    documents: list[Document]
    alike: list["Reason"] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Documents it was given for in these words or in others."""
        return len(self.documents) + sum(len(one.documents) for one in self.alike)


@dataclass(frozen=True)
class Quote:
    document: Document
    start: int
    end: int

    @property
    def words(self) -> str:
        return self.document.text[self.start : self.end]


@dataclass(frozen=True)
class Concept:
    """What the stakeholder called something: where it was named, with the words that show it."""

    name: str  # "" for quotes without one
    quotes: list[Quote]
    documents: list[Document]
    is_on_the_map: bool


@dataclass(frozen=True)
class Findings:
    interview: Interview
    shares: list[Share]
    usable: list[Reason] = field(default_factory=list)
    not_usable: list[Reason] = field(default_factory=list)
    concepts: list[Concept] = field(default_factory=list)
    open: int = 0  # documents nobody has judged
    gone: int = 0  # withdrawn or erased since

    @property
    def at_random(self) -> Share:
        return next(share for share in self.shares if share.kind == InterviewDocument.Kind.RANDOM)

    @property
    def new_concepts(self) -> list[Concept]:
        return [concept for concept in self.concepts if concept.name and not concept.is_on_the_map]


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The interval of a share by Wilson's score, 95 %; of nothing, 0 to 1.

    References
    ----------
    Wilson (1927). Probable inference, the law of succession, and statistical inference. JASA 22.

    Examples
    --------
    >>> low, high = wilson(5, 7)
    >>> round(low, 3), round(high, 3)
    (0.359, 0.918)
    """
    if not count:
        return 0.0, 1.0
    share, square = hits / count, Z95 * Z95
    middle = share + square / (2 * count)
    reach = Z95 * math.sqrt(share * (1 - share) / count + square / (4 * count * count))
    whole = 1 + square / count
    return max((middle - reach) / whole, 0.0), min((middle + reach) / whole, 1.0)


def findings_of(interview: Interview) -> Findings:
    """All of it in three queries."""
    said = _said(interview)
    screens = list(interview.documents.select_related("document"))
    there = [screen for screen in screens if not screen.is_gone]
    judged = [(screen, said[screen.id]) for screen in there if screen.id in said and said[screen.id].verdict]
    verdicts = InterviewAnswer.Verdict
    return Findings(
        interview,
        [_share(kind, judged) for kind in ("", *InterviewDocument.Kind.values)],
        _reasons(judged, verdicts.USABLE),
        _reasons(judged, verdicts.NOT_USABLE),
        _concepts(interview.project, [(screen, said[screen.id]) for screen in there if screen.id in said]),
        len(there) - len(judged),
        len(screens) - len(there),
    )


Judged = Sequence[tuple[InterviewDocument, InterviewAnswer]]


def _said(interview: Interview) -> dict[int, InterviewAnswer]:
    """The answer that holds for each document."""
    answers = InterviewAnswer.objects.filter(shown__interview=interview, undone_at=None).order_by("number")
    return {answer.shown_id: answer for answer in answers}


def _share(kind: str, judged: Judged) -> Share:
    verdicts = [answer.verdict for screen, answer in judged if kind in ("", screen.kind)]
    return Share(kind, verdicts.count(InterviewAnswer.Verdict.USABLE), len(verdicts))


def _reasons(judged: Judged, verdict: str) -> list[Reason]:
    """The same words are one reason, whatever their case and end; those alike stand together, the commonest first."""
    found: dict[str, Reason] = {}
    for screen, answer in judged:
        if answer.verdict == verdict and answer.reason:
            same = " ".join(answer.reason.casefold().split()).rstrip(".!… ")
            found.setdefault(same, Reason(answer.reason, [])).documents.append(screen.document)
    reasons = list(found.values())
    themes = themes_of([reason.text for reason in reasons], [None] * len(reasons))
    together = (_together([reasons[place] for place in theme]) for theme in themes)
    return sorted(together, key=lambda reason: -reason.count)


def _together(alike: list[Reason]) -> Reason:
    """The one given most often stands for all; `alike` has the nearest to the others first."""
    first, *more = sorted(alike, key=lambda reason: -len(reason.documents))
    return Reason(first.text, first.documents, more)


def _concepts(project: Project, said: Judged) -> list[Concept]:
    """By name, the most often named first; quotes without a concept last."""
    names: dict[str, str] = {}
    quotes: dict[str, list[Quote]] = defaultdict(list)
    documents: dict[str, dict[int, Document]] = defaultdict(dict)
    for screen, answer in said:
        for note in answer.notes:
            key = note["concept"].casefold()
            names.setdefault(key, note["concept"])
            documents[key][screen.document_id] = screen.document
            if note["start"] is not None:
                quotes[key].append(Quote(screen.document, note["start"], note["end"]))
    drawn = drawn_concepts(project)
    found = [
        Concept(name, quotes[key], list(documents[key].values()), key in drawn) for key, name in names.items()
    ]
    return sorted(found, key=lambda concept: (not concept.name, -len(concept.documents), concept.name))


def drawn_concepts(project: Project) -> set[str]:
    """What stands on the experts' map, in one spelling."""
    found = map_of(project, "concepts")
    if found is None or found.current is None:
        return set()
    return {node.text.casefold() for node in tree_at(project, found.current).nodes.values()}
