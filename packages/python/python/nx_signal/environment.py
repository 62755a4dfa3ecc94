"""Which tasks can be forked: those for which the interpreter would have started just like ours."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import ClassVar

    from .task import Task

READ_WHEN_USED = frozenset(
    {
        "PYTHONASYNCIODEBUG",
        "PYTHONBREAKPOINT",
        "PYTHONPATH",
        "PYTHONSTARTUP",
        "PYTHON_COLORS",
        "PYTHON_HISTORY",
    }
)
"""Variables of the interpreter that it reads while a program runs, or that we apply ourselves."""

READ_AT_START = ("LANG", "LC_ALL", "LC_CTYPE", "VIRTUAL_ENV", "GLIBC_TUNABLES")
PREFIXES_READ_AT_START = ("PYTHON", "LD_", "DYLD_", "MALLOC_", "__PYVENV")

CUSTOMIZATIONS = frozenset({"sitecustomize", "usercustomize"})
"""Modules that an interpreter imports at its start, from wherever they are found first."""


MODULE_SUFFIXES = ("", "py", "pyc", "so")
"""How the name of a module's file or folder ends."""


class ReadRecorder(os._Environ):  # type: ignore[type-arg]
    """Stands in for `os.environ` during imports and notes which variables they read."""

    names: ClassVar[set[str]] = set()
    iterated = False

    def __getitem__(self, key: str) -> str:
        ReadRecorder.names.add(key)
        value: str = super().__getitem__(key)
        return value

    def __iter__(self) -> Iterator[str]:
        ReadRecorder.iterated = True
        return super().__iter__()


@contextmanager
def recorded_reads(names: set[str]) -> Iterator[None]:
    """Notes what is read meanwhile. The object stays the same: it does not matter who holds it."""
    ReadRecorder.names = names
    os.environ.__class__ = ReadRecorder
    try:
        yield
    finally:
        os.environ.__class__ = os._Environ


def names_in_path_files() -> set[str]:
    """Words like COVERAGE_PROCESS_START in .pth files, whose code runs when Python starts."""
    import re

    found: set[str] = set()
    for directory in sys.path:
        for name in names_in(directory):
            if not name.endswith(".pth"):
                continue
            with open(os.path.join(directory, name), encoding="utf-8", errors="replace") as file:
                code = [line for line in file if line.startswith(("import ", "import\t"))]
            found.update(re.findall(r"\b[A-Z][A-Z0-9_]{2,}\b", "\n".join(code)))
    return found


def reason_for_own_process(
    task: Task, ours: Mapping[str, str], watched: Iterable[str]
) -> str | None:
    """Why a task needs an interpreter of its own; nothing if a fork of this one will do."""
    theirs = task.environment
    for name in sorted({*ours, *theirs}):
        if ours.get(name) == theirs.get(name) or name in READ_WHEN_USED:
            continue
        if name in READ_AT_START or name.startswith(PREFIXES_READ_AT_START):
            return f"{name} differs, and Python reads it when it starts"
        if name in watched:
            return f"{name} differs, and it was read while libraries were imported"
    shadowing = shadowed_modules(added_entries(task, ours), {*sys.modules, *CUSTOMIZATIONS})
    if shadowing:
        return f"PYTHONPATH offers another {shadowing}"
    return None if os.path.isdir(task.cwd) else f"{task.cwd} is not a folder"


def python_path(environment: Mapping[str, str], cwd: str) -> list[str]:
    """The folders that PYTHONPATH adds, absolute as `site` makes them."""
    value = environment.get("PYTHONPATH")
    entries = value.split(os.pathsep) if value else []
    unique = dict.fromkeys(os.path.abspath(os.path.join(cwd, entry)) for entry in entries)
    return list(unique)


def added_entries(task: Task, ours: Mapping[str, str]) -> list[str]:
    """The PYTHONPATH of a task where it is not the one that our own imports went through."""
    theirs = python_path(task.environment, task.cwd)
    return [] if theirs == python_path(ours, os.getcwd()) else theirs


def shadowed_modules(directories: Iterable[str], imported: Iterable[str]) -> str | None:
    """A module that is imported already but would have been found in one of the folders first."""
    roots = {name.partition(".")[0] for name in imported}
    for directory in directories:
        if os.path.isfile(directory):
            return f"set of modules: {directory} is an archive"
        for name in names_in(directory):
            root, _, suffix = name.partition(".")
            if root in roots and suffix.rpartition(".")[2] in MODULE_SUFFIXES:
                return f"module: {os.path.join(directory, name)}"
    return None


def names_in(directory: str) -> list[str]:
    """The names in a folder, none if it cannot be read."""
    try:
        return sorted(os.listdir(directory))
    except OSError:
        return []
