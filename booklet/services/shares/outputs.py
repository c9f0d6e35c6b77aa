"""What stands beside a document that is shown: the accepted answer, somebody's answer, or a mock."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.models import Annotation, Gold, Label, Question, Response, Standing
from annotate.services.contents import content_of, with_contents
from booklet.models import Share, SharedDocument
from booklet.ports import rule_outputs
from booklet.services.sayings import SAYS, Saying
from booklet.services.shares.documents import documents_of
from booklet.services.showing import Right, Words
from booklet.text.passages import pieces_of

LONGEST_SHOWN = 3_000  # characters of a text
Output = SharedDocument.Output
MOCK = (Output.RULES, Output.BY_HAND)


@dataclass(frozen=True)
class Card:
    """A document as a visitor sees it. `passage` is empty when it was erased or is withdrawn."""

    shown: SharedDocument
    number: int
    passage: list[Words]
    right: list[Right]
    is_shortened: bool = False

    @property
    def is_stamped(self) -> bool:
        """What stands beside it is a mock: nobody and no model that was measured said so."""
        return self.shown.output in MOCK and bool(self.right)

    @property
    def is_empty(self) -> bool:
        """There is nothing beside the document yet."""
        return not self.right


def cards_of(share: Share) -> list[Card]:
    """The documents in their order, each with what stands beside it."""
    shown = list(documents_of(share))
    said = {one.id: says_of(one) for one in shown if _is_there(one)}
    says = [saying for one in said.values() for saying in one]
    labels = Label.objects.in_bulk({label for saying in says for label in _labels_in(saying)})
    names = dict(
        Question.objects.filter(id__in={saying["question"] for saying in says}).values_list("id", "name")
    )
    return [
        _card(one, number, said.get(one.id, []), labels, names) for number, one in enumerate(shown, start=1)
    ]


def says_of(shown: SharedDocument) -> list[Saying]:
    """What stands beside the document now, in the form of an example's."""
    if shown.output == Output.BY_HAND:
        return shown.says
    if shown.output == Output.RULES:
        project, text = shown.share.project, shown.document.text
        return [saying for output in rule_outputs for saying in output(project, text)]
    return _gold(shown) if shown.output == Output.GOLD else _newest_answer(shown)


def _gold(shown: SharedDocument) -> list[Saying]:
    gold = Gold.objects.filter(document=shown.document_id, question__kind__in=SAYS).holding()
    return [{"question": row.question_id, "content": row.content} for row in gold.order_by("question_id")]


def _newest_answer(shown: SharedDocument) -> list[Saying]:
    """Of whom is not said."""
    answered = Standing.objects.filter(document=shown.document_id, occasion="work", state="answered")
    newest = Annotation.objects.filter(
        id__in=answered.values("current"), kind=Annotation.Kind.ANSWER
    ).order_by("-id")[:1]
    responses = Response.objects.filter(annotation__in=list(newest), question__kind__in=SAYS)
    read = with_contents(responses.select_related("question").order_by("question_id"))
    return [
        {"question": response.question_id, "content": content}
        for response in read
        if (content := content_of(response))
    ]


def _is_there(shown: SharedDocument) -> bool:
    return not (shown.document.erased_at or shown.document.withdrawn_at)


def _labels_in(saying: Saying) -> list[int]:
    content = saying["content"]
    return [*content.get("labels", []), *(span["label"] for span in content.get("spans", []))]


def _card(
    shown: SharedDocument,
    number: int,
    says: Sequence[Saying],
    labels: dict[int, Label],
    names: dict[int, str],
) -> Card:
    if not _is_there(shown):
        return Card(shown, number, [], [])
    spans = [
        (span["start"], span["end"], span["label"])
        for saying in says
        for span in saying["content"].get("spans", [])
    ]
    pieces = pieces_of(shown.document.text[:LONGEST_SHOWN], spans)
    words = []
    for piece in pieces:
        tag = ", ".join(labels[label].name for label in piece.begins if label in labels)
        words.append(Words(piece.text, [labels[one] for one in piece.labels if one in labels], tag))
    right = [
        Right(
            names.get(saying["question"], ""),
            [labels[one] for one in saying["content"].get("labels", []) if one in labels],
            "spans" in saying["content"],
        )
        for saying in says
    ]
    return Card(shown, number, words, right, shown.document.length > LONGEST_SHOWN)
