"""What goes wrong with one question keeps the others of its project from nothing."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from celery.exceptions import SoftTimeLimitExceeded
from django.db import Error as DatabaseError

from annotate.jobs import Cancelled, Superseded

ENDS_ALL = (Cancelled, Superseded, SoftTimeLimitExceeded, DatabaseError)
log = logging.getLogger(__name__)


class Setbacks:
    """Errors of single questions, put off until all others are done."""

    def __init__(self) -> None:
        self._first: Exception | None = None

    @contextmanager
    def put_off(self, question: int) -> Iterator[None]:
        """What is inside belongs to this question alone."""
        try:
            yield
        except ENDS_ALL:
            raise
        except Exception as error:
            # Not its message, which may quote a document.
            frames = "".join(traceback.format_tb(error.__traceback__))
            log.error("question %s could not learn: %s\n%s", question, type(error).__name__, frames)
            self._first = self._first or error

    def __bool__(self) -> bool:
        return self._first is not None

    def tell(self) -> None:
        """Now that the others are done, let the first end the attempt: the job is tried again, or failed."""
        if self._first:
            raise self._first
