"""Shows a process the distributions of one project's closure, as an environment of its own would.

The members of a workspace share an environment, so what a neighbour depends on can be imported, and
its plugins load by themselves. Neither is in the hash of a task. Here they are not there: their
modules are not found, `importlib.metadata` does not know them, and who asked is noted.

Standard library, modules that no distribution owns, and members that are installed editable are left
alone. A module of the project's own is found although a hidden distribution has one of that name.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import json
import os
import re
import sys
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import FrameType
    from typing import Any

    Note = Callable[[str, str, "str | None", int], None]

IMPORTERS = (os.path.dirname(importlib.__file__), __file__)
"""Files whose frames stand between an import statement and us."""

PYTEST = (f"{os.sep}_pytest{os.sep}", f"{os.sep}pluggy{os.sep}")

current: Packages | None = None
"""What this process may see, once that is restricted."""

METADATA = ("importlib.metadata", "importlib_metadata")
"""What finds distributions; the second brings the first to older Pythons, with a search of its own."""

CHILDREN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "children")
"""Folder of what Python runs by itself when it starts, if it is in PYTHONPATH."""


class Packages:
    """What one task may see.

    `described` holds
        modules  module → distribution, for all that is to be hidden; the longest name decides
        hidden   names of those distributions, normalised
        folders  where distributions are installed
        refuses  whether they are hidden; else their use is noted and nothing more
    """

    def __init__(self, described: dict[str, Any], note: Note) -> None:
        self.modules: dict[str, str] = described["modules"]
        self.roots = {name.partition(".")[0] for name in self.modules}
        self.hidden = frozenset(described["hidden"])
        folders = {one for path in described["folders"] for one in (path, os.path.realpath(path))}
        self.folders = tuple(os.path.join(one, "") for one in folders)
        self.refuses: bool = described["refuses"]
        self.note = note
        self._undo: list[Callable[[], None]] = []

    def install(self) -> None:
        """From now on, what is hidden is not found."""
        if not self.hidden:
            return
        finder: Any = importlib.machinery.PathFinder
        self._find = finder.find_spec
        self._replace(finder, "find_spec", self.find_spec)
        rewriting: Any = sys.modules.get("_pytest.assertion.rewrite")
        if rewriting is not None and hasattr(rewriting.AssertionRewritingHook, "_find_spec"):
            # It took the function when it was imported.
            hook = rewriting.AssertionRewritingHook
            self._replace(hook, "_find_spec", staticmethod(self.find_spec))
        if self.refuses:
            self._forget_loaded()
            for name in METADATA:
                if name in sys.modules:
                    self.filter_metadata(sys.modules[name])

    def remove(self) -> None:
        """Undoes all of that."""
        while self._undo:
            self._undo.pop()()

    def _replace(self, holder: Any, name: str, value: Any) -> None:
        before = vars(holder)[name]
        setattr(holder, name, value)
        self._undo.append(lambda: setattr(holder, name, before))

    def _forget_loaded(self) -> None:
        """A file of a hidden distribution may have run when Python started."""
        loaded = self.roots & sys.modules.keys()
        for name in list(sys.modules) if loaded else ():
            file = getattr(sys.modules[name], "__file__", None)
            if self.owner_of(name) and isinstance(file, str) and self.is_installed(file):
                del sys.modules[name]

    def owner_of(self, module: str) -> str | None:
        """The hidden distribution that a module belongs to."""
        if module.partition(".")[0] not in self.roots:
            return None
        name = module
        while name:
            owner = self.modules.get(name)
            if owner is not None:
                return owner
            name = name.rpartition(".")[0]
        return None

    def is_installed(self, path: str) -> bool:
        """Whether it is a folder that distributions are installed into, or a path inside."""
        return path.startswith(self.folders) or os.path.join(path, "") in self.folders

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        """Stands in for the function of `PathFinder`."""
        owner = self.owner_of(name)
        if owner is None:
            found = self._find(name, path, target)
            if name in METADATA and found is not None:
                self._filter_when_loaded(found)
            return found
        entries = sys.path if path is None else path
        others = [one for one in entries if isinstance(one, str) and not self.is_installed(one)]
        found = self._find(name, others, target) if others else None
        if found is not None:
            return found
        self._note_import(name, owner)
        return None if self.refuses else self._find(name, path, target)

    def _note_import(self, name: str, owner: str) -> None:
        module, file, line = asked_by(name, sys._getframe(2))
        self.note(module, self.owner_of(module) or owner, file, line)

    def visible(self, distributions: Iterable[Any]) -> Iterator[Any]:
        """Those among installed distributions that are to be seen."""
        return (one for one in distributions if not self.hides(one))

    def hides(self, distribution: Any) -> bool:
        """Whether it is hidden; what a test makes in a folder of its own is not."""
        if not self.refuses:
            return False
        folder = str(getattr(distribution, "_path", ""))
        return self.is_installed(folder) and name_of(distribution) in self.hidden

    def filter_metadata(self, library: Any) -> None:
        """Has `importlib.metadata`, or its backport, find what is to be seen and nothing else."""
        finder = library.MetadataPathFinder
        original = finder.find_distributions
        context = library.DistributionFinder.Context

        def find_distributions(given: Any = None) -> Iterator[Any]:
            asked = context() if given is None else given
            for one in original(asked):
                if not self.hides(one):
                    yield one
                elif asked.name:
                    self._note_import(asked.name, normalize(asked.name))
                else:
                    self.note("", name_of(one), None, 0)

        self._replace(finder, "find_distributions", staticmethod(find_distributions))

    def _filter_when_loaded(self, spec: Any) -> None:
        if not self.refuses or spec.loader is None:
            return
        load = spec.loader.exec_module

        def exec_module(module: Any) -> None:
            load(module)
            self.filter_metadata(module)

        spec.loader.exec_module = exec_module


def normalize(name: str) -> str:
    """A distribution's name as PEP 503 writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def name_of(distribution: Any) -> str:
    """Its name by the folder of its metadata, which need not be read."""
    folder = os.path.basename(str(getattr(distribution, "_path", "")))
    stem = re.sub(r"\.(dist|egg)-info$", "", folder)
    return normalize(stem.partition("-")[0])


