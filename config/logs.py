"""What must not stand in a log: secrets of one-time links and of tokens, and traces of what is no fault."""

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


class RefusalsInALine(logging.Filter):
    """A request that was refused (a wrong role, a broken form) is one line: no fault of ours to be traced."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name == "django.request" and record.levelno < logging.ERROR:
            record.exc_info = record.exc_text = None
        return True
