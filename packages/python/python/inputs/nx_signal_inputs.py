"""A pytest plugin that notes which files of the workspace its process reads. PYTEST_DONT_REWRITE

Loaded with `-p nx_signal_inputs`, its folder being in PYTHONPATH and in these variables:
    NX_SIGNAL_INPUTS        existing folder for the lists, one file a process: paths ended by NUL,
                            and variables as `nx_signal_variables` has them
    NX_SIGNAL_INPUTS_ROOT   folder of the workspace; reads outside it are passed over
    NX_SIGNAL_INPUTS_KNOWN  number of modules imported first that are all files of the environment,
                            and the name of the last of them, if the caller knows

`main-<pid>` is the list of a process that ran to its end, `fork-<pid>` that of a fork of it, which
may end in any way; `modules-<pid>` names the modules of libraries that the first one has imported, but
for those deep inside of packages. Paths are absolute and as they were opened: links are not resolved. One with a
WRITTEN in front was not read but written.

Pytest looks for its settings before it loads plugins, so that search is not among the reads.
"""

from __future__ import annotations

import atexit
import os
import sys
from contextlib import suppress

from nx_signal_variables import watch_variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from nx_signal_variables import VariableReads

    Hook = Callable[[str, tuple[Any, ...]], None]

ACCESS = os.O_RDONLY | os.O_WRONLY | os.O_RDWR

WRITTEN = "\1"

UNUSABLE = (OSError, TypeError, ValueError)
"""What comes of an argument that is no path, or of a working folder that is gone."""


SHARED = os.environ.get("NX_SIGNAL_SHARED_IMPORTS") == "true"
"""Whether somebody wants to know which libraries are imported."""

DEPTH = 2
"""How many names a module has at most that is written down: `sqlalchemy.orm` has two."""

LIBRARIES = tuple(f"{os.sep}{name}{os.sep}" for name in ("site-packages", "dist-packages"))


def is_library(module: Any) -> bool:
    """Whether a module is installed, and no part of Python."""
    try:
        # Not `module.__file__`: a module that is loaded lazily would be loaded now.
        file = object.__getattribute__(module, "__dict__").get("__file__")
    except AttributeError:
        return False
    return isinstance(file, str) and any(one in file for one in LIBRARIES)


def prefixes_of(path: str) -> tuple[str, ...]:
    """A folder as it is named and as it is without links, each ready for `str.startswith`."""
    names = {os.path.abspath(path), os.path.realpath(path)}
    return tuple(os.path.normcase(os.path.join(name, "")) for name in names)


def source_of(path: str) -> str:
    """The file that bytecode was made from; Python opens only the bytecode while it is valid."""
    folder, name = os.path.split(path)
    if not name.endswith(".pyc") or os.path.basename(folder) != "__pycache__":
        return path
    # Pytest puts its own version behind the tag.
    stem = name.partition(f".{sys.implementation.cache_tag}")[0]
    return os.path.join(os.path.dirname(folder), f"{stem}.py")