def asked_by(name: str, frame: FrameType | None) -> tuple[str, str | None, int]:
    """The whole name that is imported, and the file and line that do so.

    No file for what pytest tries by itself or a test asks for with `importorskip`: both go on
    without. A plugin that pytest is told to load has the place "".
    """
    wanted = name
    while frame is not None:
        file, function = frame.f_code.co_filename, frame.f_code.co_name
        if file.startswith("<frozen importlib") and function == "_find_and_load":
            wanted = str(frame.f_locals.get("name", wanted))
        if any(part in file for part in PYTEST):
            if function == "importorskip":
                return wanted, None, 0
            if function == "import_plugin":
                return wanted, "", 0
        elif not file.startswith(("<", *IMPORTERS)):
            return wanted, file, frame.f_lineno
        frame = frame.f_back
    return wanted, None, 0


def reach_children() -> None:
    """Has Python programs that this process starts see the same as it does."""
    entries = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    others = [entry for entry in entries if entry and entry != CHILDREN]
    os.environ["PYTHONPATH"] = os.pathsep.join([CHILDREN, *others])


def start(folder: str) -> Packages | None:
    """Hides what the folder of this run says, and writes there what is asked for all the same.

    Once in a process: workers of pytest-xdist are children of pytest, and load its plugins.
    `packages-<pid>` is a list of module, distribution, file and line, divided by tabs, ended by NUL.
    """
    global current
    if current is not None:
        return current
    try:
        with open(os.path.join(folder, "packages.json"), encoding="utf-8") as file:
            described = json.load(file)
    except FileNotFoundError:
        return None
    noted: set[str] = set()
    # Code under test may replace them.
    opened, write, close = os.open, os.write, os.close

    def note(module: str, distribution: str, file: str | None, line: int) -> None:
        text = f"{module}\t{distribution}\t{file}\t{line}\0"
        if file is None or text in noted:
            return
        noted.add(text)
        name = os.path.join(folder, f"packages-{os.getpid()}")
        with suppress(OSError, ValueError):
            descriptor = opened(name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
            try:
                write(descriptor, os.fsencode(text))
            finally:
                close(descriptor)

    current = Packages(described, note)
    current.install()
    if current.hidden and current.refuses:
        reach_children()
    return current
