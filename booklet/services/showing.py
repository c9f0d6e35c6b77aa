"""Examples as they are read: passage, marks and what is right; for who may know, what gold and answers say, too.

However many there are, the queries are the same few.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Coalesce, Substr
from django.urls import reverse

from annotate.documents.filters import sees_answers
from annotate.models import Annotation, Gold, Label, Membership, Question, Response, Standing
from annotate.roles import Role
from annotate.services.contents import content_of, with_contents
from booklet.models import Example
from booklet.services.links import pages_titled
from booklet.services.sayings import Content, same
from booklet.text.markdown import links_of, render
from booklet.text.passages import Piece, pieces_of

SEE_ALL = (Role.EXPERT, Role.SUPERVISOR, Role.OWNER)  # they read documents and answers elsewhere, too
SAID = ("answered", "returned")


@dataclass(frozen=True)
class Right:
    """What an example says to one question."""

    question: str
    labels: list[Label]
    is_of_marks: bool


@dataclass(frozen=True)
class Standings:
    """How the answers and the gold there are now stand to what the example says."""

    answers: int
    agreeing: int
    has_gold: bool
    gold_agrees: bool

    @property
    def is_stale(self) -> bool:
        """Gold no longer says what the page says."""
        return self.has_gold and not self.gold_agrees


@dataclass(frozen=True)
class Words:
    """Some words of a passage and the labels over them, the first of which colours them."""

    text: str
    labels: list[Label]
    tag: str


@dataclass(frozen=True)
class Seen:
    """An example for one reader. `standings` is None for who may not know answers and gold."""

    example: Example
    passage: list[Words] = field(default_factory=list)
    right: list[Right] = field(default_factory=list)
    reasoning: list[str] = field(default_factory=list)  # safe HTML
    standings: Standings | None = None

    @property
    def is_gone(self) -> bool:
        """The document was erased or is withdrawn: the block says so and shows nothing of it."""
        return bool(self.example.document.erased_at or self.example.document.withdrawn_at)


def seen_by(
    membership: Membership, examples: QuerySet[Example], address: Callable[[int], str] | None = None
) -> list[Seen]:
    """These examples as this member may see them. `address` says where a page stands, if not where it always does."""
    found = list(with_passages(examples))
    there = [one for one in found if not (one.document.erased_at or one.document.withdrawn_at)]
    labels = _labels(there)
    names = _question_names(there)
    standings = _standings(membership, there)
    addresses = _addresses(membership, there, address)
    return [_seen(one, _Known(labels, names, addresses), standings.get(one.id)) for one in found]


def with_passages(examples: QuerySet[Example]) -> QuerySet[Example]:
    """With as much of each text as is shown, and no more of it."""
    whole = with_passage(examples).select_related("document", "page__current")
    return whole.defer("document__text", "document__metadata", "page__current__text", "words")


def with_passage(examples: QuerySet[Example]) -> QuerySet[Example]:
    """With the words of the document that each is about."""
    first = Coalesce(F("start"), Value(0))
    length = Coalesce(F("end"), F("document__length")) - first
    return examples.annotate(passage=Substr("document__text", first + 1, length))


@dataclass(frozen=True)
class _Known:
    """What the examples name: labels and questions by id, pages by title."""

    labels: dict[int, Label]
    names: dict[int, str]
    addresses: dict[str, str]


def _seen(example: Example, known: _Known, standings: Standings | None) -> Seen:
    seen = Seen(example)
    labels = known.labels
    if seen.is_gone:
        return seen
    spans = [
        (span["start"], span["end"], span["label"])
        for saying in example.says
        for span in saying["content"].get("spans", [])
    ]
    pieces = pieces_of(example.passage, spans, example.start or 0)
    right = [
        Right(
            known.names.get(saying["question"], ""),
            [labels[label] for label in saying["content"].get("labels", []) if label in labels],
            "spans" in saying["content"],
        )
        for saying in example.says
    ]
    reasoning = [part for part in render(example.reasoning).parts(known.addresses) if isinstance(part, str)]
    return Seen(example, [_words(piece, labels) for piece in pieces], right, reasoning, standings)


def _words(piece: Piece, labels: dict[int, Label]) -> Words:
    over = [labels[label] for label in piece.labels if label in labels]
    return Words(piece.text, over, ", ".join(labels[label].name for label in piece.begins if label in labels))


def _labels(examples: Iterable[Example]) -> dict[int, Label]:
    used = set()
    for content in _contents(examples):
        used |= {*content.get("labels", []), *(span["label"] for span in content.get("spans", []))}
    return Label.objects.in_bulk(used) if used else {}


def _addresses(
    membership: Membership, examples: Iterable[Example], address: Callable[[int], str] | None
) -> dict[str, str]:
    """Where the titles in the reasons lead."""
    project = membership.project
    titles = {title for example in examples for title in links_of(example.reasoning)}
    pages = pages_titled(project, sorted(titles))
    where = address or (lambda page: reverse("booklet:page", args=[project.slug, page]))
    return {title: where(page) for title, page in pages.items()}


def _question_names(examples: Iterable[Example]) -> dict[int, str]:
    asked = {saying["question"] for example in examples for saying in example.says}
    return dict(Question.objects.filter(id__in=asked).values_list("id", "name")) if asked else {}


def _contents(examples: Iterable[Example]) -> Iterable[Content]:
    return (saying["content"] for example in examples for saying in example.says)


def _standings(membership: Membership, examples: Sequence[Example]) -> dict[int, Standings]:
    """By example, for those whose document this member may know the answers of."""
    open_to_them = _known_documents(membership, {example.document_id for example in examples})
    if not open_to_them:
        return {}
    gold = _newest_gold(open_to_them)
    answers = _answers(open_to_them)
    return {
        example.id: _compared(
            example, gold.get(example.document_id, {}), answers.get(example.document_id, [])
        )
        for example in examples
        if example.document_id in open_to_them
    }


def _known_documents(membership: Membership, documents: set[int]) -> set[int]:
    """Those whose answers and gold this member may see: an annotator only what they have answered themselves.

    Nor that, while they are asked again.
    """
    if not documents or not sees_answers(membership):
        return set()
    if membership.has(*SEE_ALL):
        return documents
    if not membership.has(Role.ANNOTATOR):
        return set()
    own = Standing.objects.filter(
        document__in=documents, annotator=membership.user_id, occasion="work", state="answered"
    )
    asked_again = Standing.objects.filter(
        document__in=documents, annotator=membership.user_id, state="leased"
    ).exclude(occasion="work")
    return set(own.values_list("document", flat=True)) - set(asked_again.values_list("document", flat=True))


def _newest_gold(documents: set[int]) -> dict[int, dict[int, Content]]:
    """Document -> question -> what gold says."""
    gold: dict[int, dict[int, Content]] = defaultdict(dict)
    for row in Gold.objects.filter(document__in=documents).holding():
        gold[row.document_id][row.question_id] = row.content
    return gold


def _answers(documents: set[int]) -> dict[int, list[dict[int, Content]]]:
    """Document -> what each current answer says, by question."""
    current = Standing.objects.filter(document__in=documents, occasion="work", state__in=SAID)
    annotations = Annotation.objects.filter(id__in=current.values("current"), kind=Annotation.Kind.ANSWER)
    given = dict(annotations.values_list("id", "document"))
    if not given:
        return {}
    responses = Response.objects.filter(
        annotation__in=given, question__kind__in=["choice", "choices", "spans"]
    )
    said: dict[int, dict[int, Content]] = defaultdict(dict)
    for response in with_contents(responses.select_related("question")):
        said[response.annotation_id][response.question_id] = content_of(response)
    by_document: dict[int, list[dict[int, Content]]] = defaultdict(list)
    for annotation, document in given.items():
        by_document[document].append(said[annotation])
    return by_document


def _compared(example: Example, gold: dict[int, Content], answers: list[dict[int, Content]]) -> Standings:
    asked = {saying["question"] for saying in example.says}
    return Standings(
        answers=len(answers),
        agreeing=sum(_agrees(example, answer) for answer in answers),
        has_gold=bool(asked & gold.keys()),
        gold_agrees=_agrees(example, gold, only=asked & gold.keys()),
    )


def _agrees(example: Example, said: dict[int, Content], only: set[int] | None = None) -> bool:
    """What was not answered, or not asked, agrees with nothing."""
    return all(
        bool(content := said.get(saying["question"]))
        and same(saying["content"], content, example.start, example.end)
        for saying in example.says
        if only is None or saying["question"] in only
    )
