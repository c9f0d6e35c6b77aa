"""What was decided or shown about texts like this one: read beside the work before asking once more."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

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
    return Before(_decisions(membership, document), _examples(membership, document))


def _may_ask(membership: Membership, document: Document) -> bool:
    own = Standing.objects.filter(document=document, annotator=membership.user_id)
    return membership.has(*READERS) or own.exists()


def _decisions(membership: Membership, document: Document) -> list[Decision]:
    newest = membership.project.decisions.order_by("-number").values_list(
        "id", "title", "context", "decision"
    )
    chosen = _likest(document.text, newest[:MOST_DECISIONS])
    found = membership.project.decisions.in_bulk(chosen)
    return [found[decision] for decision in chosen]


def _examples(membership: Membership, document: Document) -> list[Seen]:
    chosen = _likest(document.text, _candidates(membership, document))
    seen = {
        one.example.id: one for one in seen_by(membership, membership.project.examples.filter(id__in=chosen))
    }
    return [seen[example] for example in chosen]


def _candidates(membership: Membership, document: Document) -> QuerySet[Example, tuple[Any, ...]]:
    """Examples of other documents that share a word with this one, by the index of their words: id and words."""
    terms = sorted(set(re.findall(r"\w{4,}", document.text.casefold())), key=lambda term: (-len(term), term))
    query = SearchQuery(" | ".join(terms[:MOST_TERMS]), search_type="raw", config="simple")
    shown = membership.project.examples.living().exclude(document=document)
    found = shown.filter(words=query, document__withdrawn_at=None, document__erased_at=None)
    rows = with_passages(found if terms else shown.none()).order_by("-id")
    return rows.values_list("id", "passage", "reasoning")[:MOST_EXAMPLES]


def _likest(text: str, others: Iterable[tuple[Any, ...]]) -> list[int]:
    """The ids of the few whose words are most like the text; each comes as an id and its words."""
    rows = list(others)
    alike = likeness(text, [" ".join(words) for _id, *words in rows])
    order = sorted(range(len(rows)), key=lambda place: (-alike[place], place))
    return [rows[place][0] for place in order[:MOST_SHOWN] if alike[place] >= ALIKE]
