"""Whether a task may have what was imported before it began, at the moment when it asks for it.

All that an import went by must be what it was, or the import would have come out differently. If it
is not, nothing that has run so far can be taken back: the task ends at once, its caller runs it
in a process of its own, and remembers.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

from .circumstances import (
    REVEALING,
    ask_for_variables,
    asking_files,
    begin_random_numbers,
    changed_name,
    content_of,
    current_packages,
    file_of,
    first,
    is_moved,
    is_of_python,
    is_replaced,
    is_unmeasured,
    of_system,
    place_on_earth,
    rewrites,
    search,
    sees_all,
    tell_absent,
    with_libraries,
)
from .hidden import hide_all
from .shelf import PER_COMPILER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from .circumstances import Memory
    from .shelf import Unit

FILE = "refused"
"""What a task leaves in the folder of its lists when it cannot go on in a fork."""

NATIVELY_READ = ("LANG", "LC_", "TZ")
"""Variables that the system's own libraries read."""

OF_RUN = ("COVERAGE_", "NX_", "PYTEST_", "PYTHONPATH", "TMPDIR")
"""Variables that differ in each run, or are read when a file is made: no native code reads one before."""

killed, ended = os.kill, os._exit
opened, written = os.open, os.write


class Sharing:
    """One task's way to the shelf."""

    def __init__(self, memory: Memory, folder: str) -> None:
        self.memory = memory
        self.shelf = memory.shelf
        self._folder = folder
        self._pid = os.getpid()

    def begin(self) -> None:
        self.shelf.may_take = self.may_take
        self.shelf.serve()

    def finish(self) -> None:
        """To be called when nothing more of the task runs, and before anybody is told of it."""
        for name, module in list(sys.modules.items()):
            if name not in self.shelf.base and name not in self.shelf.unit_of and sees_all(module):
                self._refuse(name, f"it has {REVEALING[0].decode()}, which shows what is shared")

    def may_take(self, name: str, units: list[Unit]) -> bool:
        """Asked at each import of what is on the shelf. Does not return where it must not be had."""
        if self._is_elsewhere(name):
            # As if it were not on the shelf: what is found is another module, or none.
            return False
        reason = self._reason_against(units)
        if reason is not None:
            if all(map(is_of_python, units)):
                # Such modules can be imported a second time.
                return False
            self._refuse(name, reason)
        for unit, file in zip(units, asking_files(units)):
            ask_for_variables(unit, file)
            tell_absent(unit)
            begin_random_numbers(unit)
        return True

    def _is_elsewhere(self, name: str) -> bool:
        """Whether the name leads this task to another module, or to none."""
        top = name.partition(".")[0]
        packages = current_packages()
        if packages is not None and packages.refuses and packages.owner_of(name) is not None:
            return True
        unit = self.shelf.unit_of[top] if top in self.shelf.unit_of else None
        return unit is not None and top in unit.places and is_moved(top, unit.places[top])

    def _reason_against(self, units: list[Unit]) -> str | None:
        memory, shelf = self.memory, self.shelf
        return (
            self._changed_process()
            or first(self._changed_unit(unit) for unit in units)
            or first(is_replaced(unit, memory) for unit in shelf.taken)
            or first(changed_name(*one) for one in memory.base)
            or self._changed_native(units)
            or self._traced(units)
            or self._rewritten(units)
        )

    def _changed_process(self) -> str | None:
        memory, shelf = self.memory, self.shelf
        if os.environ is not memory.environment:
            return "os.environ is another object"
        if place_on_earth() != memory.place:
            return "the locale or the time zone has changed"
        if of_system() != memory.system:
            return "what sys says of the system has changed"
        if [*map(id, sys.path_hooks)] != [*map(id, memory.hooks)]:
            return "sys.path_hooks has changed"
        taken = [one for unit in shelf.taken if unit.effects for one in unit.effects.finders]
        finders = [id(one) for one in sys.meta_path if not rewrites(one)]
        if finders != [id(one) for one in (*memory.finders, *taken)]:
            return "sys.meta_path has changed"
        for name, module in shelf.base.items():
            if sys.modules.get(name) is not module and name != "__main__":
                return f"the module {name} is another one"
        return None

    def _changed_unit(self, unit: Unit) -> str | None:
        """What the import of this unit went by and is another thing now."""
        now, before = os.environ._data, self.memory.variables  # type: ignore[attr-defined]
        for name in unit.asked:
            key = os.fsencode(name)
            if now.get(key) != before.get(key):
                return f"{name} has changed, which {unit.name} reads"
        for name in unit.streams:
            encoding = getattr(getattr(sys, name), "encoding", None)
            if encoding != self.memory.encodings[name]:
                return f"the encoding of sys.{name} is another one"
        for name in unit.modules:
            if name in sys.modules and not name.startswith(PER_COMPILER):
                return f"there is another module {name}"
        for name, place in unit.places.items():
            if is_moved(name, place):
                return f"the module {name} is found elsewhere"
        packages = current_packages()
        for name in unit.absent:
            is_hidden = packages is not None and packages.owner_of(name) is not None
            if sys.modules.get(name) is not None:
                return f"there is a module {name}, which {unit.name} looks for"
            if "." not in name and not is_hidden and search(name) is not None:
                return f"there is a module {name}, which {unit.name} looks for"
        if packages is not None:
            hidden = next((one for one in unit.modules if packages.owner_of(one)), None)
            if hidden is not None:
                return f"{unit.name} uses {hidden}, which this task must not see"
            seen = unit.distributions & packages.hidden
            if seen:
                return f"{unit.name} looks at {min(seen)}, which this task must not see"
        return unit.effects and unit.effects.conflict()

    def _changed_native(self, units: list[Unit]) -> str | None:
        """A variable that native code may have read, past Python: it has the name in it then."""
        natives = [file for unit in units for file in unit.natives]
        if not natives:
            return None
        now, before = os.environ._data, self.memory.variables  # type: ignore[attr-defined]
        changed = {name for name in {*now, *before} if now.get(name) != before.get(name)}
        names = [one for one in changed if not os.fsdecode(one).startswith(OF_RUN)]
        for name in names:
            if os.fsdecode(name).startswith(NATIVELY_READ):
                return f"{os.fsdecode(name)} has changed"
        for file in with_libraries(natives) if names else ():
            content = content_of(file)
            for name in names:
                if name in content:
                    return f"{os.fsdecode(name)} has changed, which {file} may read"
        return None

    def _traced(self, units: list[Unit]) -> str | None:
        """Whether a tool that watches this process would have seen the imports."""
        if sys.getprofile() is not None:
            return "a profiler is active"
        monitoring = getattr(sys, "monitoring", None)
        tools = [monitoring.get_tool(number) for number in range(6)] if monitoring else []
        if sys.gettrace() is None and not any(tools):
            return None
        modules = [(name, file_of(one)) for unit in units for name, one in unit.modules.items()]
        return None if is_unmeasured(modules) else "it is traced"

    def _rewritten(self, units: list[Unit]) -> str | None:
        """Whether pytest would have rewritten other modules than it has."""
        hook = next((one for one in sys.meta_path if rewrites(one)), None)
        for unit in units:
            for name, module in unit.modules.items():
                loader = getattr(getattr(module, "__spec__", None), "loader", None)
                parent = sys.modules.get(name.rpartition(".")[0])
                parent = parent or unit.modules.get(name.rpartition(".")[0])
                path = getattr(parent, "__path__", None)
                is_rewritten = hook is not None and hook.find_spec(name, path) is not None
                if is_rewritten != rewrites(loader):
                    return f"pytest rewrites {name}" if is_rewritten else f"{name} is not rewritten"
        return None

    def _refuse(self, name: str, reason: str) -> NoReturn:
        with suppress(OSError):
            file = opened(os.path.join(self._folder, FILE), os.O_WRONLY | os.O_CREAT, 0o666)
            written(file, f"{name}: {reason}".encode()[:1000])
        # This may be a process that the task has forked.
        with suppress(ProcessLookupError, PermissionError):
            killed(self._pid, signal.SIGKILL)
        ended(1)


def read_refusal(folder: str | None) -> str | None:
    """Why a task could not go on with what is shared, if so; takes away what it has noted until then."""
    if folder is None or not os.path.exists(os.path.join(folder, FILE)):
        return None
    with open(os.path.join(folder, FILE), encoding="utf-8", errors="replace") as file:
        reason = file.read()
    for name in os.listdir(folder):
        if name != "packages.json":
            os.unlink(os.path.join(folder, name))
    return reason


hide_all(globals())
