"""Is the connection of the last request still there? Asked before each request, so without a question to the server."""

import select

from django.db.backends.postgresql import base
from psycopg2 import extensions


class DatabaseWrapper(base.DatabaseWrapper):
    """Django asks `SELECT 1`, which costs a step of the workbench as much as one of its own dozen statements."""

    def is_usable(self) -> bool:
        """A server that ended has closed the connection, or said farewell: then there is something to be read.

        Nothing else ever is between two requests. Where there is, or within a transaction, Django asks.
        """
        return (not self.errors_occurred and self._is_idle() and self._is_silent()) or super().is_usable()

    def _is_idle(self) -> bool:
        """Open, and in no transaction: one that failed answers nothing any more."""
        status = self.connection.info.transaction_status if self.connection else None
        return status == extensions.TRANSACTION_STATUS_IDLE

    def _is_silent(self) -> bool:
        look = select.poll()
        look.register(self.connection.fileno(), select.POLLIN)
        return not look.poll(0)
