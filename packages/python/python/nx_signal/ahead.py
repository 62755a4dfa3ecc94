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


class Loaded:
    """What this process has taken from the disk."""

    def __init__(self, started: float, has_data: bool, more: Iterable[object] = ()) -> None:
        """`has_data`: packages may have read files of their own while they were imported.

        `more`: modules beside those that can be seen.
        """
        # Whatever comes to one of these folders changes its mark.
        paths, foreign = paths_loaded_from(has_data, more)
        self._marks = {path: mark_of(path) for path in paths}
        self._names = {path: names_in(path) for path in foreign}
        youngest = (started - MARGIN) * 1e9
        self._is_settled = all(mark is None or max(mark[-2:]) < youngest for mark in self._marks.values())

    def is_current(self) -> bool:
        """Whether a process that starts now would take the same."""
        return (
            self._is_settled
            and all(mark_of(path) == mark for path, mark in self._marks.items())
            and all(names_in(path) == names for path, names in self._names.items())
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
            for part in ("METADATA", "PKG-INFO", "RECORD", "entry_points.txt"):
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
    try:
        return any(name.endswith(DESCRIPTIONS) for name in os.listdir(folder))
    except OSError:
        return False


def all_below(folder: str) -> Iterator[str]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        yield parent
        yield from (os.path.join(parent, name) for name in names)


def wait_for_input(descriptor: int) -> None:
    """Sleeps until something can be read, or the other side is gone. Reads nothing."""
    select.select([descriptor], [], [])
