"""What became of a rule in Python, in a sentence for its author.

A rule sees every document, those of the audit share too, and its error may hold whatever it likes. What is kept and
shown to all therefore quotes nothing but Python's own names and the rule's source.
"""

import builtins

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotate.problems import Problem
from weaklabels.sandbox.client import RuleFailed

SENTENCES = {
    "TooSlow": gettext_lazy(
        "It took longer than its time. Look for a loop without an end or a slow regular expression, or do less."
    ),
    "died": gettext_lazy(
        "Its process ended: it left by itself, or needed more memory or processor time than a rule may have."
    ),
    "too_much": gettext_lazy(
        "It said more than 16 MB of a batch. Return label names or short lists of spans."
    ),
    "garbled": gettext_lazy(
        "What came back are no votes. A rule only returns; it writes to no file or pipe."
    ),
    "count": gettext_lazy("It returned another number of votes than it got texts. Return one for each."),
    "unprotected": gettext_lazy(
        "Rules in Python cannot be locked in on this server, so none is run. The operator has to enable seccomp "
        "or bubblewrap."
    ),
    "MemoryError": gettext_lazy("It needed more memory than a rule may have."),
    "RecursionError": gettext_lazy("A function calls itself without an end."),
    "SyntaxError": gettext_lazy("This is no Python."),
    "LookupError": gettext_lazy(
        "There is no function “label(text, metadata)” or “label_batch(texts, metadata)”. Write one of them."
    ),
    "PermissionError": gettext_lazy("A rule may only compute: no files, no network, no other programs."),
    "SystemExit": gettext_lazy("It left by itself. Return a label or None instead."),
}
SAME_AS = {
    "IndentationError": "SyntaxError",
    "TabError": "SyntaxError",
    "OSError": "PermissionError",
    "BlockingIOError": "PermissionError",
}
MODULES = (  # those the sandbox has loaded before it closes
    "collections, datetime, difflib, fractions, functools, itertools, json, math, re, statistics, string, "
    "unicodedata"
)
NOT_ITS_FAULT = {"unprotected"}


class NoService(Problem):
    """The sandbox does not answer; nobody's mistake."""

    status = 503
    kind = "no_service"

    def __init__(self) -> None:
        super().__init__(not_running())


def not_running() -> str:
    return _(
        "The service that runs rules in Python does not answer. It is tried again the next time rules are applied; "
        "tell the operator if it stays so."
    )


def not_allowed() -> str:
    return _("This rule rests: an owner has forbidden rules in Python in this project.")


def sentence_of(failure: RuleFailed, *, quoting: bool = False) -> str:
    """What went wrong and on which line. `quoting` also its own words, where it saw no document of the audit share."""
    said = _what(failure)
    if quoting and failure.words and failure.kind not in SENTENCES:
        said = _("%(sentence)s Python says: %(words)s.") % {
            "sentence": said,
            "words": failure.words.rstrip("."),
        }
    if failure.line is None:
        return said
    return _("Line %(line)s: %(sentence)s") % {"line": failure.line, "sentence": said}


def _what(failure: RuleFailed) -> str:
    kind = SAME_AS.get(failure.kind, failure.kind)
    if kind == "LookupError" and failure.line is not None:  # not ours, which has no line
        return _named(kind)
    if kind in SENTENCES:
        return str(SENTENCES[kind])
    if kind in {"ImportError", "ModuleNotFoundError"}:
        return _("This module cannot be imported. These can: %(modules)s.") % {"modules": MODULES}
    return _named(kind)


def _named(kind: str) -> str:
    """An exception by its name: only Python's own, since a rule may name one of its making after a text."""
    own = getattr(builtins, kind, None)
    if isinstance(own, type) and issubclass(own, BaseException):
        return _("It failed with %(error)s.") % {"error": kind}
    return _("It failed with an error of its own.")
