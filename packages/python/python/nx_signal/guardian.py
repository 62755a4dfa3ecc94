"""Takes the running tasks along when the zygote is killed and cannot do so itself.

A small process holds the other end of a pipe. Tasks sign themselves in, the zygote signs them out,
and the end of the pipe means that the zygote is gone. It knows whole process groups, so programs
that a task has started are ended too.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress


def kill_group(group: int, number: int = signal.SIGKILL) -> None:
    """Signals a task and all it has started in its group."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        # Either it has ended, or it was forked a moment ago and has no group yet.
        with suppress(ProcessLookupError, PermissionError):
            os.kill(group, number)


def sign_in(guardian: int) -> None:
    """Puts this process and its future children under guard, and into a session of their own."""
    os.setsid()
    os.write(guardian, b"+%d\n" % os.getpid())


def sign_out(guardian: int, group: int) -> None:
    """Ends the guard: the number can belong to someone else from now on."""
    os.write(guardian, b"-%d\n" % group)


def start_guardian(others: list[int]) -> tuple[int, int]:
    """Forks it; returns its process id and the descriptor it listens to."""
    listening, speaking = os.pipe()
    pid = os.fork()
    if pid:
        os.close(listening)
        return pid, speaking
    try:
        os.setsid()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        for descriptor in (speaking, *others):
            os.close(descriptor)
        guard(listening)
    finally:
        os._exit(0)


def guard(listening: int) -> None:
    """Keeps the list of groups up to date until the zygote is gone; then ends them."""
    groups: set[int] = set()
    rest = b""
    while chunk := os.read(listening, 4096):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            (groups.add if line[:1] == b"+" else groups.discard)(int(line[1:]))
    for group in groups:
        kill_group(group)
