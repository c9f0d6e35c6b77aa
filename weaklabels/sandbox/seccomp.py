"""An allow list of system calls, as the kernel's filter wants it: a small BPF program, built here without a library.

What is not on the list fails with EPERM, so that a rule's author reads an error with a line instead of a dead process.
Reading works from standard input and writing to standard output only; memory can be had, but not made executable.
Source: Linux, Documentation/userspace-api/seccomp_filter.rst.
"""

import ctypes
import errno
import platform
import struct
from collections.abc import Sequence
from dataclasses import dataclass

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, MODE_FILTER = 38, 22, 2
KILL, ERRNO, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
LOAD, EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06  # BPF_LD|W|ABS, JMP|JEQ|K, JMP|JSET|K, RET|K
NUMBER, ARCHITECTURE, ARGUMENTS = 0, 4, 16  # places in struct seccomp_data
PROT_EXEC, MAP_ANONYMOUS = 0x4, 0x20

# Per machine: the kernel's name for it, and the numbers of the calls.
FREE = (
    "munmap", "brk", "mremap", "madvise", "futex", "getrandom", "rt_sigaction", "rt_sigprocmask", "rt_sigreturn",
    "sigaltstack", "setitimer", "sched_yield", "getpid", "gettid", "clock_gettime", "gettimeofday", "restart_syscall",
    "exit", "exit_group",
)  # fmt: skip
NUMBERS: dict[str, tuple[int, dict[str, int]]] = {
    "x86_64": (
        0xC000003E,
        {
            "read": 0, "write": 1, "mmap": 9, "mprotect": 10, "munmap": 11, "brk": 12, "rt_sigaction": 13,
            "rt_sigprocmask": 14, "rt_sigreturn": 15, "sched_yield": 24, "mremap": 25, "madvise": 28, "setitimer": 38,
            "getpid": 39, "exit": 60, "gettimeofday": 96, "sigaltstack": 131, "gettid": 186, "futex": 202,
            "restart_syscall": 219, "clock_gettime": 228, "exit_group": 231, "getrandom": 318,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "read": 63, "write": 64, "mmap": 222, "mprotect": 226, "munmap": 215, "brk": 214, "rt_sigaction": 134,
            "rt_sigprocmask": 135, "rt_sigreturn": 139, "sched_yield": 124, "mremap": 216, "madvise": 233,
            "setitimer": 103, "getpid": 172, "exit": 93, "gettimeofday": 169, "sigaltstack": 132, "gettid": 178,
            "futex": 98, "restart_syscall": 128, "clock_gettime": 113, "exit_group": 94, "getrandom": 278,
        },
    ),
}  # fmt: skip


class Unavailable(Exception):
    """This kernel or machine takes no such filter."""


@dataclass(frozen=True)
class Instruction:
    """One step of the program: what to do, where to go if it holds or does not (steps ahead), and a number."""

    code: int
    holds: int
    fails: int
    number: int

    def packed(self) -> bytes:
        return struct.pack("HBBI", self.code, self.holds, self.fails, self.number)


def load(place: int) -> Instruction:
    return Instruction(LOAD, 0, 0, place)


def argument(number: int) -> Instruction:
    """Load the lower half of an argument; file descriptors and flags have no other."""
    return load(ARGUMENTS + 8 * number)


def answer(verdict: int) -> Instruction:
    return Instruction(RETURN, 0, 0, verdict)


DENY = answer(ERRNO | errno.EPERM)
ALLOWED = answer(ALLOW)


def program(machine: str) -> list[Instruction]:
    """The filter for a machine. Raises Unavailable for one whose numbers we do not know."""
    if machine not in NUMBERS:
        msg = f"no list of system calls for {machine}"
        raise Unavailable(msg)
    architecture, numbers = NUMBERS[machine]
    steps = [load(ARCHITECTURE), Instruction(EQUAL, 1, 0, architecture), answer(KILL), load(NUMBER)]
    for name in FREE:
        steps += [Instruction(EQUAL, 0, 1, numbers[name]), ALLOWED]
    steps += _guarded(numbers["read"], [argument(0), Instruction(EQUAL, 0, 1, 0), ALLOWED, DENY])
    steps += _guarded(numbers["write"], [argument(0), Instruction(EQUAL, 0, 1, 1), ALLOWED, DENY])
    steps += _guarded(
        numbers["mprotect"], [argument(2), Instruction(ANY_BIT, 1, 0, PROT_EXEC), ALLOWED, DENY]
    )
    steps += _guarded(
        numbers["mmap"],
        [
            argument(2), Instruction(ANY_BIT, 3, 0, PROT_EXEC),
            argument(3), Instruction(ANY_BIT, 0, 1, MAP_ANONYMOUS), ALLOWED, DENY,
        ],
    )  # fmt: skip
    return [*steps, DENY]


def _guarded(number: int, then: Sequence[Instruction]) -> list[Instruction]:
    """Take these steps for this call and pass over them for any other. They must end in an answer."""
    return [Instruction(EQUAL, 0, len(then), number), *then]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.c_void_p)]


def install() -> None:
    """Put this process under the filter, for good. Raises Unavailable."""
    steps = program(platform.machine())
    data = b"".join(step.packed() for step in steps)
    buffer = ctypes.create_string_buffer(data, len(data))
    libc = ctypes.CDLL(None, use_errno=True)
    asked = _Program(len(steps), ctypes.cast(buffer, ctypes.c_void_p))
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(asked), 0, 0
    ):
        msg = f"the kernel took no filter: {errno.errorcode.get(ctypes.get_errno(), 'unknown')}"
        raise Unavailable(msg)
