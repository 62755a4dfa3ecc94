"""A task that runs: its process, its output, its end."""

from __future__ import annotations

import os
import re
import signal
import sys
import time

from .guardian import kill_group

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .messages import Message
    from .task import Task

GRACE = 3.0
"""Seconds a task has to end by itself after SIGTERM."""


HALF = 32 << 20
"""Bytes of a task's output that are kept of its start, and as many of its end."""


class Output:
    """What a task has printed, in linear time and bounded memory."""

    def __init__(self, half: int = HALF) -> None:
        self._half = half
        self._head = bytearray()
        self._tail = bytearray()
        self._lost = 0

    def add(self, chunk: bytes) -> None:
        room = self._half - len(self._head)
        self._head += chunk[:room]
        self._tail += chunk[room:]
        if len(self._tail) > 2 * self._half:
            self._shorten()

    def _shorten(self) -> None:
        surplus = max(0, len(self._tail) - self._half)
        self._lost += surplus
        del self._tail[:surplus]

    def joined(self) -> bytes:
        """All that is kept, with a line that says how much is not."""
        self._shorten()
        gap = b"\n[%d characters were not kept]\n" % self._lost if self._lost else b""
        return b"".join((self._head, gap, self._tail))


class Running:
    """A forked task, seen from the zygote."""

    def __init__(self, task: Task, pid: int, output: int) -> None:
        self.task = task
        self.pid = pid
        self.output = output
        self.printed = Output()
        self.started = time.time()
        self.timed_out = False
        self.cancelled = False
        self.deadline: float | None = None
        """The next moment, on the monotonic clock, at which something is to be done about it."""
        if task.timeout is not None:
            self.deadline = time.monotonic() + task.timeout
        self._asked_to_end = False

    def collect(self) -> bytes | None:
        """Takes a piece of its output; nothing when there is none yet, an empty one at the end."""
        try:
            chunk = os.read(self.output, 1 << 16)
        except BlockingIOError:
            return None
        self.printed.add(chunk)
        return chunk

    def end(self) -> None:
        """Asks it to end; insists after a while."""
        if not self._asked_to_end:
            self._asked_to_end = True
            self.deadline = time.monotonic() + GRACE
            kill_group(self.pid, signal.SIGTERM)

    def pass_deadline(self) -> None:
        """Its time is over, or its time to end is."""
        if self._asked_to_end:
            self.deadline = None
            kill_group(self.pid)
        else:
            self.timed_out = True
            self.end()

    def event(self, status: int, usage: Any, entry: str) -> Message:
        """What is told about its end."""
        while self.collect():
            pass
        number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
        divisor = 1024 if sys.platform == "darwin" else 1
        return {
            "type": "end",
            "id": self.task.id,
            "exitCode": os.WEXITSTATUS(status) if number is None else None,
            "signal": number and signal.Signals(number).name,
            "timedOut": self.timed_out,
            "cancelled": self.cancelled,
            "output": without_our_frame(self.printed.joined(), entry).decode("utf-8", "replace"),
            "startTime": round(self.started * 1000),
            "endTime": round(time.time() * 1000),
            "maxRssKb": usage.ru_maxrss // divisor,
            "userCpu": round(usage.ru_utime, 6),
            "systemCpu": round(usage.ru_stime, 6),
        }


def without_our_frame(output: bytes, entry: str) -> bytes:
    """Removes the one frame below the script's that a stack printed down to the bottom shows."""
    place = f'  File "{entry}", line '.encode()
    if place not in output:
        return output
    # A stack shows the line of source below, and from Python 3.11 on carets below that.
    source = rb"(?:    exec\(\*program\)[^\n]*\n)?(?:    [ ~^]+\n)?"
    return re.sub(re.escape(place) + rb"\d+,? in <module>\n" + source, b"", output)
