"""Finds out which libraries can be shared, under watch.

Beside the rules of `preload` it must not look
at what is another thing in each task: the time, the process, random numbers, the standard streams,
the working directory, files outside of the environment.
"""

from __future__ import annotations

import os
import random
import sys
import weakref
from types import ModuleType

from .circumstances import STREAMS
from .preload import NotPreloadable
from .recorder import LOOSE, Recorder
from .state import WATCHED, changed_name, is_standard_module, summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from .shelf import Shelf, Unit
    from .state import Summary

CALLS = frozenset(
    {
        *("getpid", "getppid", "getcwd", "getcwdb", "gethostname", "urandom", "getrandbits"),
        *("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns"),
        *("now", "utcnow", "today", "localtime", "gmtime", "times", "process_time", "getlogin"),
        *("umask", "setrecursionlimit", "register_at_fork", "addaudithook"),
        *("settrace", "setprofile", "set_int_max_str_digits", "setswitchinterval", "getuid"),
        *("register", "set_event_loop_policy", "setdefaulttimeout"),
    }
)
"""Native functions of which each task has to call its own."""

SYSTEM = (
    "_codecs",
    "atexit",
    "_locale",
    "_random",
    "_socket",
    "datetime",
    "nt",
    "posix",
    "sys",
    "time",
)
"""Modules of these functions."""

EVENTS = (
    *(
        "subprocess.",
        "os.fork",
        "os.system",
        "os.posix_spawn",
        "os.exec",
        "socket.",
        "ctypes.dlopen",
    ),
    *("sqlite3.connect", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "tempfile.", "shutil."),
)
"""What an import does in a task of its own only."""

ZONES = tuple(f"{one}/zoneinfo/" for one in ("/usr/share", "/usr/lib", "/usr/share/lib", "/etc"))

PLACES = ("/dev/", "/proc/", "/sys/", *ZONES)
"""Folders of what tells of the machine, and is the same for all of its processes."""

RENEWED = {"numpy": ("urandom",), "opentelemetry": ("urandom",), "dateutil": ("localtime",)}
"""Libraries that may ask for more, which makes no difference: the random numbers of NumPy begin anew when a
task takes it, OpenTelemetry tells its keys apart from those of others by a number that nobody sees, and
dateutil keeps the year, which is looked at before a task takes it.
"""

MAKE_NUMBERS = random.Random.__init__.__code__


