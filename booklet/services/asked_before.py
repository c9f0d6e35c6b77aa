"""What was decided or shown about texts like this one: read beside the work before asking once more."""

import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet

from annotate.documents.likeness import likeness
from annotate.models import Document, Membership, Standing
from annotate.roles import Role
from booklet.models import Decision, Example
from booklet.services.showing import Seen, seen_by, with_passages

MOST_TERMS = 40  # of the text, the longest first: they tell most
MOST_EXAMPLES = 300  # that share a word with it and are compared
MOST_DECISIONS = 300
MOST_SHOWN = 3  # of each
READERS = (Role.EXPERT, Role.SUPERVISOR, Role.OWNER)  # of any document
ALIKE = 0.12  # below it, two texts share little more than common words


@dataclass(frozen=True)
class Before:
    """The decisions and examples most like a text, the likest first."""

    decisions: list[Decision]
    examples: list[Seen]


def asked_before(membership: Membership, document_id: int) -> Before | None:
    """About a document this member works on or may read; None for any other."""
    document = membership.project.documents.filter(id=document_id, erased_at=None).first()
    if document is None or not _may_ask(membership, document):
        return None
    decisions = list(membership.project.decisions.order_by("-number")[:MOST_DECISIONS])
    texts = [f"{one.title} {one.context} {one.decision}" for one in decisions]
    near = _likest(document.text, texts)
    return Before([decisions[place] for place in near], _examples(membership, document))


def _may_ask(membership: Membership, document: Document) -> bool:
    own = Standing.objects.filter(document=document, annotator=membership.user_id)
    return membership.has(*READERS) or own.exists()


def _examples(membership: Membership, document: Document) -> list[Seen]:
    candidates = list(_candidates(membership, document))
    near = _likest(document.text, [f"{one.passage} {one.reasoning}" for one in candidates])
    chosen = [candidates[place].id for place in near]
    seen = {
        one.example.id: one for one in seen_by(membership, membership.project.examples.filter(id__in=chosen))
    }
    return [seen[example] for example in chosen]


def _candidates(membership: Membership, document: Document) -> QuerySet[Example]:
    """Examples of other documents that share a word with this one, by the index of their words."""
    terms = sorted(set(re.findall(r"\w{4,}", document.text.casefold())), key=lambda term: (-len(term), term))
    query = SearchQuery(" | ".join(terms[:MOST_TERMS]), search_type="raw", config="simple")
    shown = membership.project.examples.living().exclude(document=document)
    if not terms:
        return shown.none()
    found = shown.filter(words=query, document__withdrawn_at=None, document__erased_at=None)
    return with_passages(found).order_by("-id")[:MOST_EXAMPLES]


def _likest(text: str, others: list[str]) -> list[int]:
    """The places of the few that are most like the text."""
    alike = likeness(text, others)
    order = sorted(range(len(others)), key=lambda place: (-alike[place], place))
    return [place for place in order[:MOST_SHOWN] if alike[place] >= ALIKE]
