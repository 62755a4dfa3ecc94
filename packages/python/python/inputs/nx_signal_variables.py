"""Notes which variables code of the workspace asks for by name. PYTEST_DONT_REWRITE

Part of `nx_signal_inputs`. Counted are the variables that were set when the process began and still
are what they were then, those that were taken away before it began included: what the run has set
itself is no input of it. Whoever takes all of them, as `dict(os.environ)` does, asks for none by name;
`nx_signal_asks` knows who else only touches one.

    NX_SIGNAL_INPUTS_HIDDEN  names of those that were taken away, with spaces between them
"""

from __future__ import annotations

import os
import sys
from collections import deque

from nx_signal_asks import Ask, Asks, asks_softly, is_among, knows, only_removes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType
    from typing import Any

STANDARD = os.path.join(os.path.dirname(os.path.abspath(os.__file__)), "")
INSTALLED = ("site-packages", "dist-packages")


def is_standard(path: str) -> bool:
    """Whether code is of the standard library, frozen, or made while the program runs."""
    if path.startswith("<"):
        return True
    return path.startswith(STANDARD) and not path[len(STANDARD) :].startswith(INSTALLED)


KNOWN: dict[str, bool] = {}
"""What `is_standard` says, by file."""


def asking_frame(frame: FrameType | None) -> FrameType | None:
    """The nearest frame that is not of the standard library: `os.getenv` asks for its caller."""
    while frame is not None:
        path = frame.f_code.co_filename
        known = KNOWN.get(path)
        if known is None:
            known = KNOWN[path] = is_standard(path)
        if not known:
            break
        frame = frame.f_back
    return frame


class VariableReads:
    """The variables that were asked for, each with the place that did so first."""

    def __init__(self, is_own: Callable[[str], bool], add: Callable[[str], None]) -> None:
        self.is_own = is_own
        self.add = add
        self.values: dict[Any, Any] = os.environ._data  # type: ignore[attr-defined]
        hidden = os.environ.get("NX_SIGNAL_INPUTS_HIDDEN", "").split()
        self.hidden: set[Any] = {os.environ.encodekey(name) for name in hidden}  # type: ignore[attr-defined]
        self.initial: dict[Any, Any] = {**dict.fromkeys(self.hidden), **self.values}
        self.changed: set[Any] = set()
        self.noted: set[Any] = set()
        self.expected: deque[Any] = deque()
        """Names that were handed out by an iteration and not asked for since."""
        self.own: dict[str, bool] = {}
        """What `is_own` says, by file."""
        self.place: tuple[int, int] | None = None
        """The instruction that iterates."""
        self.is_taken = False
        """Whether somebody has taken all of them."""
        self.judged: set[tuple[Any, Any]] = set()
        """What libraries asked for, with the code that did."""
        self.asks = Asks(frozenset(self.values), self.tell)
        self.is_fork = False

    def enter_fork(self) -> None:
        """A fork may end without any farewell: what it asks for is told at once."""
        self.is_fork = True
        self.asks = Asks(self.asks.present, self.tell)

    def settle(self) -> None:
        """Tells what was asked for and still waits."""
        self.asks.settle(self.changed)

    def tell(self, name: Any, entry: str) -> None:
        if name not in self.noted:
            self.noted.add(name)
            self.add(entry)

    def hand_out(self, name: Any, frame: FrameType) -> None:
        """An iteration gives this name away; who takes all asks for its value next."""
        place = place_of(asking_frame(frame))
        if place != self.place:
            self.expected.clear()
            self.place = place
        self.expected.append(name)

    def note(self, name: Any, frame: FrameType) -> None:
        """Takes a name whose value is asked for."""
        if self.expected and self.is_expected(name, frame):
            return
        if name in self.changed or name not in self.initial:
            return
        asking = asking_frame(frame)
        if asking is None:
            return
        before = self.asks.find(name, asking.f_code)
        if name in self.noted or (name, asking.f_code) in self.judged:
            return
        if before is not None and before.is_named and not before.is_kept:
            return
        reader = self.reader_of(asking, os.fsdecode(name))
        if reader is not None:
            self.note_reader(name, frame, asking, reader)
            return
        self.judged.add((name, asking.f_code))
        if name in self.hidden:
            self.add(f"%{os.fsdecode(name)}")

    def note_reader(
        self, name: Any, frame: FrameType, asking: FrameType, reader: FrameType
    ) -> None:
        """Own code asks, by itself or through a library."""
        if only_removes(frame, asking):
            return
        text = os.fsdecode(name)
        entry = f"${text}\t{reader.f_lineno}\t{reader.f_code.co_filename}"
        # A value that was taken away has no say. By any other, code that knows the name may go.
        may_be_kept = not self.is_fork and (
            name in self.hidden or (asks_softly(frame) and not knows(asking, text))
        )
        is_named = self.is_fork or self.is_named(asking, text)
        self.asks.add(name, asking.f_code, Ask(entry, may_be_kept, is_named))

    def is_named(self, frame: FrameType | None, name: str) -> bool:
        """Whether own code that is running says a name."""
        while frame is not None:
            code = frame.f_code
            if self.is_own_file(code.co_filename) and is_among(name, code.co_consts):
                return True
            frame = frame.f_back
        return False

    def note_all(self) -> None:
        """Somebody takes all variables, and does not get the hidden ones."""
        if self.hidden and not self.is_taken:
            self.is_taken = True
            self.add("%*")

    def reader_of(self, frame: FrameType, name: str) -> FrameType | None:
        """The own code that asks, by itself or through a library that it gives the name to."""
        asking: FrameType | None = frame
        if self.is_own_file(frame.f_code.co_filename):
            return frame
        while asking is not None and not self.is_own_file(asking.f_code.co_filename):
            asking = asking.f_back
        return asking if asking is not None and name in asking.f_code.co_consts else None

    def is_own_file(self, path: str) -> bool:
        known = self.own.get(path)
        if known is None:
            known = self.own[path] = self.is_own(path)
        return known

    def is_expected(self, name: Any, frame: FrameType) -> bool:
        """Whether an iteration asks for what it was handed out."""
        if self.expected[0] == name and place_of(asking_frame(frame)) == self.place:
            self.expected.popleft()
            return True
        self.expected.clear()
        return False

    def note_change(self, name: Any, before: Any, frame: FrameType) -> None:
        """Takes a name that the run has set or removed, or has given back what it was."""
        changing = asking_frame(frame)
        if changing is not None:
            self.asks.note_change(name, changing.f_code, before, self.values.get(name))
        if name in self.initial and self.values.get(name) == self.initial[name]:
            self.changed.discard(name)
        else:
            self.changed.add(name)


