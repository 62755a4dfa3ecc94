"""Finds out, in processes of their own, which libraries can be shared.

Done once for what is installed. Whatever a library does to its process, or takes from it, while it is
imported stays in a fork; only what came of it is told. Beside the rules of `preload` it must not look
at what is another thing in each task: the time, the process, random numbers, the standard streams,
the working directory, files outside of the environment.
"""

from __future__ import annotations

import copyreg
import gc
import json
import locale
import logging
import os
import random
import select
import sys
import threading
import warnings
import weakref
from operator import is_
from types import ModuleType

from .effects import COLLECTIONS
from .guardian import kill_group
from .messages import write_message
from .preload import NotPreloadable, watch_output
from .recorder import KEEPING, LOOSE, Recorder, roots_of
from .sharing import STREAMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .shelf import Shelf, Unit

    Summary = tuple[dict[str, Any], dict[str, tuple[int, int]]]

PATIENCE = 60.0
"""Seconds after which an import counts as one that never ends."""

ENDING = "ends the process when it is imported, or never ends"

ATTEMPTS = 12
"""How often to begin again without what was found."""

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

SYSTEM = ("_codecs", "atexit", "_locale", "_random", "_socket", "datetime", "nt", "posix", "sys", "time")
"""Modules of these functions."""

EVENTS = (
    *("subprocess.", "os.fork", "os.system", "os.posix_spawn", "os.exec", "socket.", "ctypes.dlopen"),
    *("sqlite3.connect", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "tempfile.", "shutil."),
)
"""What an import does in a task of its own only."""

ZONES = tuple(f"{one}/zoneinfo/" for one in ("/usr/share", "/usr/lib", "/usr/share/lib", "/etc"))

PLACES = ("/dev/", "/proc/", "/sys/", *ZONES)
"""Folders of what tells of the machine, and is the same for all of its processes."""

CHANGING = frozenset(
    {
        *("re._cache", "re._cache2", "linecache.cache"),
        *("logging._handlers", "logging._handlerList", "threading._threading_atexits"),
        *("encodings._cache", "typing._cleanups", "importlib._bootstrap._module_locks"),
        *("_frozen_importlib._module_locks", "_frozen_importlib._blocking_on"),
        *("importlib._bootstrap._find_and_load", "_frozen_importlib._find_and_load"),
        "importlib._bootstrap._blocking_on",
    }
)
"""What grows in modules of Python's own, and makes no difference."""

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
        if module_of(function) in SYSTEM and not is_standard(frame) and not own.startswith("nx_signal"):
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
            if type(module) is ModuleType and name not in LOOSE and not name.startswith("nx_signal"):
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


def changed_name(name: str, module: ModuleType, before: Summary) -> str | None:
    """What has changed in a module and cannot be undone."""
    values, sizes = before
    now = vars(module)
    others = [] if has_values(now, values) else [key for key in values if now.get(key) is not values[key]]
    others += [key for key, size in sizes.items() if sizes_of(now.get(key)) != size]
    is_own = is_standard_module(module)
    for key in others:
        if f"{name}.{key}" in CHANGING or (is_own and KEEPING.search(key)):
            continue
        if now.get(key) is copyreg.dispatch_table:
            # Known to several modules.
            continue
        if key in now and now[key] is sys.modules.get(f"{name}.{key}", module):
            continue
        # In libraries, what was there can be put back, and what has come taken away.
        can_undo = key in now and (now[key] is not values[key] or has_grown(now[key], sizes[key]))
        if is_own or not can_undo:
            return key
    return None


def has_values(now: dict[str, Any], before: dict[str, Any]) -> bool:
    return all(map(is_, map(now.get, before), before.values()))


def has_grown(value: Any, before: tuple[int, int]) -> bool:
    """Whether a collection holds more, or one inside of it, and neither less."""
    now = sizes_of(value)
    return type(value) in COLLECTIONS and now[0] >= before[0] and now[1] >= before[1]


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


def open_files() -> list[str]:
    try:
        return os.listdir("/proc/self/fd")
    except OSError:
        return []


def read_mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


