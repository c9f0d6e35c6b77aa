"""What a rule in Python may try, and that all of it ends as an error with a line while others go on."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import pytest

from weaklabels.sandbox import service
from weaklabels.sandbox.client import Limits, NotRunning, RuleFailed, RunningRule

QUICK = Limits(seconds=1.0, cpu_seconds=5, megabytes=256)
PATIENT = Limits(seconds=30.0, megabytes=256)
BATCH = [("Ann went to Rome.", {"channel": "mail"}), ("Bob hates rain.", {})]
HARMLESS = 'def label(text, metadata):\n    return "place" if "Rome" in text else None\n'


@pytest.fixture(scope="module", params=["bare", "bubblewrap"])
def address(request, tmp_path_factory):
    """A running service, as a process without environment, once with the filter alone and once inside bubblewrap."""
    wrapped = request.param == "bubblewrap"
    if wrapped and not service.bubblewrap_starts():
        pytest.skip("bubblewrap is not installed or cannot start here: its half of the attacks is not run.")
    place = tmp_path_factory.mktemp("runner") / "rules.sock"
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "weaklabels.sandbox.service",
            str(place),
            "--wrapped",
            "yes" if wrapped else "no",
        ],
        env={"CANARY": "in-the-environment"},
    )
    while not place.exists():
        time.sleep(0.02)
    yield place
    process.kill()
    process.wait()


def run(address, source, batch=BATCH, limits=QUICK, **more):
    with RunningRule(address, source, limits, **more) as rule:
        return rule.votes(batch)


def function(*lines):
    """A rule of these lines; the first of them is line 2."""
    return "def label(text, metadata):\n" + "".join(f"    {line}\n" for line in lines)


def failure(address, source, **more):
    with pytest.raises(RuleFailed) as caught:
        run(address, source, **more)
    assert run(address, HARMLESS) == ["place", None]  # the other rules are unharmed
    return caught.value


def test_a_rule_sees_text_and_metadata(address):
    source = function("return metadata.get('channel') if text.startswith('Ann') else None")
    assert run(address, source) == ["mail", None]


def test_a_rule_may_take_whole_batches(address):
    source = "def label_batch(texts, metadata):\n    return [len(text) for text in texts]\n"
    assert run(address, source) == [len(text) for text, _data in BATCH]


def test_a_rule_may_use_the_modules_it_needs(address):
    source = "import re, math, datetime, unicodedata, collections\n" + function(
        "return bool(re.search(r'\\bRome\\b', text)) and datetime.date(2026, 1, 1).year and int(math.sqrt(4))"
    )
    assert run(address, source) == [2, False]


@pytest.mark.parametrize(
    ("what", "lines"),
    [
        ("reads a file", ["return open('/etc/passwd').read()"]),
        (
            "reads a file by its descriptor",
            ["import os", "return os.read(os.open('/etc/passwd', 0), 10).decode()"],
        ),
        ("writes a file", ["open('/tmp/gloss-canary', 'w').write('x')"]),
        ("opens a socket", ["import socket", "socket.create_connection(('127.0.0.1', 80), 1)"]),
        ("forks", ["import os", "while True: os.fork()"]),
        ("starts a thread", ["import _thread", "_thread.start_new_thread(print, ())"]),
        ("starts a program", ["import os", "os.execv('/bin/sh', ['sh', '-c', 'true'])"]),
        ("starts a program in a new process", ["import os", "os.posix_spawn('/bin/true', ['true'], {})"]),
        ("kills its parent", ["import os", "os.kill(os.getppid(), 9)"]),
        ("kills everybody", ["import os", "os.kill(-1, 9)"]),
        ("looks at other processes", ["import os", "return os.listdir('/proc')"]),
        ("makes memory executable", ["import mmap", "mmap.mmap(-1, 4096, prot=7)"]),
    ],
)
def test_it_is_refused_what_is_not_computing(address, what, lines):
    problem = failure(address, function(*lines))
    assert problem.kind in {
        "PermissionError",
        "ModuleNotFoundError",
        "ImportError",
        "OSError",
        "RuntimeError",
        "error",
    }, what
    assert problem.line in {2, 3}


def test_the_environment_is_empty(address):
    assert run(
        address, function("import os", "return [k for k in os.environ if k not in {'LC_CTYPE', 'PWD'}]")
    ) == [[], []]


def test_an_endless_loop_ends_with_its_line(address):
    problem = failure(address, function("while True:", "    pass"))
    assert (problem.kind, problem.line in {2, 3}) == ("TooSlow", True)


def test_a_loop_that_swallows_its_end_is_killed(address):
    source = function("while True:", "    try:", "        while True: pass", "    except BaseException: pass")
    assert failure(address, source).kind == "TooSlow"


def test_a_memory_bomb_ends_with_its_line(address):
    problem = failure(address, function("return 'x' * 10**10"))
    assert (problem.kind, problem.line) == ("MemoryError", 2)


def test_a_slow_memory_bomb_ends(address):
    problem = failure(address, function("kept = []", "while True: kept.append('x' * 10**6)"), limits=PATIENT)
    assert problem.kind in {"MemoryError", "died"}


def test_a_catastrophic_pattern_ends_with_its_line(address):
    source = "import re\n" + function("return bool(re.match(r'(a+)+$', 'a' * 40 + 'b'))")
    problem = failure(address, source)
    assert (problem.kind, problem.line) == ("TooSlow", 3)


def test_gigantic_output_is_refused(address):
    problem = failure(address, function("return 'x' * (9 * 1024 * 1024)"), limits=PATIENT)
    assert problem.kind == "too_much"


def test_what_it_prints_goes_nowhere(address):
    assert run(address, function("print('x' * 1000)", "return None")) == [None, None]


def test_bytes_written_past_the_protocol_harm_nobody(address):
    problem = failure(address, function("import os", "os.write(1, b'\\xff' * 100)", "return None"))
    assert problem.kind in {"too_much", "garbled", "died"}


def test_a_forged_answer_has_to_have_the_right_form(address):
    forged = function("import os", "os.write(1, b'\\x00\\x00\\x00\\x02[]')", "return None")
    assert failure(address, forged).kind == "garbled"


def test_a_dunder_walk_leads_nowhere(address):
    walk = function(
        "classes = ().__class__.__base__.__subclasses__()",
        "wrap = [c for c in classes if c.__name__ == '_wrap_close'][0]",
        "return wrap.__init__.__globals__['popen']('id').read()",
    )
    assert failure(address, walk).line == 4


def test_a_vote_that_is_no_data_is_refused(address):
    assert failure(address, function("return {1, 2}")).kind == "TypeError"
    assert failure(address, function("return lambda: 1")).kind == "TypeError"


def test_a_wrong_number_of_votes_is_refused(address):
    assert failure(address, "def label_batch(texts, metadata):\n    return []\n").kind == "count"


def test_an_error_names_its_line(address):
    problem = failure(address, function("x = 1", "return x / 0"))
    assert (problem.kind, problem.line) == ("ZeroDivisionError", 3)


def test_a_syntax_error_names_its_line(address):
    problem = failure(address, "def label(text, metadata)\n    return None\n")
    assert (problem.kind, problem.line) == ("SyntaxError", 1)


def test_a_source_without_a_rule_says_so(address):
    assert failure(address, "x = 1\n").kind == "LookupError"


def test_an_exit_is_an_error_like_others(address):
    assert failure(address, function("import sys", "sys.exit(0)")).kind == "SystemExit"
    assert failure(address, function("import os", "os._exit(0)")).kind == "died"


def test_nothing_is_left_running_when_the_worker_hangs_up(address):
    rule = RunningRule(address, HARMLESS, QUICK)
    rule.__enter__()
    before = _children()
    rule.__exit__(None, None, None)
    deadline = time.monotonic() + 20
    while len(_children()) >= len(before) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(_children()) < len(before)


def _children():
    """The processes that run a rule now."""
    found = []
    for number in filter(str.isdigit, os.listdir("/proc")):
        with contextlib.suppress(OSError), open(f"/proc/{number}/cmdline", "rb") as words:
            if b"sandbox/child.py" in words.read():
                found.append(int(number))
    return found


def test_a_rule_that_is_killed_from_outside_says_so(address):
    with RunningRule(address, HARMLESS, QUICK) as rule:
        for number in _children():
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        with pytest.raises(RuleFailed, match="died"):
            rule.votes(BATCH)


def test_without_any_protection_nothing_runs(address, request):
    if "bubblewrap" in request.node.name:
        assert run(address, HARMLESS, without_filter=True) == ["place", None]  # bubblewrap alone holds
        return
    problem = failure(address, HARMLESS, without_filter=True)
    assert problem.kind == "unprotected"


def test_a_service_that_is_not_there_says_so(tmp_path):
    with pytest.raises(NotRunning):
        RunningRule(tmp_path / "nobody.sock", HARMLESS)
