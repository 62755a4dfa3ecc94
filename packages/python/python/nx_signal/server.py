"""The zygote's loop: takes requests, forks, collects output, tells ends."""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections import deque
from contextlib import suppress

from .child import NOTED, become
from .environment import reason_for_own_process
from .guardian import kill_group, sign_in, sign_out
from .messages import LineReader, parse_message, private_descriptor, write_message
from .running import Running
from .sharing import read_refusal
from .task import Task, parse_task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .child import Preloaded
    from .messages import Message

HANDLED = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
READABLE = select.POLLIN | select.POLLHUP | select.POLLERR


class Server:
    """Holds the queue and the running tasks."""

    def __init__(
        self, requests: int, events: int, preloaded: Preloaded, watched: set[str], limit: int
    ) -> None:
        self._reader = LineReader(requests)
        self._events = events
        self._preloaded = preloaded
        self._watched = watched
        self._limit = limit
        self._queue: deque[Task] = deque()
        self._running: dict[int, Running] = {}
        self._stopping = False
        self._entry = os.path.abspath(sys.argv[0])
        self._refusals = self._pipe()
        self._refused: dict[str, str] = {}
        self._wakeups = self._pipe()
        self._guardian = -1
        self._poll = select.poll()
        for descriptor in (requests, self._wakeups[0]):
            self._poll.register(descriptor, READABLE)

    @staticmethod
    def _pipe() -> tuple[int, int]:
        ends = os.pipe()
        high = (private_descriptor(ends[0]), private_descriptor(ends[1]))
        for end in ends:
            os.close(end)
        for end in high:
            os.set_blocking(end, False)
        return high

    @property
    def descriptors(self) -> list[int]:
        """What a task must not hold, but for the guardian's."""
        outputs = [running.output for running in self._running.values()]
        return [self._reader.descriptor, self._events, self._refusals[0], *self._wakeups, *outputs]

    def serve(self, guardian: int) -> dict[str, Any] | None:
        """Works until the caller is gone or says so. Returns a namespace in a forked child only."""
        self._guardian = private_descriptor(guardian)
        os.close(guardian)
        self._listen_to_signals()
        while not self._stopping:
            while self._queue and len(self._running) < self._limit:
                namespace = self._fork(self._queue.popleft())
                if namespace is not None:
                    return namespace
            ready = self._wait()
            if self._reader.descriptor in ready:
                self._read_requests()
            for running in list(self._running.values()):
                if running.output in ready and running.collect() == b"":
                    self._poll.unregister(running.output)
            self._pass_deadlines()
            self._reap()
        self._kill_all()
        return None

    def _kill_all(self) -> None:
        for pid in self._running:
            kill_group(pid)
        for pid in self._running:
            os.waitpid(pid, 0)
        os.close(self._guardian)

    def _listen_to_signals(self) -> None:
        signal.set_wakeup_fd(self._wakeups[1], warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for number in HANDLED:
            signal.signal(number, self._stop)

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _wait(self) -> set[int]:
        """Sleeps until something has happened; returns the descriptors that can be read."""
        deadlines = [one.deadline for one in self._running.values() if one.deadline is not None]
        left = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
        ready = self._poll.poll(None if left is None else left * 1000 + 1)
        found = {descriptor for descriptor, _ in ready}
        if self._wakeups[0] in found:
            os.read(self._wakeups[0], 4096)
        return found

    def _tell(self, message: Message) -> None:
        try:
            write_message(self._events, message)
        except BrokenPipeError:
            self._stopping = True

    def _read_requests(self) -> None:
        for line in self._reader.read():
            message = parse_message(line)
            try:
                self._obey(message)
            except ValueError as error:
                self._tell({"type": "error", "id": (message or {}).get("id"), "reason": str(error)})
        self._stopping = self._stopping or self._reader.ended

    def _obey(self, message: Message | None) -> None:
        kind = message and message.get("type")
        if message is None or kind not in ("run", "cancel", "limit", "shutdown"):
            raise ValueError("not a message of a known type")
        if kind == "run":
            self._accept(parse_task(message, self._preloaded.environment))
        elif kind == "cancel":
            self._cancel(message.get("id"))
        elif kind == "limit":
            self._limit = max(1, int(message["limit"]))
        else:
            self._stopping = True

    def _accept(self, task: Task) -> None:
        reason = reason_for_own_process(task, self._preloaded.environment, self._watched)
        if reason is None and self._preloaded.memory is not None and NOTED not in task.environment:
            reason = "libraries are shared, and nothing notes what it reads"
        if reason is None:
            self._queue.append(task)
        else:
            self._tell({"type": "unsupported", "id": task.id, "reason": reason})

    def _cancel(self, id: str | None) -> None:
        for task in [one for one in self._queue if id in (None, one.id)]:
            self._queue.remove(task)
            self._tell({"type": "cancelled", "id": task.id})
        for running in self._running.values():
            if id in (None, running.task.id):
                running.cancelled = True
                running.end()

    def _fork(self, task: Task) -> dict[str, Any] | None:
        output, theirs = os.pipe()
        # A signal that arrives before the child has its own handlers waits until it has them.
        signal.pthread_sigmask(signal.SIG_BLOCK, HANDLED)
        pid = os.fork()
        if pid == 0:
            sign_in(self._guardian)
            for descriptor in (self._guardian, output, *self.descriptors):
                os.close(descriptor)
            return become(task, self._preloaded, theirs, self._refusals[1])
        signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDLED)
        os.close(theirs)
        high = private_descriptor(output)
        os.close(output)
        os.set_blocking(high, False)
        self._running[pid] = Running(task, pid, high)
        self._poll.register(high, READABLE)
        return None

    def _pass_deadlines(self) -> None:
        now = time.monotonic()
        for running in self._running.values():
            if running.deadline is not None and running.deadline <= now:
                running.pass_deadline()

    def _reap(self) -> None:
        for pid, running in list(self._running.items()):
            ended, status, usage = os.wait4(pid, os.WNOHANG)
            if not ended:
                continue
            kill_group(pid)
            sign_out(self._guardian, pid)
            event = running.event(status, usage, self._entry)
            self._forget(running)
            self._read_refusals()
            reason = self._refused.pop(running.task.id, None)
            unshared = read_refusal(running.task.environment.get(NOTED))
            if reason is not None:
                self._tell({"type": "unsupported", "id": running.task.id, "reason": reason})
            elif unshared is not None:
                self._tell({"type": "unshared", "id": running.task.id, "reason": unshared})
            else:
                self._tell(event)

    def _forget(self, running: Running) -> None:
        del self._running[running.pid]
        with suppress(KeyError):
            self._poll.unregister(running.output)
        os.close(running.output)

    def _read_refusals(self) -> None:
        """Takes what children have said about themselves before they gave up."""
        try:
            lines = os.read(self._refusals[0], 1 << 16).split(b"\n")
        except BlockingIOError:
            return
        for message in filter(None, map(parse_message, lines)):
            self._refused[message["id"]] = message["reason"]