WATCHED: dict[str, Callable[[], Any]] = {
    "the state of random numbers": random.getstate,
    "the files that are open": open_files,
    "the mask of new files": read_mask,
    "the locale": lambda: locale.setlocale(locale.LC_ALL),
    "the limits of the interpreter": lambda: [sys.getrecursionlimit(), sys.getswitchinterval()],
    "the collector": lambda: [gc.get_threshold(), len(gc.callbacks), gc.isenabled()],
    "what is called for exceptions and warnings": lambda: [
        *map(id, (sys.excepthook, sys.unraisablehook, sys.displayhook, threading.excepthook)),
        *map(id, (warnings.showwarning, warnings.formatwarning)),
    ],
    "the names in sys": lambda: sorted(vars(sys)),
    "the precision of decimals": lambda: repr(
        "decimal" in sys.modules and sys.modules["decimal"].getcontext()
    ),
    "the root logger": lambda: [logging.root.level, list(logging.root.handlers), logging.root.disabled],
    "the flags of loaded libraries": lambda: getattr(sys, "getdlopenflags", int)(),
}
"""What else an import must leave alone."""


def summary(values: dict[str, Any]) -> Summary:
    """What stands in a module, and the sizes of collections there."""
    kept = dict(values)
    return kept, {key: sizes_of(one) for key, one in kept.items() if isinstance(one, COLLECTIONS)}


def sizes_of(value: Any) -> tuple[int, int]:
    """Of a collection, and of those inside of it."""
    if not isinstance(value, COLLECTIONS):
        return 0, 0
    inside = value.values() if isinstance(value, dict) else value
    return len(value), sum(len(one) for one in inside if type(one) in COLLECTIONS)


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


def is_standard_module(module: ModuleType) -> bool:
    file = getattr(module, "__file__", None)
    return file is None or "site-packages" not in file


def judge_in_fork(shelf: Shelf, names: list[str]) -> dict[str, Any]:
    """The order in which to import modules, and those of them that are left to tasks."""
    unsafe: dict[str, str] = {}
    order: list[str] | None = None
    for _ in range(ATTEMPTS):
        left = [name for name in names if name not in unsafe]
        last = in_fork(lambda say: {"order": roots_of(left, lambda one: say({"begun": one}))})[-1]
        order = last.get("order")
        if order is not None:
            break
        unsafe[last.get("begun", "")] = ENDING
    if order is None:
        return {"order": [], "encodings": {}, "unsafe": {**dict.fromkeys(names, "was not judged"), **unsafe}}
    for _ in range(ATTEMPTS):
        told = in_fork(lambda say: judge_all(shelf, order, unsafe, say))
        found = told[-1].get("unsafe")
        if found is None:
            # The last one that was begun has ended the process, or never ends.
            found = {told[-1].get("begun", ""): ENDING}
        unsafe.update(found)
        if told[-1].get("complete"):
            return {"order": order, "encodings": told[-1]["encodings"], "unsafe": unsafe}
    return {"order": order, "encodings": {}, "unsafe": {**dict.fromkeys(order, "was not judged"), **unsafe}}


def judge_all(
    shelf: Shelf, order: list[str], unsafe: dict[str, str], say: Callable[[Any], None]
) -> dict[str, Any]:
    """Judges until something is found that may have left its traces in this process."""
    judge = Judge(shelf)
    judge.unsafe = dict(unsafe)
    sys.addaudithook(judge.hear)
    with judge.search():
        for name in order:
            if name in judge.unsafe:
                continue
            say({"begun": name})
            try:
                judge.judge(name)
            except Exception as error:
                judge.unsafe[name] = getattr(error, "reason", f"cannot be judged: {error!r}")
                if judge.is_spoilt:
                    return {"unsafe": judge.unsafe}
    return {"unsafe": judge.unsafe, "encodings": judge.encodings, "complete": True}


def in_fork(work: Callable[[Callable[[Any], None]], Any]) -> list[dict[str, Any]]:
    """What is said in a process of its own, in lines; at least an empty one."""
    listening, speaking = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        os.close(listening)
        watch_output()
        try:
            write_message(speaking, work(lambda message: write_message(speaking, message)))
        finally:
            os._exit(0)
    os.close(speaking)
    text = read_all(listening)
    kill_group(pid)
    os.waitpid(pid, 0)
    return [json.loads(line) for line in text.splitlines()] or [{}]


def read_all(descriptor: int) -> str:
    """What arrives until the other side is gone, or silent for too long."""
    chunks = []
    while select.select([descriptor], [], [], PATIENCE)[0]:
        chunk = os.read(descriptor, 1 << 16)
        if not chunk:
            break
        chunks.append(chunk)
    os.close(descriptor)
    return b"".join(chunks).decode()