def place_of(frame: FrameType | None) -> tuple[int, int] | None:
    """The instruction that a frame is at."""
    return None if frame is None else (id(frame), frame.f_lasti)


def noting_class(reads: VariableReads, original: Any) -> Any:
    """The class of `os.environ`, with a look at what is read and changed."""
    current = sys._getframe
    get, put, delete, names = (
        original.__getitem__,
        original.__setitem__,
        original.__delitem__,
        original.__iter__,
    )

    class Noting(original):  # type: ignore[misc]
        def __getitem__(self, key: Any) -> Any:
            try:
                value = get(self, key)
            except KeyError:
                # One that was taken away before the process began.
                reads.note(self.encodekey(key), current(1))
                raise
            reads.note(self.encodekey(key), current(1))
            return value

        def __setitem__(self, key: Any, value: Any) -> None:
            before = reads.values.get(self.encodekey(key))
            put(self, key, value)
            reads.note_change(self.encodekey(key), before, current(1))

        def __delitem__(self, key: Any) -> None:
            before = reads.values.get(self.encodekey(key))
            delete(self, key)
            reads.note_change(self.encodekey(key), before, current(1))

        def __iter__(self) -> Iterator[Any]:
            reads.note_all()
            for key in names(self):
                reads.hand_out(self.encodekey(key), current(1))
                yield key

    for name in ("__module__", "__name__", "__qualname__"):
        setattr(Noting, name, getattr(original, name))
    return Noting


def watch_variables(
    is_own: Callable[[str], bool], add: Callable[[str], None]
) -> VariableReads:
    """Notes from now on. The objects stay the same: it does not matter who holds them.

    `add` is given `$name`, line and file, with tabs between them.
    """
    reads = VariableReads(is_own, add)
    watched = noting_class(reads, type(os.environ))
    os.environ.__class__ = watched
    if os.supports_bytes_environ:
        os.environb.__class__ = watched
    return reads
