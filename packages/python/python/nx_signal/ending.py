"""Ends a task's process without taking the interpreter apart, where nobody can tell.

Python clears every module when it ends, which in a fork also copies the memory that they are in.
Measured per task of four tests: 8 ms of some 65. All that can be noticed of it are finalizers,
callbacks of weak references, and what native code does when its objects go. A process in which
there is none of these ends at once, after threads, `atexit` and the streams are done with. Any
other ends as ever.
"""

from __future__ import annotations

import gc
import os
import sys
import weakref
from importlib.machinery import EXTENSION_SUFFIXES
from types import FunctionType, ModuleType

from .hidden import hidden

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from .sharing import Sharing
    from .shelf import Shelf

IN_MEMORY = frozenset({"BytesIO", "StringIO"})
ON_DISK = frozenset(
    {"BufferedRandom", "BufferedReader", "BufferedWriter", "FileIO", "TextIOWrapper"}
)

HARMLESS_CALLBACKS = frozenset({"_weakrefset", "logging", "weakref"})
"""Modules whose callbacks only forget what is gone."""

HARMLESS_NATIVE_CALLBACKS = frozenset({"_destroy", "_localdummy_destroyed"})
"""Those of abstract base classes and of variables that each thread has for itself."""

HARMLESS_NATIVE = frozenset({"coverage.tracer"})
"""Native modules of the environment whose objects go silently."""

SUFFIXES = tuple(EXTENSION_SUFFIXES)

COLLECTED = 1 << 14
"""Py_TPFLAGS_HAVE_GC"""

dictionary_of = type.__dict__["__dict__"].__get__
list_folder, exit_now = os.listdir, os._exit


class Ending:
    """Knows what was there before a task's process was forked."""

    def __init__(self) -> None:
        self._streams: set[int] = set()
        self._standard: list[Any] = []
        self._modules: set[str] = set()
        self._native_folder = ""
        self.is_usable = False
        """Whether any task can end at once in this environment."""
        self._code: int | None = None
        self.sharing: Sharing | None = None
        """The way of this task to libraries that were imported beforehand."""
        self.shelf: Shelf | None = None
        """Libraries that this has not looked at: whoever takes one ends as ever."""
        self.releases: list[Callable[[], None]] = []
        """Called before Python takes the process apart."""

    def prepare(self) -> None:
        """Looks at this process before the objects in it are frozen: forks look at theirs only."""
        folders = [entry for entry in sys.path if os.path.basename(entry) == "lib-dynload"]
        self._native_folder = os.path.join(*folders[:1] or [os.devnull], "")
        self._standard = [sys.stdin, sys.stdout, sys.stderr]
        self.know_streams()
        self.is_usable = self._is_silent(gc.get_objects(), set(sys.modules))
        self._modules = set(sys.modules)

    def know_streams(self) -> None:
        """Takes the standard streams, which change when a task begins, for what they are now."""
        parts = [(one, one.buffer, getattr(one.buffer, "raw", None)) for one in self._standard]
        self._streams = {id(part) for stream in parts for part in stream}

    @hidden
    def allow(self, code: object) -> None:
        """The script has ended with this exit code: the process may end at once."""
        number = 0 if code is None else code
        # Pytest's exit codes are an enumeration.
        if self.is_usable and isinstance(number, int) and 0 <= int.__index__(number) < 256:
            self._code = int.__index__(number)

    @hidden
    def end(self) -> None:
        """Ends the process if that makes no difference. To be called after all else."""
        if self.sharing is not None:
            self.sharing.finish()
        if self._code is not None and self._makes_no_difference():
            exit_now(self._code)
        # Objects that are held here would change the order in which others go.
        for release in self.releases:
            release()

    def _makes_no_difference(self) -> bool:
        if not self._is_ordinary() or (self.shelf is not None and self.shelf.taken):
            return False
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except Exception:
            return False
        imported = {name for name in sys.modules if name not in self._modules}
        return self._is_silent(gc.get_objects(), imported)

    def _is_ordinary(self) -> bool:
        flags = sys.flags
        return (
            [id(one) for one in (sys.stdin, sys.stdout, sys.stderr)]
            == list(map(id, self._standard))
            and len(sys._current_frames()) == 1
            and count_threads() == 1
            and sys.gettrace() is None
            and sys.getprofile() is None
            and not (flags.inspect or flags.verbose or flags.dev_mode or gc.get_debug())
            and not sys.warnoptions
            and "PYTHONINSPECT" not in os.environ
        )

    def _is_silent(self, objects: list[Any], modules: Iterable[str]) -> bool:
        """Whether nothing shows when these objects go."""
        if "_ctypes" in modules or not all(map(self._is_harmless_module, modules)):
            return False
        watched = {kind for kind in set(map(type, objects)) if needs_a_look(kind)}
        return all(map(self._goes_silently, (one for one in objects if type(one) in watched)))

    def _is_harmless_module(self, name: str) -> bool:
        module: Any = sys.modules.get(name)
        if isinstance(module, ModuleType):
            return self._is_harmless(module)
        # A class that poses as a module, as in `typing`, or a name that must not be imported.
        return module is None or isinstance(module, type)

    def _is_harmless(self, module: ModuleType) -> bool:
        # Modules that are loaded lazily would be loaded now.
        file = object.__getattribute__(module, "__dict__").get("__file__")
        if not isinstance(file, str) or not file.endswith(SUFFIXES):
            return True
        return (
            file.startswith(self._native_folder)
            or object.__getattribute__(module, "__name__") in HARMLESS_NATIVE
        )

    def _goes_silently(self, one: Any) -> bool:
        kind = type(one)
        if issubclass(kind, ModuleType):
            return self._is_harmless(one)
        if issubclass(kind, weakref.ReferenceType):
            return is_harmless_callback(one.__callback__)
        if issubclass(kind, type):
            # The collector does not know objects that cannot refer to others, but their class.
            if one.__flags__ & COLLECTED or not has_finalizer(one):
                return True
            # All it could do is warn, and Python does not show that warning unless told to.
            return (one.__module__, one.__name__) == ("posix", "ScandirIterator")
        if kind.__module__ != "_io":
            return False
        if kind.__name__ in IN_MEMORY or id(one) in self._streams:
            return True
        return kind.__name__ in ON_DISK and one.closed


def needs_a_look(kind: type) -> bool:
    """Whether something may show when objects of a type go."""
    return has_finalizer(kind) or issubclass(kind, (type, weakref.ReferenceType, ModuleType))


def has_finalizer(kind: type) -> bool:
    """Looks past what a metaclass may do when it is asked."""
    return any("__del__" in dictionary_of(base) for base in type.__getattribute__(kind, "__mro__"))


def is_harmless_callback(callback: Any) -> bool:
    """Whether a weak reference tells nobody but the interpreter's own libraries."""
    if type(callback) is FunctionType:
        return callback.__globals__.get("__name__") in HARMLESS_CALLBACKS
    return callback is None or (
        type(callback) is type(len) and callback.__name__ in HARMLESS_NATIVE_CALLBACKS
    )


def count_threads() -> int:
    """Threads of this process that the system knows of; Python's own where it does not tell."""
    try:
        return len(list_folder("/proc/self/task"))
    except OSError:
        return len(sys._current_frames())
