"""Tells apart who goes by a variable and who only touches it. PYTEST_DONT_REWRITE

Part of `nx_signal_variables`. Code that takes the value of every variable there is goes by none of
them, nor does code that keeps a value to put it back, as test runners and fixtures do, or that takes
a variable away. What an ask was for shows later, so asks wait here until the process ends.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, MutableMapping

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, FrameType
    from typing import Any

ASKING_SOFTLY = (Mapping.get.__code__, Mapping.__contains__.__code__)
"""What goes on in the same way whether or not the variable is there."""

POP = MutableMapping.pop.__code__
NO_DEFAULT = (MutableMapping.pop.__defaults__ or (None,))[-1]


class Ask:
    """What some code asks one variable for."""

    def __init__(self, entry: str, may_be_kept: bool, is_named: bool) -> None:
        self.entry = entry
        self.may_be_kept = may_be_kept
        self.is_named = is_named
        """Whether code of the workspace says the name, and does not just get it from somewhere."""
        self.is_kept: bool | None = None
        """Whether the code that asked has put another value in its place; none while it has not."""


class Asks:
    """Asks for variables, by the names of these and the code that asks."""

    def __init__(self, present: frozenset[Any], tell: Callable[[Any, str], None]) -> None:
        self.present = present
        """The variables that are there."""
        self.tell = tell
        self.waiting: dict[Any, dict[CodeType, Ask]] = {}
        self.asked: dict[CodeType, set[Any]] = {}

    def find(self, name: Any, code: CodeType) -> Ask | None:
        self.asked.setdefault(code, set()).add(name)
        return self.waiting.get(name, {}).get(code)

    def add(self, name: Any, code: CodeType, ask: Ask) -> None:
        """Takes an ask that may turn out to be nothing, and tells any other at once."""
        if ask.is_named and not ask.may_be_kept:
            self.tell(name, ask.entry)
        else:
            self.waiting.setdefault(name, {})[code] = ask

    def note_change(self, name: Any, code: CodeType, before: Any, after: Any) -> None:
        """Some code gives a variable another value, or the same, or none."""
        for asking, ask in self.waiting.get(name, {}).items():
            if ask.is_kept is None and (asking is code or asking in code.co_consts):
                ask.is_kept = ask.may_be_kept and is_independent(before, after)

    def takes_all(self, code: CodeType, changed: set[Any]) -> bool:
        """Whether some code asked for all variables. An environment that was emptied says nothing."""
        taken = self.asked.get(code, set()) & self.present
        return 2 * len(taken) > len(self.present) and taken >= self.present - changed

    def settle(self, changed: set[Any]) -> None:
        """Tells those that went by a variable: `changed` are the names of those not put back."""
        waiting, self.waiting = self.waiting, {}
        for name, asks in waiting.items():
            for code, ask in asks.items():
                is_put_back = ask.is_kept and name not in changed
                if not is_put_back and (ask.is_named or not self.takes_all(code, changed)):
                    self.tell(name, ask.entry)


def is_among(name: str, constants: Any) -> bool:
    """Whether code has a name among its constants."""
    return any(
        is_among(name, one) if isinstance(one, (tuple, frozenset)) else one == name
        for one in constants
        if isinstance(one, (str, tuple, frozenset))
    )


def knows(frame: FrameType, name: str) -> bool:
    """Whether the code of a frame says a name. That of an expression is a part of what is around it."""
    code, around = frame.f_code, frame.f_back
    if is_among(name, code.co_consts):
        return True
    return code.co_name.startswith("<") and around is not None and knows(around, name)


def is_independent(before: Any, after: Any) -> bool:
    """Whether a new value is not made from the old one."""
    return not before or after is None or before == after or before not in after


def asks_softly(frame: FrameType) -> bool:
    """Whether somebody asks in a way that does not fail without the variable."""
    return frame.f_code in ASKING_SOFTLY or pops_softly(frame)


def pops_softly(frame: FrameType) -> bool:
    return frame.f_code is POP and frame.f_locals.get("default") is not NO_DEFAULT


def only_removes(frame: FrameType, asking: FrameType) -> bool:
    """Whether a variable is taken away, if it is there, without a look at it."""
    if pops_softly(frame) and frame.f_back is asking:
        return discards_result(asking)
    patches = sys.modules.get("_pytest.monkeypatch")
    if patches is None or asking.f_code is not patches.MonkeyPatch.delitem.__code__:
        return False
    return asking.f_locals.get("raising") is False


def discards_result(frame: FrameType) -> bool:
    """Whether the call that a frame is at is a statement: nobody sees what it returns."""
    from opcode import opmap

    code = frame.f_code.co_code
    # What stands between belongs to the call itself: caches of newer interpreters, which are zero.
    following = (code[at] for at in range(frame.f_lasti + 2, len(code), 2) if code[at])
    return next(following, None) == opmap["POP_TOP"]
