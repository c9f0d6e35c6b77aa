"""What do suggestions do to the answers of a question? Read from the random share that hides them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from annotate.models import Gold, Question, Response, Suggestion, User
from annotate.models.queueing import Pool
from annotate.models.standings import Stream
from annotate.services.contents import content_of, with_contents
from review.planning import Influence, Seen, influence
from review.services.alike import plain
from review.services.annotators import grades
from review.services.costs.spending import name_of
from review.services.overlap import first_answers

MOST_READ = 5_000  # answers: the newest
SEED = 1
KINDS = (Question.Kind.CHOICE, Question.Kind.CHOICES, Question.Kind.SPANS, Question.Kind.RATING)


@dataclass(frozen=True)
class OfPerson:
    name: str
    figures: Influence


@dataclass(frozen=True)
class Told:
    """Of a question: everybody together, then each annotator."""

    question: Question
    whole: Influence
    people: list[OfPerson]
    answers: int


def influence_on(question: Question) -> Told:
    seen = seen_by_person(question)
    people = User.objects.in_bulk(seen)
    everybody = [one for answers in seen.values() for one in answers]
    return Told(
        question,
        influence(everybody, SEED),
        sorted(
            (OfPerson(name_of(people[person]), influence(answers, SEED)) for person, answers in seen.items()),
            key=lambda one: one.name,
        ),
        len(everybody),
    )


def seen_by_person(question: Question) -> dict[int, list[Seen]]:
    """First answers on documents that have a suggestion, by annotator.

    Those of phases in which nobody was shown any are left out: there they were hidden by a setting, not by chance. So
    are held-out documents, which never show one, and what was returned.
    """
    responses = answers_on(question)
    suggested = suggestions_for(question, {where(one) for one in responses})
    responses = [one for one in responses if where(one) in suggested]
    shown = {
        one.id: bool(suggested[where(one)].keys() & set(one.annotation.suggestions_shown))
        for one in responses
    }
    phases = {one.annotation.phase_id for one in responses if shown[one.id]}
    responses = [one for one in responses if one.annotation.phase_id in phases]
    truths = Truths(question, responses)
    found: dict[int, list[Seen]] = defaultdict(list)
    for response in responses:
        said, truth = key_of(content_of(response)), truths.for_answer(response)
        suggestion = suggestion_of(response, suggested[where(response)])
        found[response.annotation.author_id].append(
            Seen(
                where(response),
                shown[response.id],
                response.annotation.active_ms / 1000,
                None if truth is None else said == truth,
                said == suggestion,
                None if truth is None else suggestion == truth,
            )
        )
    return found


def where(response: Response) -> int:
    return response.annotation.document_id


def key_of(content: dict[str, Any]) -> Hashable:
    """What an answer says, as something that can be counted."""
    said = plain(content)
    return tuple(said) if isinstance(said, list) else said if isinstance(said, Hashable) else repr(said)


def suggestions_for(question: Question, documents: Collection[int]) -> dict[int, dict[int, Hashable]]:
    """By document, the suggestions of this question by their ids, the first one first."""
    found: dict[int, dict[int, Hashable]] = defaultdict(dict)
    rows = Suggestion.objects.filter(document__in=documents, question=question).order_by("id")
    for document, one, content in rows.values_list("document", "id", "content").iterator():
        if content:  # an erased document has none
            found[document][one] = key_of(content)
    return found


def answers_on(question: Question) -> list[Response]:
    suggested = Suggestion.objects.filter(document=OuterRef("annotation__document_id"), question=question)
    answers = first_answers(question).filter(
        Exists(suggested),
        annotation__author__is_source=False,
        annotation__document__queue_row__pool=Pool.OPEN,
    )
    answers = answers.exclude(annotation__stream=Stream.RETURNED)
    newest = answers.select_related("annotation", "question").order_by("-annotation_id")[:MOST_READ]
    return with_contents(newest)


def suggestion_of(response: Response, suggested: dict[int, Hashable]) -> Hashable:
    """The one that was shown, or the one that would have been."""
    shown = [one for one in response.annotation.suggestions_shown if one in suggested]
    return suggested[shown[0]] if shown else next(iter(suggested.values()))


class Truths:
    """What is right for an answer: gold not made from it, else what most of at least two others say."""

    def __init__(self, question: Question, responses: list[Response]) -> None:
        documents = {where(response) for response in responses}
        rows = Gold.objects.filter(question=question, document__in=documents).holding()
        self._gold = {one.document_id: one for one in rows}
        self._said: dict[int, dict[int, Hashable]] = defaultdict(dict)
        for response in responses:
            self._said[where(response)][response.annotation.author_id] = key_of(content_of(response))

    def for_answer(self, response: Response) -> Hashable | None:
        author, gold = response.annotation.author_id, self._gold.get(where(response))
        if gold and grades(gold, author):
            return key_of(gold.content)
        others = Counter(said for person, said in self._said[where(response)].items() if person != author)
        if others.total() < 2:
            return None
        [(most, votes)] = others.most_common(1)
        return most if votes * 2 > others.total() else None
