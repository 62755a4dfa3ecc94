"""Whether a task may have what was imported before it began, at the moment when it asks for it.

All that an import went by must be what it was, or the import would have come out differently. If it
is not, nothing that has run so far can be taken back: the task ends at once, its caller runs it
in a process of its own, and remembers.
"""

from __future__ import annotations

import importlib.machinery
import os
import signal
import sys
import time
from _locale import LC_ALL, setlocale  # type: ignore[import-not-found]
from contextlib import suppress
from types import ModuleType, SimpleNamespace

from .common import NAME as PACKAGES
from .hidden import hide_all
from .shelf import PER_COMPILER, is_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, NoReturn

    from .shelf import Shelf, Unit

FILE = "refused"
"""What a task leaves in the folder of its lists when it cannot go on in a fork."""

NATIVELY_READ = ("LANG", "LC_", "TZ")
"""Variables that the system's own libraries read."""

OF_RUN = ("COVERAGE_", "NX_", "PYTEST_", "PYTHONPATH", "TMPDIR")
"""Variables that differ in each run, or are read when a file is made: no native code reads one before."""

PASSED_OVER = frozenset({"__main__", "pdb", "sys", "warnings"})
"""Modules in which pytest itself puts functions."""

PUT_BY_OTHERS = frozenset(
    {
        *(("importlib.metadata", "distributions"), ("threading", "excepthook")),
        *(("importlib._bootstrap", "_find_and_load"), ("_frozen_importlib", "_find_and_load")),
    }
)
"""What pytest replaces, and what is replaced for each task."""

ASKED_ONCE = frozenset(
    {"HOME", "PYTHONUSERBASE", "_PYTHON_PROJECT_BASE", "_PYTHON_SYSCONFIGDATA_NAME"}
)
"""Variables of `sysconfig`, which keeps its answers."""

REVEALING = (b"__subclasses__",)
"""How own code can find classes of libraries that it has not imported."""

search = importlib.machinery.PathFinder.find_spec
STANDARD = os.path.join(os.path.dirname(os.__file__), "")

killed, ended = os.kill, os._exit
opened, written, taken, closed = os.open, os.write, os.read, os.close


class Memory:
    """What stands in the modules that libraries were imported with, before any task began."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.variables = dict(os.environ._data)  # type: ignore[attr-defined]
        self.environment = os.environ
        self.place = place_on_earth()
        self.encodings = {name: getattr(sys, name).encoding for name in STREAMS}
        self.finders = list(sys.meta_path)
        self.hooks = list(sys.path_hooks)
        self.base = [
            (module, names_of(module))
            for name, module in shelf.base.items()
            if is_watched(name, module)
        ]
        self.names: dict[Unit, list[tuple[ModuleType, dict[str, Any]]]] = {
            unit: [(one, names_of(one)) for one in unit.modules.values() if type(one) is ModuleType]
            for unit in shelf.units.values()
        }


def is_watched(name: str, module: Any) -> bool:
    """Pytest's own modules are those that the zygote itself prepares for each task."""
    own = name.partition(".")[0] in ("_pytest", "pytest", "pluggy", "nx_signal")
    return type(module) is ModuleType and name not in PASSED_OVER and not own


def names_of(module: ModuleType) -> dict[str, Any]:
    """Functions and classes in a module, by their names."""
    return {
        name: one
        for name, one in vars(module).items()
        if is_code(one) and (module.__name__, name) not in PUT_BY_OTHERS
    }


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


def is_of_python(unit: Unit) -> bool:
    """Whether all of a unit is Python's own."""
    files = map(file_of, unit.modules.values())
    return not any(file is not None and "site-packages" in file for file in files)


def sees_all(module: Any) -> bool:
    """Whether a module of the workspace may look for classes by the ones that they are made from."""
    try:
        file = object.__getattribute__(module, "__dict__").get("__file__")
    except AttributeError:
        return False
    if not isinstance(file, str) or not file.endswith(".py") or "site-packages" in file:
        return False
    if file.startswith(STANDARD):
        return False
    try:
        content = content_of(file)
    except OSError:
        return False
    return any(one in content for one in REVEALING)


STREAMS = ("stdin", "stdout", "stderr")


def place_on_earth() -> tuple[Any, ...]:
    zone = time.tzname, time.timezone, time.daylight
    return setlocale(LC_ALL, None), zone, time.localtime().tm_year


def first(reasons: Iterable[str | None]) -> str | None:
    return next((one for one in reasons if one), None)


