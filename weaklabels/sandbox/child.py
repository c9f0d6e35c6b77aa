"""The process a rule runs in. Started by service.py with nothing; speaks frames of JSON on its two pipes.

First comes an order (the source and the limits); then the limits and the filter are put on, and only then is the
source looked at. Each further frame is a batch of documents, and is answered by their votes or by an error with a
line. Whatever a rule does to this process, all that leaves it is bytes which the other side does not trust.
"""

import collections
import contextlib
import ctypes
import datetime
import difflib
import fractions
import functools
import itertools
import json
import math
import os
import re
import resource
import signal
import statistics
import string
import struct
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

sys.path.insert(0, str(Path(__file__).parent))

import seccomp

PRELOADED = (
    collections, datetime, difflib, fractions, functools, itertools, json, math, re, statistics, string, unicodedata,
)  # fmt: skip
SOURCE = "<rule>"
LARGEST_FRAME = 64 * 1024 * 1024
NOBODY = 65534
PR_SET_PDEATHSIG = 1
IS_WRAPPED = sys.argv[1:] == ["wrapped"]


class TooSlow(BaseException):
    """The batch's time is over. Not an Exception, so that `except Exception` lets it through."""


def receive() -> Any:
    """The next frame, or None when there will be no more."""
    head = _read(4)
    if len(head) < 4:
        return None
    (size,) = struct.unpack(">I", head)
    return json.loads(_read(size)) if size <= LARGEST_FRAME else None


def _read(size: int) -> bytes:
    parts, missing = [], size
    while missing and (part := os.read(0, min(missing, 1 << 20))):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def send(message: Any) -> None:
    data = json.dumps(message).encode()
    data = struct.pack(">I", len(data)) + data
    while data:
        data = data[os.write(1, data) :]


def put_on_limits(order: dict[str, Any]) -> None:
    """Everything that holds even where the filter does not."""
    sys.stdin = sys.stdout = sys.stderr = None  # type: ignore[assignment]  # print goes nowhere
    megabytes = int(order["megabytes"])
    for limit, most in [
        (resource.RLIMIT_CPU, int(order["cpu_seconds"])),
        (resource.RLIMIT_AS, megabytes * 1024 * 1024),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 3),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ]:
        resource.setrlimit(limit, (most, most))
    if os.getuid() == 0 and not IS_WRAPPED:  # inside bubblewrap there is only one user
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)  # no service, no rule


def put_on_filter(order: dict[str, Any]) -> None:
    """The filter, or an end: without it a rule runs only inside bubblewrap."""
    try:
        if order.get("without_filter"):  # a test asks what bubblewrap alone holds
            raise seccomp.Unavailable
        seccomp.install()
    except seccomp.Unavailable as problem:
        if not IS_WRAPPED:
            send({"error": "unprotected", "detail": str(problem)})
            sys.exit(3)


def too_slow(_signal: int, _frame: Any) -> NoReturn:
    raise TooSlow


def compiled(source: str) -> Callable[[list[Any]], list[Any]]:
    """The rule's function over a batch of [text, metadata]. Raises what the source raises."""
    names: dict[str, Any] = {"__name__": "rule", "__builtins__": __builtins__}
    exec(compile(source, SOURCE, "exec"), names)  # noqa: S102 - that is what this process is for
    if callable(many := names.get("label_batch")):
        return lambda batch: many([text for text, _data in batch], [data for _text, data in batch])
    if callable(one := names.get("label")):
        return lambda batch: [one(text, data) for text, data in batch]
    msg = "missing"
    raise LookupError(msg)


def line_of(error: BaseException) -> int | None:
    """The last line of the rule that was being run."""
    if isinstance(error, SyntaxError):
        return error.lineno
    line, trace = None, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == SOURCE:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def told(error: BaseException) -> dict[str, Any]:
    """An error as the other side reads it. Its words may be anything, so there are few of them."""
    words = ""
    with contextlib.suppress(BaseException):
        words = str(error)[:200]
    kind = "TooSlow" if isinstance(error, TooSlow) else type(error).__name__[:80]
    return {"error": kind, "words": words, "line": line_of(error)}


def attempt(work: Callable[[], Any], seconds: float) -> dict[str, Any]:
    """Do this within the time, and say what came of it."""
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds)
        return {"done": work()}
    except BaseException as error:
        return told(error)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def main() -> None:
    order = receive()
    signal.signal(signal.SIGALRM, too_slow)
    put_on_limits(order)
    put_on_filter(order)
    rule: list[Callable[[list[Any]], list[Any]]] = []
    begun = attempt(lambda: rule.append(compiled(order["source"])), order["seconds"])
    send(begun)
    if "error" in begun:
        return
    while (batch := receive()) is not None:
        answer = attempt(functools.partial(votes_of, rule[0], batch), order["seconds"])
        try:
            send(answer)
        except BaseException as error:  # a vote that is no JSON
            send(told(error))


def votes_of(rule: Callable[[list[Any]], list[Any]], batch: list[Any]) -> Any:
    """The votes as plain lists: what cannot be written down fails here, where the line is still known."""
    votes = list(rule(batch))
    json.dumps(votes)
    return votes


main()
