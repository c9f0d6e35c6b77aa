"""The source of a rule in Python as somebody typed it: checked in the sandbox before it is kept."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from annotate.problems import Invalid
from weaklabels.sandbox.client import Limits, NotRunning, RuleFailed, RunningRule
from weaklabels.services.python.failures import NoService, sentence_of

LONGEST_SOURCE = 50_000
SHORT = Limits(seconds=1.5, cpu_seconds=5)  # somebody waits for it


def definition_of(typed: str) -> dict[str, Any]:
    """What is kept of it, or Invalid or NoService: it has to compile, and to take a batch without documents.

    It takes a process its time to say so: call it outside of transactions.
    """
    source = clean(typed)
    try:
        with RunningRule(settings.RULES_SOCKET, source, SHORT) as rule:
            rule.votes([])
    except RuleFailed as failure:
        raise refusal(failure) from None
    except NotRunning:
        raise NoService from None
    return {"source": source}


def clean(typed: str) -> str:
    """With line ends as Python and a diff like them. Raises Invalid for one that is empty or far too long."""
    source = typed.replace("\r\n", "\n").rstrip() + "\n"
    if not source.strip():
        raise Invalid(_("Write the function “label(text, metadata)”."), field="source")
    if len(source) > LONGEST_SOURCE:
        raise Invalid(_("A rule has at most %(most)s characters.") % {"most": LONGEST_SOURCE}, field="source")
    return source


def refusal(failure: RuleFailed) -> Invalid:
    """As a problem of the source, with its line. It saw no document of the audit share, so its words are shown."""
    return Invalid(sentence_of(failure, quoting=True), field="source", line=failure.line)
