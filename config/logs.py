"""What must never stand in a log, whoever writes it: secrets of one-time links and of tokens."""

import logging
import re

SECRETS = re.compile(r"(/(?:invitations|password-resets|shared)/|\bann_)[\w-]{20,}")


class HideSecrets(logging.Filter):
    """Django names the address of every refused request, and the address of a one-time link is its secret."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        hidden = SECRETS.sub(r"\1…", message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True