def current_packages() -> Any:
    """What this task may see, if that is restricted."""
    return getattr(sys.modules.get(PACKAGES), "current", None)


def is_moved(name: str, place: tuple[Any, ...]) -> bool:
    """Whether a module is found elsewhere by now, or not at all."""
    parent = sys.modules.get(name.rpartition(".")[0])
    path = getattr(parent, "__path__", None)
    if "." in name and path is None:
        # Found by the package that is taken together with it.
        return False
    try:
        found = search(name, path)
    except Exception:
        return True
    if found is None:
        return True
    locations = found.submodule_search_locations
    return (found.origin, None if locations is None else tuple(locations)) != place


def changed_name(module: ModuleType, names: dict[str, Any]) -> str | None:
    """A function or class that was put in the place of another."""
    now = vars(module)
    for name, one in names.items():
        if now.get(name) is not one:
            return f"{module.__name__}.{name} was replaced"
    return None


def is_replaced(unit: Unit, memory: Memory) -> str | None:
    """Whether something in a library that was taken before is another thing by now."""
    for name, module in unit.modules.items():
        if sys.modules.get(name) is not module and not name.startswith(PER_COMPILER):
            return f"the module {name} is another one"
    return first(changed_name(*one) for one in memory.names[unit])


def rewrites(finder: Any) -> bool:
    return type(finder).__name__ == "AssertionRewritingHook"


def with_libraries(files: list[str]) -> Iterable[str]:
    """Native modules, and what is beside their package in a folder of libraries."""
    yield from files
    site = os.sep + "site-packages" + os.sep
    packages = {file[: file.index(site) + len(site)] + file.split(site)[1].split(os.sep)[0] for file in files}
    for package in packages:
        folder = f"{package}.libs"
        if os.path.isdir(folder):
            yield from (os.path.join(folder, name) for name in os.listdir(folder))


def content_of(file: str) -> bytes:
    descriptor = opened(file, os.O_RDONLY)
    try:
        return b"".join(iter(lambda: taken(descriptor, 1 << 24), b""))
    finally:
        closed(descriptor)


def is_unmeasured(modules: list[tuple[str, str | None]]) -> bool:
    """Whether what is active is coverage.py, and leaves all of these out."""
    coverage = sys.modules.get("coverage")
    current = coverage and coverage.Coverage.current()
    measures = getattr(getattr(current, "_inorout", None), "check_include_omit_etc", None)
    if measures is None:
        return False
    try:
        # It asks a frame for the name of its module alone.
        return all(
            measures(file, SimpleNamespace(f_globals={"__name__": name})) is not None
            for name, file in modules
            if file is not None
        )
    except Exception:
        return False


def read(environ: Any, name: str) -> None:
    environ.get(name)


def asking_files(units: list[Unit]) -> Iterator[str | None]:
    """For each unit a file whose code has asked for it, or is in it: of a library, if one has."""
    files = [next(map(file_of, unit.modules.values()), None) for unit in units]
    for index, unit in enumerate(units):
        users = (files[at] for at, one in enumerate(units) if at == index or unit in one.needs)
        yield next((one for one in users if one and "site-packages" in one), files[index])


def file_of(module: Any) -> str | None:
    file = getattr(module, "__file__", None)
    return file if isinstance(file, str) else None


def ask_for_variables(unit: Unit, file: str | None) -> None:
    """Asks for what the import has asked for, from where it did: somebody may note who asks."""
    sysconfig = sys.modules.get("sysconfig")
    is_known = getattr(sysconfig, "_CONFIG_VARS", None) is not None
    for name in sorted(unit.asked - ASKED_ONCE if is_known else unit.asked):
        code = read.__code__
        constants = (*code.co_consts, name)
        asking = code.replace(co_filename=file or code.co_filename, co_consts=constants)
        type(read)(asking, {})(os.environ, name)


def tell_absent(unit: Unit) -> None:
    """Notes what the import has looked for and this task must not see, as an import of its own would."""
    packages = current_packages()
    for name, (wanted, file, line) in unit.absent.items() if packages is not None else ():
        owner = packages.owner_of(name)
        if owner is not None:
            packages.note(wanted, packages.owner_of(wanted) or owner, file, line)


def begin_random_numbers(unit: Unit) -> None:
    """Numbers that no seed decides are other ones in each process."""
    if "numpy.random.mtrand" in unit.modules:
        unit.modules["numpy.random.mtrand"].seed()


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
