"""What is looked at before and behind an import, to see what it has changed."""

from __future__ import annotations

import copyreg
import gc
import locale
import logging
import os
import random
import sys
import threading
import warnings
from operator import is_
from types import ModuleType

from .effects import COLLECTIONS
from .recorder import KEEPING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Summary = tuple[dict[str, Any], dict[str, tuple[int, int]]]

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
    "the root logger": lambda: [
        logging.root.level,
        list(logging.root.handlers),
        logging.root.disabled,
    ],
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


def changed_name(name: str, module: ModuleType, before: Summary) -> str | None:
    """What has changed in a module and cannot be undone."""
    values, sizes = before
    now = vars(module)
    others = (
        []
        if has_values(now, values)
        else [key for key in values if now.get(key) is not values[key]]
    )
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


def is_standard_module(module: ModuleType) -> bool:
    file = getattr(module, "__file__", None)
    return file is None or "site-packages" not in file