class Reads:
    """The files that were read, each once."""

    def __init__(self, folder: str, root: str, known: tuple[int, str] = (0, "")) -> None:
        self.folder = folder
        self.kind = "main"
        self.roots = prefixes_of(root)
        installed = [*prefixes_of(sys.prefix), *prefixes_of(sys.base_prefix)]
        # A system's interpreter may have the workspace below it: /usr and /usr/src.
        self.installed = tuple(
            one for one in installed if one.startswith(self.roots) and one not in self.roots
        )
        self.passed = tuple(
            one
            for one in installed
            if not self.is_inside(one) and not any(root.startswith(one) for root in self.roots)
        )
        """Folders none of whose files is looked for."""
        contains_root = any(root.startswith(one) for one in installed for root in self.roots)
        self.known = (0, "") if contains_root else known
        self.seen: set[str] = set()
        """Paths that need no second look: noted, outside the workspace, or made by this process."""
        self.unwritten: list[str] = []
        self.variables: VariableReads | None = None
        # Code under test may replace them.
        self.open, self.write, self.close = os.open, os.write, os.close

    def note_open(self, path: Any, flags: int) -> None:
        """Takes a file that is about to be opened; never fails, since the program would."""
        if isinstance(path, int):
            return  # A descriptor, whose file was seen when it was opened.
        try:
            path = os.fsdecode(path)
            self.note(path if os.path.isabs(path) else os.path.join(os.getcwd(), path), flags)
        except UNUSABLE:
            return

    def note(self, path: str, flags: int) -> None:
        if path in self.seen:
            return
        is_made = flags & os.O_TRUNC or (flags & os.O_EXCL and not os.path.lexists(path))
        if not self.is_inside(path):
            self.seen.add(path)
        elif is_made:
            self.put_made(path)
        elif flags & ACCESS != os.O_WRONLY:
            self.add(path)

    def is_inside(self, path: str) -> bool:
        """Whether it is a file of the workspace rather than of what is installed into it."""
        if os.pardir in path:
            path = os.path.normpath(path)
        path = os.path.normcase(path)
        return path.startswith(self.roots) and not path.startswith(self.installed)

    def add(self, path: str) -> None:
        source = source_of(path)
        if source not in self.seen:
            self.unwritten.append(source)
        self.seen.update((path, source))
        if self.kind == "fork":
            self.save()

    def put_made(self, path: str) -> None:
        """What is read from a file that this process makes is its own."""
        self.seen.add(path)
        self.unwritten.append(WRITTEN + path)
        if self.kind == "fork":
            self.save()

    def add_variable(self, entry: str) -> None:
        self.unwritten.append(entry)
        if self.kind == "fork":
            self.save()

    def note_made(self, path: Any) -> None:
        """Takes a file that this process puts in place."""
        with suppress(*UNUSABLE):
            name = os.path.join(os.getcwd(), os.fsdecode(path))
            if name not in self.seen and self.is_inside(name):
                self.put_made(name)
            else:
                self.seen.add(name)

    def note_database(self, path: Any) -> None:
        """SQLite opens its files past Python."""
        with suppress(*UNUSABLE):
            name = os.fsdecode(path)
            if not name or name.startswith((":", "file:")):
                return
            # One that is not there yet is about to be made.
            if os.path.lexists(name):
                self.note_open(name, os.O_RDONLY)
            else:
                self.note_made(name)

    def note_modules(self) -> None:
        """Takes what was imported before the first look, or from bytecode kept elsewhere."""
        seen, passed = self.seen, self.passed
        for module in self.unknown_modules():
            try:
                # Not `module.__file__`: a module that is loaded lazily would be loaded now.
                file = object.__getattribute__(module, "__dict__").get("__file__")
            except AttributeError:
                continue
            if not isinstance(file, str) or file in seen:
                continue
            # Most are of the environment: no closer look at those.
            if file.startswith(passed) and os.pardir not in file:
                seen.add(file)
            else:
                self.note_open(file, os.O_RDONLY)

    def unknown_modules(self) -> list[Any]:
        """All that are not known. In a fork, memory that is not touched is not copied."""
        count, last = self.known
        latest = []
        for name in reversed(sys.modules):
            if name == last:
                break
            latest.append(name)
        # Otherwise one of those that are known was taken out.
        is_as_known = len(latest) == len(sys.modules) - count
        return [sys.modules[name] for name in latest] if is_as_known else [*sys.modules.values()]

    def enter_fork(self) -> None:
        """A fork may end without any farewell, so it writes at once."""
        self.kind = "fork"
        self.unwritten.clear()
        if self.variables is not None:
            self.variables.enter_fork()

    def save(self) -> None:
        """Adds what is not written yet to the list of this process."""
        entries = self.unwritten[:]
        self.unwritten.clear()
        self.write_list(self.kind, entries, os.O_APPEND)

    def write_list(self, kind: str, entries: list[str], flag: int) -> None:
        """Writes to a list of this process. Should it fail, there is none, and the caller fails the run."""
        text = "".join(f"{entry}\0" for entry in entries)
        name = os.path.join(self.folder, f"{kind}-{os.getpid()}")
        with suppress(*UNUSABLE):
            descriptor = self.open(name, os.O_WRONLY | os.O_CREAT | flag, 0o666)
            try:
                self.write(descriptor, os.fsencode(text))
            finally:
                self.close(descriptor)

    def save_modules(self) -> None:
        """Writes down which libraries were imported, for those who import them beforehand next time."""
        known = list(sys.modules.items())
        names = [name for name, one in known if name.count(".") < DEPTH and is_library(one)]
        self.write_list("modules", names, os.O_TRUNC)

    def finish(self) -> None:
        """Writes what is left. May be called again: what runs later can read, too."""
        self.note_modules()
        if SHARED and self.kind == "main":
            self.save_modules()
        if self.variables is not None:
            self.variables.settle()
        self.save()


def hook_of(reads: Reads) -> Hook:
    """The audit hook. Holds what it needs itself: globals are gone when the interpreter ends."""
    seen, note_open = reads.seen, reads.note_open
    note_made, note_database = reads.note_made, reads.note_database

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open" and len(arguments) == 3:
            path = arguments[0]
            if type(path) is not str or path not in seen:
                note_open(path, arguments[2])
        elif event == "os.rename":
            note_made(arguments[1])
        elif event == "sqlite3.connect":
            note_database(arguments[0])

    return hook


def step_back() -> None:
    """Gives our folder the last place in `sys.path` and takes it out of PYTHONPATH.

    It stays in `sys.path` for the workers of pytest-xdist, which get a copy.
    """
    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [*(entry for entry in sys.path if entry != folder), folder]
    entries = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    others = [entry for entry in entries if entry and entry != folder]
    if others:
        os.environ["PYTHONPATH"] = os.pathsep.join(others)
    else:
        os.environ.pop("PYTHONPATH", None)


def start() -> Reads | None:
    """Begins to note reads if the variables ask for it."""
    folder, root = os.environ.get("NX_SIGNAL_INPUTS"), os.environ.get("NX_SIGNAL_INPUTS_ROOT")
    if not folder or not root:
        return None
    import nx_signal_packages

    step_back()
    count, _, last = os.environ.pop("NX_SIGNAL_INPUTS_KNOWN", "0").partition(" ")
    reads = Reads(folder, root, (int(count), last))
    nx_signal_packages.start(folder)
    reads.note_modules()
    sys.addaudithook(hook_of(reads))
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=reads.enter_fork)
    atexit.register(reads.finish)
    reads.variables = watch_variables(reads.is_inside, reads.add_variable)
    return reads


READS = start()


def pytest_unconfigure() -> None:
    """Workers of pytest-xdist end without calling what is registered for the end."""
    if READS is not None:
        READS.finish()
