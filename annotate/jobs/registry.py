"""Which function does the work of a kind of job, and in which lane?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.functional import Promise

from annotate.models import Job

if TYPE_CHECKING:
    from annotate.jobs.run import Run

Work = Callable[["Run"], None]


@dataclass(frozen=True)
class Handler:
    """The function for a kind of job, its lane, and what people call it."""

    kind: str
    lane: Job.Lane
    work: Work
    name: str | Promise


_handlers: dict[str, Handler] = {}


def handler(kind: str, *, lane: Job.Lane, name: str | Promise = "") -> Callable[[Work], Work]:
    """Register a function for a kind of job. Its module is imported in `AppConfig.ready`."""

    def register(work: Work) -> Work:
        if kind in _handlers and _handlers[kind].work.__qualname__ != work.__qualname__:
            msg = f"The job kind {kind!r} already has a handler, {_handlers[kind].work}. Use another name."
            raise ValueError(msg)
        _handlers[kind] = Handler(kind, lane, work, name or kind.replace("_", " "))
        return work

    return register


def handler_of(kind: str) -> Handler:
    """The handler of this kind. Raises LookupError with what is known."""
    try:
        return _handlers[kind]
    except KeyError:
        msg = f"No job is called {kind!r}; known are {', '.join(sorted(_handlers))}."
        raise LookupError(msg) from None


def name_of(kind: str) -> str:
    """What people call this kind of job; a kind from an older or newer Gloss is called by its own name."""
    known = _handlers.get(kind)
    return str(known.name) if known else kind
