"""Finding words in the booklet: in its pages, its examples, what was decided, asked and commented."""

import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.models import Membership, Project
from annotate.models.inquiries import INQUIRY_WORDS
from booklet.models import Comment, Revision
from booklet.models.comments import COMMENT_WORDS
from booklet.models.decisions import DECISION_WORDS
from booklet.models.pages import REVISION_WORDS
from booklet.services.showing import SEE_ALL, with_passage

MOST = 20  # of each kind: many pages must not push out what was decided or asked
AROUND = 90  # characters of a text shown on either side of the first word found
LONGEST_QUERY = 200
NAMES = {
    "decision": gettext_lazy("decision"),
    "example": gettext_lazy("example"),
    "question": gettext_lazy("question"),
}


@dataclass(frozen=True)
class Found:
    """What holds the words, and a passage with the first of them."""

    kind: str
    title: str
    address: str
    before: str
    word: str
    after: str

    @property
    def kind_name(self) -> str:
        """What it is, where its title does not say so."""
        return str(NAMES.get(self.kind, ""))


def search(membership: Membership, words: str) -> list[Found]:
    """What holds all these words or their beginnings, kind by kind, and of pages the best first.

    Titles weigh more than texts. Of the questions an annotator finds their own; those who answer find all.
    """
    project = membership.project
    terms = re.findall(r"\w+", words[:LONGEST_QUERY])
    if not terms:
        return []
    query = SearchQuery(" & ".join(f"{term}:*" for term in terms), search_type="raw", config="simple")
    return [
        *_pages(project, query, terms),
        *_examples(project, query, terms),
        *_decisions(project, query, terms),
        *_questions(membership, query, terms),
        *_comments(project, query, terms),
    ]


def _pages(project: Project, query: SearchQuery, terms: list[str]) -> list[Found]:
    """By what each page says now: the index knows every revision, of which the current ones are left."""
    now = project.pages.living().order_by().values("current")
    revisions = Revision.objects.alias(vector=REVISION_WORDS).filter(vector=query, id__in=now)
    ranked = revisions.alias(rank=SearchRank(F("vector"), query, normalization=Value(1)))
    rows = ranked.order_by("-rank", "page_id").values_list("page_id", "title", "text")
    return [
        Found("page", title, reverse("booklet:page", args=[project.slug, page]), *passage(text, terms))
        for page, title, text in rows[:MOST]
    ]


def _examples(project: Project, query: SearchQuery, terms: list[str]) -> list[Found]:
    """By what stands in the passage and why it is an example; both are for every member to read."""
    examples = project.examples.living().filter(
        words=query, document__withdrawn_at=None, document__erased_at=None
    )
    rows = with_passage(examples).order_by("-id")
    return [
        Found(
            "example",
            _("Example %(number)s of “%(title)s”") % {"number": number, "title": title},
            reverse("booklet:example", args=[project.slug, example]),
            *passage(f"{words} {reasoning}", terms),
        )
        for example, number, title, words, reasoning in rows.values_list(
            "id", "number", "page__current__title", "passage", "reasoning"
        )[:MOST]
    ]


def _decisions(project: Project, query: SearchQuery, terms: list[str]) -> list[Found]:
    found = project.decisions.alias(vector=DECISION_WORDS).filter(vector=query).order_by("-number")
    rows = found.values_list("id", "title", "decision", "context", "consequences")[:MOST]
    return [
        Found("decision", title, reverse("booklet:decision", args=[project.slug, id_]), *passage(text, terms))
        for id_, title, text in ((id_, title, " ".join(texts)) for id_, title, *texts in rows)
    ]


def _questions(membership: Membership, query: SearchQuery, terms: list[str]) -> list[Found]:
    project = membership.project
    asked = project.inquiries.alias(vector=INQUIRY_WORDS).filter(vector=query).order_by("-id")
    answers_them = membership.has(*SEE_ALL)
    if not answers_them:
        asked = asked.filter(author=membership.user_id)
    where = reverse(
        "annotate:questions-and-notes" if answers_them else "annotate:workbench", args=[project.slug]
    )
    return [
        Found("question", text[:AROUND], where, *passage(f"{text} {reply}", terms))
        for text, reply in asked.values_list("text", "reply")[:MOST]
    ]


def _comments(project: Project, query: SearchQuery, terms: list[str]) -> list[Found]:
    comments = Comment.objects.alias(vector=COMMENT_WORDS).filter(
        vector=query, page__project=project, page__retired_at=None
    )
    rows = comments.order_by("-id").values_list("id", "replies_to", "page", "page__current__title", "text")
    return [
        Found(
            "comment",
            _("Comment on “%(title)s”") % {"title": title},
            f"{reverse('booklet:page', args=[project.slug, page])}#comment-{replies_to or comment}",
            *passage(text, terms),
        )
        for comment, replies_to, page, title, text in rows[:MOST]
    ]


def passage(text: str, terms: list[str]) -> tuple[str, str, str]:
    """What stands before the first word found, the word, and what stands after it.

    >>> passage("It is too dear for us", ["dear"])
    ('It is too ', 'dear', ' for us')
    """
    pattern = "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))
    found = re.search(rf"(?:\b)(?:{pattern})\w*", text, re.IGNORECASE)
    if found is None:
        return text[: 2 * AROUND], "", ""
    start, end = found.span()
    before = ("…" if start > AROUND else "") + text[max(0, start - AROUND) : start]
    after = text[end : end + AROUND] + ("…" if len(text) > end + AROUND else "")
    return before, found[0], after
