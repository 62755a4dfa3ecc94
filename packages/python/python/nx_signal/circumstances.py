"""What the import of a library went by, and whether it is still what it was."""

from __future__ import annotations

import importlib.machinery
import os
import sys
import time
from _locale import LC_ALL, setlocale  # type: ignore[import-not-found]
from types import ModuleType, SimpleNamespace

from .common import NAME as PACKAGES
from .hidden import hide_all
from .shelf import PER_COMPILER, is_code

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from .shelf import Shelf, Unit

PASSED_OVER = frozenset({"__main__", "pdb", "sys", "warnings"})
"""Modules in which pytest itself puts functions."""

PUT_BY_OTHERS = frozenset(
    {("importlib.metadata", "distributions"), ("threading", "excepthook"), ("tempfile", "tempdir")}
)
"""What is replaced for each task, what pytest replaces, and what Python sets when it is asked."""

PLAIN = (bool, float, int, str, tuple, type(None))
"""Types of values that code goes by when it is imported, and that cannot change themselves."""

OF_SYSTEM = ("byteorder", "flags", "frozen", "maxsize", "platform", "version", "version_info")
"""What libraries ask `sys` for, in which pytest itself puts other things."""

ASKED_ONCE = frozenset(
    {"HOME", "PYTHONUSERBASE", "_PYTHON_PROJECT_BASE", "_PYTHON_SYSCONFIGDATA_NAME"}
)
"""Variables of `sysconfig`, which keeps its answers."""

REVEALING = (b"__subclasses__",)
"""How own code can find classes of libraries that it has not imported."""

search = importlib.machinery.PathFinder.find_spec
STANDARD = os.path.join(os.path.dirname(os.__file__), "")

opened, taken, closed = os.open, os.read, os.close


class Memory:
    """What stands in the modules that libraries were imported with, before any task began."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.variables = dict(os.environ._data)  # type: ignore[attr-defined]
        self.environment = os.environ
        self.place = place_on_earth()
        self.system = of_system()
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
    """Functions, classes and plain values in a module, by their names."""
    return {
        name: one
        for name, one in vars(module).items()
        if (is_code(one) or is_plain(name, one)) and (module.__name__, name) not in PUT_BY_OTHERS
    }


def is_plain(name: str, value: Any) -> bool:
    """Whether it is a value that others may go by; what a module keeps for itself may change."""
    return type(value) in PLAIN and (not name.startswith("_") or name == "__version__")


def of_system() -> list[Any]:
    return [getattr(sys, name, None) for name in OF_SYSTEM]


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


def path_around(name: str) -> Any:
    """Where the package around a module looks for it."""
    return getattr(sys.modules.get(name.rpartition(".")[0]), "__path__", None)


def place_of(name: str) -> tuple[Any, ...] | None:
    """Where a module is found; what stands in the module itself it may have changed."""
    try:
        found = search(name, path_around(name))
    except Exception:
        return None
    if found is None:
        return None
    locations = found.submodule_search_locations
    return found.origin, None if locations is None else tuple(locations)


def is_moved(name: str, place: tuple[Any, ...]) -> bool:
    """Whether a module is found elsewhere by now, or not at all."""
    if "." in name and path_around(name) is None:
        # Found by the package that is taken together with it.
        return False
    return place_of(name) != place


def changed_name(module: ModuleType, names: dict[str, Any]) -> str | None:
    """Something that was put in the place of another."""
    now = vars(module)
    for name, one in names.items():
        other = now.get(name)
        if other is not one and not (type(one) in PLAIN and type(other) is type(one) and other == one):
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
    packages = {
        file[: file.index(site) + len(site)] + file.split(site)[1].split(os.sep)[0]
        for file in files
    }
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


hide_all(globals())
