"""Libraries that were imported before the fork, kept where no task sees them until it imports them.

A task must not find them in `sys.modules`, nor anything else that comes of importing them: they lie
on a shelf. The function by which Python finds and loads modules is ours in a task. It takes from the
shelf what is asked for, with all that importing it would have brought: the shelf holds units, each a
module with what was imported inside its own import, and knows which other units each has asked for.
"""

from __future__ import annotations

import importlib
import os
import sys
from _thread import RLock as allocate_lock
from importlib import _bootstrap  # type: ignore[attr-defined]
from types import FunctionType

from .hidden import hidden, hide_all
from .searching import code_that_calls

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType
    from typing import Any

    from .effects import Effects

process_id = os.getpid

FILE = _bootstrap._find_and_load.__code__.co_filename
"""Python leaves frames of this file out of what it shows of an import that fails."""


PER_COMPILER = ("_cython_", "cython_runtime")
"""How modules are named that compiled ones of different libraries share: the first makes them."""


class Unit:
    """A module, and those that its import has brought beside other units."""

    __slots__ = (
        *("absent", "asked", "attributes", "distributions", "effects", "modules"),
        *("name", "natives", "needs", "places", "streams"),
    )

    def __init__(self, name: str) -> None:
        self.name = name
        self.modules: dict[str, Any] = {}
        self.needs: list[Unit] = []
        """All units that it has asked for, and that these have, in the order of their imports."""
        self.attributes: list[tuple[Any, str, Any]] = []
        """Modules outside that have got one of its modules for an attribute."""
        self.absent: dict[str, tuple[str, str | None, int]] = {}
        """Modules that were asked for and were not there, with the whole name, and who asked."""
        self.asked: set[str] = set()
        """Variables that were asked for."""
        self.distributions: set[str] = set()
        """Those whose description was read."""
        self.places: dict[str, Any] = {}
        """Where each of its modules was found, as `sys.path` leads there: the first of its names."""
        self.natives: list[str] = []
        """Files of native code that is not Python's own."""
        self.streams: list[str] = []
        """Standard streams whose encoding it asks for."""
        self.effects: Effects | None = None


class Shelf:
    """Units, of which a task has taken some."""

    def __init__(self) -> None:
        self.base = dict(sys.modules)
        """What is there without any of them."""
        self.units: dict[str, Unit] = {}
        self.unit_of: dict[str, Unit] = {}
        self.taken: dict[Unit, None] = {}
        """In the order in which they were taken."""
        self._locks: dict[int, Any] = {}
        self._code: CodeType | None = None
        self.may_take: Callable[[str, list[Unit]], bool] = lambda _name, _units: True
        """Asked before these are taken for a name."""

    def add(self, unit: Unit) -> None:
        self.units[unit.name] = unit
        self.unit_of.update(dict.fromkeys(unit.modules, unit))

    def remove(self, name: str) -> None:
        for module in self.units.pop(name).modules:
            self.unit_of.pop(module, None)

    def modules(self) -> list[Any]:
        return [module for unit in self.units.values() for module in unit.modules.values()]

    def take(self, name: str) -> None:
        """Brings what an import of this module would bring, if it is here."""
        if name in self.unit_of:
            with self._lock():
                self._take(name)

    def _lock(self) -> Any:
        """One for each process: a fork may be made while another thread holds it."""
        pid = process_id()
        if pid not in self._locks:
            self._locks = {pid: allocate_lock()}
        return self._locks[pid]

    def _take(self, name: str) -> None:
        unit = self.unit_of[name]
        if unit in self.taken:
            return
        units = [one for one in (*unit.needs, unit) if one not in self.taken]
        if self.may_take(name, units):
            for one in units:
                self.bring(one)

    def bring(self, unit: Unit) -> None:
        self.taken[unit] = None
        sys.modules.update(unit.modules)
        for holder, attribute, value in unit.attributes:
            setattr(holder, attribute, value)
        if unit.effects is not None:
            unit.effects.apply()

    def clear(self) -> None:
        """Puts all back that was taken."""
        for unit in reversed(self.taken):
            for holder, attribute, value in unit.attributes:
                if vars(holder).get(attribute) is value:
                    delattr(holder, attribute)
            for name in unit.modules:
                sys.modules.pop(name, None)
            if unit.effects is not None:
                unit.effects.undo()
        self.taken.clear()

    def prepare(self) -> None:
        """Makes ready to serve; raises `NotSearchable` where this Python does not let itself be told."""
        modules, take = sys.modules, self.take

        @hidden
        def take_first(name: str) -> None:
            if name not in modules:
                take(name)

        self._code = code_that_calls(take_first)

    def serve(self) -> None:
        """From now on, what is imported is looked for here first."""
        assert self._code is not None
        _bootstrap._find_and_load.__code__ = self._code


def replace_search(function: Any) -> Any:
    """Has Python find and load modules by a function, where no task runs; returns the one before.

    It counts as a part of the machinery: whoever looks past that does so with ours.
    """
    original = _bootstrap._find_and_load
    code = hidden(function).__code__
    function.__code__ = code.replace(co_filename=FILE, co_name="_find_and_load")
    _bootstrap._find_and_load = function
    return original


def restore_search(original: Any) -> None:
    _bootstrap._find_and_load = original


def is_code(value: Any) -> bool:
    """Whether a name of a module stands for something that code can call, and that others replace."""
    return isinstance(value, (FunctionType, type, type(len)))


def import_module(name: str) -> Any:
    return importlib.import_module(name)


hide_all(globals())
