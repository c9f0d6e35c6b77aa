"""The one signal of annotate: something changed in a project, and the change is committed."""

import logging
from collections.abc import Iterable
from typing import Literal

from django.db import transaction
from django.dispatch import Signal

Kind = Literal["answer", "gold", "document", "schema", "membership"]

changed = Signal()  # project_id: int, kind: Kind, ids: list[int]
log = logging.getLogger(__name__)


def announce(kind: Kind, project_id: int, ids: Iterable[int]) -> None:
    """Tell the upper apps after commit. Never waits, never fails what was saved."""
    ids = list(ids)

    def send() -> None:
        for receiver, outcome in changed.send_robust(sender=None, project_id=project_id, kind=kind, ids=ids):
            if isinstance(outcome, Exception):
                log.error(
                    "receiver %s failed for %s of project %s", receiver, kind, project_id, exc_info=outcome
                )

    transaction.on_commit(send)
