"""Finding the documents of a page among a million, whatever the filters, in bounded time.

Ways are chosen by what is measured and not by what the planner guesses (it knows little of words in texts):

- A glance at the next documents in order: if they fill the page, that is the page.
- Else, if one filter alone leaves few documents (a rare word, a rare label), take those few from its index, hold
  them against the other filters and sort them. `Search.few` probes each index no further than MOST_CANDIDATES.
- Else walk through the documents in their order and stop when the page is full. The walk goes in windows and
  ends when its time is over; the page then says how far it has looked and goes on from there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotate.documents import searches
from annotate.documents.filters import Filters
from annotate.documents.searches import Search, planned
from annotate.models import Project

PAGE = 50
MOST_COUNTED = 10_000
DENSE = 0.05  # the share of hits in a glance that makes a count by walking cheaper than one by an index


@dataclass(frozen=True)
class Page:
    """Ids of one page in order, and where the pages before and after it begin."""

    ids: list[int]
    after: int | None = None  # the next page is what comes after this id
    before: int | None = None  # the previous page is what comes before this id
    looked_until: int | None = None  # the time was over here, and there may be more


@dataclass(frozen=True)
class Count:
    """How many documents there are: exactly, or at least."""

    number: int
    is_exact: bool


def find_page(project: Project, filters: Filters, *, after: int = 0, before: int | None = None) -> Page:
    """The documents after an id, or the last ones before one."""
    search = Search(project, filters)
    backwards = before is not None
    start = before if before is not None else after
    with planned():
        found, stopped_at = search.glance(start, PAGE + 1, backwards=backwards)
        if len(found) <= PAGE and stopped_at is not None:
            candidates = search.few()
            if candidates is not None:
                return _page_of(search.among(candidates), after, before)
            found, stopped_at = search.walk(start, PAGE + 1, backwards=backwards)
    return _walked_page(found, stopped_at, after, before)


def count(project: Project, filters: Filters) -> Count:
    """How many documents there are, counted no further than MOST_COUNTED and no longer than a moment."""
    search = Search(project, filters)
    with planned():
        glanced, stopped_at = search.glance(0, searches.GLANCE)
        candidates = (
            search.few() if stopped_at is not None and len(glanced) < DENSE * searches.GLANCE else None
        )
        if candidates is not None:
            return Count(len(search.among(candidates)), is_exact=True)
        found, stopped_at = search.walk(0, MOST_COUNTED + 1)
    if len(found) > MOST_COUNTED:
        return Count(MOST_COUNTED, is_exact=False)
    return Count(len(found), is_exact=stopped_at is None)


def all_matching(project: Project, filters: Filters, *, after: int = 0) -> Iterator[list[int]]:
    """Every matching id beyond `after` in order, in portions of a bearable size. For jobs."""
    search = Search(project, filters)
    with planned():
        candidates = search.few()
        if candidates is not None:
            candidates = search.among(candidates)
    if candidates is not None:
        yield [id_ for id_ in candidates if id_ > after]
        return
    last: int | None = after
    while last is not None:
        with planned():
            found, last = search.walk(last, searches.WINDOW + 1, seconds=0)
        yield found


def _walked_page(found: list[int], stopped_at: int | None, after: int, before: int | None) -> Page:
    """A page of what a walk found: one id more than fits says that there are more."""
    ids, has_more = found[:PAGE], len(found) > PAGE
    if before is not None:
        ids.reverse()
        return Page(
            ids,
            after=ids[-1] if ids else None,
            before=ids[0] if has_more else stopped_at,
            looked_until=stopped_at,
        )
    return Page(
        ids,
        after=ids[-1] if has_more else stopped_at,
        before=(ids[0] if ids else after + 1) if after else None,
        looked_until=stopped_at,
    )


def _page_of(ids: Sequence[int], after: int, before: int | None) -> Page:
    """A page of a list that is known whole."""
    if before is not None:
        earlier = [id_ for id_ in ids if id_ < before]
        shown = earlier[-PAGE:]
        return Page(
            shown,
            after=shown[-1] if shown else None,
            before=shown[0] if len(earlier) > PAGE else None,
        )
    later = [id_ for id_ in ids if id_ > after]
    shown = later[:PAGE]
    has_earlier = len(later) < len(ids)
    return Page(
        shown,
        after=shown[-1] if len(later) > PAGE else None,
        before=(shown[0] if shown else after + 1) if has_earlier else None,
    )
