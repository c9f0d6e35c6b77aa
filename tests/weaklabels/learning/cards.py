"""Postcards in which people and places are named, with the spans that are true of each."""

import random
import re
import uuid

from annotate.models import Batch, Membership
from annotate.services.annotations import Submission, save_annotation
from annotate.services.documents import NewDocument, add_documents
from annotate.services.responses import ResponseAnswer, SpanAnswer
from tests.weaklabels.learning.lending import as_it_is, lent_next

PEOPLE = "Ann Bob Zoë Ida Max Leo Mia Ben Eva Tom Lea Jan Pia Kai Noa".split()
PLACES = "Rome Bergen Oslo Paris Wien Ulm Kiel Bonn Metz Graz Genf Turin Riga Prag Nizza".split()
SENTENCES = [
    "{person} went to {place} and liked it.",
    "Yesterday {person} came home from {place} by train.",
    "We met {person} on the road to {place}.",
    "It rains in {place} again, and {person} is cross.",
    "Nothing much happened this week.",
    "Say hello to {person} from me.",
]
CARD = "It rains in Oslo again, and Zoë went to Rome."


def card(rng):
    """A text and its spans: start, end, name of the label."""
    sentence = rng.choice(SENTENCES)
    text, spans = "", []
    for piece in re.split(r"(\{\w+\})", sentence):
        if piece.startswith("{"):
            word = rng.choice(PEOPLE if piece == "{person}" else PLACES)
            spans.append((len(text), len(text) + len(word), piece.strip("{}")))
            piece = word
        text += piece
    return text, spans


def write_cards(project, count, seed=1):
    """So many documents, and the true spans of each by its id."""
    rng = random.Random(seed)
    cards = [card(rng) for _number in range(count)]
    batch = Batch.objects.create(project=project, name="cards", created_by=project.created_by)
    made = add_documents(
        batch,
        [NewDocument(text, external_id=f"{seed}-{number}") for number, (text, _spans) in enumerate(cards)],
    )
    return made, {document.id: spans for document, (_text, spans) in zip(made, cards, strict=True)}


def mark_next(membership, truth):
    """Let somebody mark the words of the document they are given next."""
    standing = lent_next(membership)
    if standing is None:
        return None
    (names,) = membership.project.schema.questions
    label_of = {label["name"]: label["id"] for label in names["labels"]}
    spans = tuple(SpanAnswer(start, end, label_of[name]) for start, end, name in truth[standing.document_id])
    save_annotation(
        membership,
        standing.document,
        Submission(
            key=uuid.uuid4(),
            sha256=bytes(standing.document.sha256).hex(),
            replaces=None,
            schema_id=membership.project.schema_id,
            responses=[ResponseAnswer(names["id"], spans=spans)],
            active_ms=6_000,
        ),
    )
    return as_it_is(standing.id)


def let_mark(project, annotator, count, truth):
    """Let somebody mark what they are given, rightly: the standings."""
    membership = Membership.objects.select_related("project__schema", "user").get(
        project=project, user=annotator
    )
    return [one for _turn in range(count) if (one := mark_next(membership, truth))]
