"""The two channels to the caller: JSON lines in, JSON lines out."""

from __future__ import annotations

import fcntl
import json
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Message = dict[str, Any]

FIRST_PRIVATE_DESCRIPTOR = 100
"""Ours start here, so that a task gets the numbers that a process of its own would get."""


def private_descriptor(descriptor: int) -> int:
    """A copy with a high number that no program started later inherits."""
    return fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, FIRST_PRIVATE_DESCRIPTOR)


class LineReader:
    """Cuts what arrives on a descriptor into lines."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self.ended = False
        self._pieces: list[bytes] = []
        """Of the line that is not complete yet: put together once, however long it gets."""

    def read(self) -> list[bytes]:
        """The lines completed by one read; an empty read is the end of the stream."""
        chunk = os.read(self.descriptor, 1 << 16)
        self.ended = not chunk
        first, *others = chunk.split(b"\n")
        self._pieces.append(first)
        if not others:
            return []
        lines = [b"".join(self._pieces), *others[:-1]]
        self._pieces = [others[-1]]
        return [line for line in lines if line.strip()]


def write_message(descriptor: int, message: Message) -> None:
    """Writes one line, all of it: a pipe takes a long one in pieces."""
    data = memoryview(json.dumps(message, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
    while data:
        data = data[os.write(descriptor, data) :]


def parse_message(line: bytes) -> Message | None:
    """The message of a line, nothing if it is none."""
    try:
        message = json.loads(line)
    except ValueError:
        return None
    return message if isinstance(message, dict) else None
