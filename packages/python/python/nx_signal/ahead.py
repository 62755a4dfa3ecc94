"""For a process that was started before it is wanted: is it what one would be that starts now?

What such a process has imported, and where it looked, is noted once it waits. When it is wanted all
of that has to be as it was, by numbers that no edit leaves alone; else the process begins anew. A
file that changed while the process started may have been read before or after, so one that is as
young counts as changed.
"""

from __future__ import annotations

import os
import select
import sys
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Mark = tuple[int, ...] | None

FLAG = "--ahead"
"""The last argument of a process that is to wait, ready, until its input comes."""

MARGIN = 2.0
"""Seconds by which the clock of a file may differ from ours."""

DESCRIPTIONS = (".dist-info", ".egg-info")

PARTS = {"METADATA", "PKG-INFO", "RECORD", "entry_points.txt"}
"""What tells of a distribution what is installed, and what plugins it has."""


class Loaded:
    """What this process has taken from the disk."""

    def __init__(self, started: float, has_data: bool, more: Iterable[object] = ()) -> None:
        """`has_data`: packages may have read files of their own while they were imported.

        `more`: modules beside those that can be seen.
        """
        # Whatever comes to one of these folders changes its mark.
        paths, foreign = paths_loaded_from(has_data, more)
        self._marks = {path: mark_of(path) for path in paths}
        self._names = {path: (mark_of(path), names_in(path)) for path in foreign}
        self._youngest = (started - MARGIN) * 1e9
        own = {*sys.path, sys.executable, os.path.join(sys.prefix, "pyvenv.cfg")}
        self._installed = own & paths
        self._described = [path for path, (_, names) in self._names.items() if any(map(is_description, names))]
        self._is_settled = all(map(self._is_old, self._marks.values()))

    def is_current(self) -> bool:
        """Whether a process that starts now would take the same."""
        return (
            self._is_settled
            and all(mark_of(path) == mark for path, mark in self._marks.items())
            and all(self._has_same_names(path, *known) for path, known in self._names.items())
        )

    def _is_old(self, mark: Mark) -> bool:
        return mark is None or max(mark[-2:]) < self._youngest

    def _has_same_names(self, path: str, mark: Mark, names: list[str]) -> bool:
        # Where nothing came or went it is not read again.
        is_same = mark is not None and self._is_old(mark) and mark_of(path) == mark
        return is_same or names_in(path) == names

    def has_same_folders(self) -> bool:
        """Whether nothing was installed or removed: what is left to see shortly after a look at all."""
        return (
            # One that began anew after a look may have started while something was installed.
            self._is_settled
            and all(mark_of(path) == self._marks[path] for path in self._installed)
            and all(self._has_same_names(path, *self._names[path]) for path in self._described)
        )


def paths_loaded_from(has_data: bool, more: Iterable[object] = ()) -> tuple[set[str], set[str]]:
    """Files and folders that decided what was imported, and folders of projects among `sys.path`."""
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    own = tuple(os.path.join(folder, "") for folder in prefixes)
    # Those of projects change all the time: there only what can be imported matters.
    foreign = {path for path in sys.path if not path.startswith(own)}
    found = {sys.executable, os.path.realpath(sys.executable)}
    found.add(os.path.join(sys.prefix, "pyvenv.cfg"))
    # Our own, which nobody is to find among the modules.
    found.update(all_below(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
    modules = [one for one in [*sys.modules.values(), *more] if isinstance(one, ModuleType)]
    for module in modules:
        found.update(places_of(module))
    for folder in sys.path:
        found.add(folder)
        found.update(descriptions_in(folder))
    if has_data:
        for folder in package_folders(modules):
            found.update(all_below(folder))
    return found - foreign, foreign


def mark_of(path: str) -> Mark:
    """What tells a file or folder from a later one; nothing where there is none."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    numbers = (found.st_dev, found.st_ino, found.st_mode, found.st_size)
    return (*numbers, found.st_mtime_ns, found.st_ctime_ns)


def names_in(folder: str) -> list[str]:
    try:
        names = os.listdir(folder)
    except OSError:
        return []
    return sorted(name for name in names if name[:1] != "." and name != "__pycache__")


def places_of(module: ModuleType) -> Iterator[str]:
    """A module's file, and the folders in which others of its package were looked for."""
    # Modules that are loaded lazily would be loaded now.
    names = object.__getattribute__(module, "__dict__")
    file = names.get("__file__")
    if isinstance(file, str):
        yield file
        yield os.path.dirname(file)
    folders = names.get("__path__")
    if isinstance(folders, list):
        yield from (folder for folder in folders if isinstance(folder, str))


def descriptions_in(folder: str) -> Iterator[str]:
    """What says which distributions a folder holds, and what Python executes when it starts."""
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        path = os.path.join(folder, name)
        if name.endswith(".pth"):
            yield path
        elif name.endswith(DESCRIPTIONS):
            yield path
            # What is not there cannot come without a change of the folder.
            for part in names_in(path):
                if part in PARTS:
                    yield os.path.join(path, part)


def package_folders(modules: list[ModuleType]) -> set[str]:
    """Folders of installed packages from which something was imported."""
    sites = [os.path.join(folder, "") for folder in sys.path if holds_distributions(folder)]
    found = set()
    for module in modules:
        file = object.__getattribute__(module, "__dict__").get("__file__")
        for site in sites:
            if isinstance(file, str) and file.startswith(site):
                first, separator, _ = file[len(site) :].partition(os.sep)
                if separator:
                    found.add(site + first)
    return found


def holds_distributions(folder: str) -> bool:
    return any(map(is_description, names_in(folder)))


def is_description(name: str) -> bool:
    return name.endswith(DESCRIPTIONS)


def all_below(folder: str) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield parent
        yield from (os.path.join(parent, name) for name in names)


LOOK = b"\n"
"""Written to a process that waits once it is likely to be wanted: it looks whether all is as it was."""

GO = b" "
"""Written to it when it is wanted. What it is to do comes next."""


def wait_until_wanted(descriptor: int, loaded: Loaded) -> str:
    """Sleeps until something is to be done, of which nothing is read.

    Returns `go` for a process that is what one would be that starts now, and for what it is to do
    otherwise: `wait again` or `go anew`.
    """
    while True:
        select.select([descriptor], [], [])
        read = os.read(descriptor, 1)
        if read == LOOK:
            if not loaded.is_current():
                return "wait again"
        elif read == GO:
            return "go" if loaded.has_same_folders() else "go anew"
        else:
            # The other side is gone.
            return "go"