class Judge(Recorder):
    """Records a shelf in a fork, under watch."""

    def __init__(self, shelf: Shelf) -> None:
        super().__init__(shelf)
        self._reason: str | None = None
        self.is_spoilt = False
        """Whether the last import may have left its traces in this process."""
        self.is_watching = False
        self._prefixes = tuple(
            os.path.join(os.path.realpath(one), "")
            for one in (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix)
        )
        self._streams: list[Watched] = []
        self._seen: dict[str, Summary] = {}
        self._remember(shelf.base)

    def judge(self, name: str) -> None:
        """Records one unit; raises where it cannot be shared."""
        self._reason = None
        self.is_spoilt = True
        before = [look() for look in WATCHED.values()]
        streams = [Watched(self, one) for one in STREAMS]
        counts = [sys.getrefcount(one) for one in streams]
        self._streams = streams
        try:
            super().record(name)
        finally:
            self.is_spoilt = not self._is_traceless
        self._streams = []
        changed = [key for (key, look), one in zip(WATCHED.items(), before) if look() != one]
        if changed:
            raise NotPreloadable(name, f"changes {changed[0]}")
        self.is_spoilt = False
        if [sys.getrefcount(one) for one in streams] > counts:
            self.note("keeps the standard streams")
        if self._reason is not None:
            self.shelf.remove(name)
            raise NotPreloadable(name, self._reason)

    def begin(self) -> None:
        self._kept = sys.stdin, sys.stdout, sys.stderr
        sys.stdin, sys.stdout, sys.stderr = self._streams  # type: ignore[assignment]
        self.is_watching = True
        sys.setprofile(self._note_call)

    def end(self) -> None:
        sys.setprofile(None)
        self.is_watching = False
        sys.stdin, sys.stdout, sys.stderr = self._kept

    def look(self, unit: Unit) -> None:
        # Python's own modules know each other.
        is_own = all(map(is_standard_module, unit.modules.values()))
        reason = None if is_own else self._changed(unit)
        if reason is not None:
            raise NotPreloadable(unit.name, reason)
        self._remember(unit.modules)

    def note(self, reason: str) -> None:
        """The first thing that speaks against the import."""
        if self._reason is None:
            self._reason = reason

    def note_encoding(self, stream: str) -> None:
        streams = self.encodings.setdefault(self._unit.name, [])
        if stream not in streams:
            streams.append(stream)

    def _note_call(self, frame: Any, event: str, function: Any) -> None:
        if event == "call":
            is_own = frame.f_code is MAKE_NUMBERS and self._unit.name != "random"
            if is_own and not isinstance(frame.f_locals.get("self"), random.SystemRandom):
                self.note("makes random numbers of its own")
            return
        name = getattr(function, "__name__", "") if event == "c_call" else ""
        if name not in CALLS or name in RENEWED.get(library_of(frame), ()):
            return
        own = frame.f_globals.get("__name__", "")
        if (
            module_of(function) in SYSTEM
            and not is_standard(frame)
            and not own.startswith("nx_signal")
        ):
            self.note(f"asks for {name}() in {own}")

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """An audit hook."""
        if not self.is_watching:
            return
        if event == "open":
            path = arguments[0]
            if isinstance(path, (str, bytes)):
                self._note_file(os.path.realpath(os.fsdecode(path)))
        elif event.startswith(EVENTS) and not self._is_own(event, arguments):
            self.note(f"does {event}")

    def _is_own(self, event: str, arguments: tuple[Any, ...]) -> bool:
        """Whether Python itself does it: it keeps bytecode, and looks into itself."""
        place = arguments[0] if arguments else None
        if event == "ctypes.dlopen":
            return place is None
        return isinstance(place, str) and "__pycache__" in place

    def _note_file(self, path: str) -> None:
        cached = sys.pycache_prefix
        if path.startswith(self._prefixes) or path.startswith(PLACES):
            return
        if cached is None or not path.startswith(os.path.join(os.path.realpath(cached), "")):
            self.note(f"reads {path}")

    def _remember(self, modules: dict[str, Any]) -> None:
        for name, module in modules.items():
            if (
                type(module) is ModuleType
                and name not in LOOSE
                and not name.startswith("nx_signal")
            ):
                self._seen[name] = summary(vars(module))

    def _changed(self, unit: Unit) -> str | None:
        """A module beside its own that the import has changed."""
        theirs = {name for need in unit.needs for name in need.modules}
        # Attributes of packages for modules below are given and taken by the shelf.
        for name in self._seen.keys() & {*self.shelf.base, *theirs}:
            module = sys.modules.get(name)
            if type(module) is ModuleType:
                key = changed_name(name, module, self._seen[name])
                if key is not None:
                    return f"changes {name}.{key}"
        return None


def library_of(frame: Any) -> str:
    """The library that does something, by itself or with the help of Python's own modules."""
    while frame is not None and "site-packages" not in frame.f_code.co_filename:
        frame = frame.f_back
    return "" if frame is None else str(frame.f_globals.get("__name__", "")).partition(".")[0]


def module_of(function: Any) -> str | None:
    """The module of a native function, or of the class that it is a method of."""
    place = getattr(function, "__module__", None)
    holder = getattr(function, "__self__", None)
    if place is None and holder is not None:
        kind = holder if isinstance(holder, type) else type(holder)
        place = getattr(kind, "__module__", None)
    return place


class Watched:
    """Stands in for a standard stream."""

    def __init__(self, judge: Judge, name: str) -> None:
        object.__setattr__(self, "_own", (judge, name, getattr(sys, name)))

    def __getattr__(self, name: str) -> Any:
        judge, own, stream = object.__getattribute__(self, "_own")
        if name == "encoding":
            judge.note_encoding(own)
        elif judge.is_watching:
            judge.note(f"looks at sys.{own}.{name}")
        return getattr(stream, name)


def is_standard(frame: Any) -> bool:
    """Whether a module of Python's own does this for itself, while it is imported."""
    file = frame.f_code.co_filename
    if file.startswith("<frozen importlib"):
        return True
    folder = os.path.dirname(os.__file__)
    if not file.startswith(folder) or "site-packages" in file:
        return False
    # Finalizers are undone and done again.
    return frame.f_code.co_name == "<module>" or file == weakref.__file__
