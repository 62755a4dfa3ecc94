"""Patterns that every run of pytest compiles and matches with, prepared once.

Measured per task of four tests, of some 65 ms: 5 ms for compiling, 2 ms for matching names.
"""

from __future__ import annotations

import fnmatch
import importlib
import os
import sys
from pathlib import PosixPath, PurePosixPath

from .hidden import hidden

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

DEFAULTS = (
    *("*.egg", ".*", "_darcs", "build", "CVS", "dist", "node_modules", "venv", "{arch}"),
    *("test_*.py", "*_test.py", "test*", "test*.txt"),
)
"""Pytest's own for the names of files and folders. Others are compiled by those who use them."""

LOADED_LATER = ("tomllib", "email.feedparser")
"""Modules that pytest imports when it is needed, which compile patterns."""

MATCHING_NAMES = frozenset(
    {"PurePath", "fnmatch", "is_absolute", "isabs", "name", "os", "path", "platform"}
    | {"posix_sep", "replace", "sep", "startswith", "str", "sys"}
)
"""What the function uses whose first step is left out."""


def compile_patterns() -> None:
    """Leaves compiled patterns where `re` and `fnmatch` find them."""
    from _pytest.junitxml import bin_xml_escape

    for pattern in DEFAULTS:
        fnmatch.fnmatch("", pattern)
    bin_xml_escape("")
    for name in LOADED_LATER:
        import_and_forget(name)


def import_and_forget(name: str) -> None:
    """Imports a module of the standard library and undoes that: a task imports it for itself."""
    known = set(sys.modules)
    try:
        importlib.import_module(name)
    except ImportError:
        return
    for new in sys.modules.keys() - known:
        package, _, attribute = new.rpartition(".")
        module = sys.modules.pop(new)
        if package in known and vars(sys.modules[package]).get(attribute) is module:
            delattr(sys.modules[package], attribute)


def match_faster(modules: Iterable[str]) -> None:
    """Has pytest match a name without making a path of a path first."""
    import _pytest.pathlib as module

    original: Any = getattr(module, "fnmatch_ex", None)
    if original is None or not MATCHING_NAMES.issuperset(original.__code__.co_names):
        return
    separator, kinds, match = os.sep, (PosixPath, PurePosixPath), fnmatch.fnmatch

    @hidden
    def fnmatch_ex(pattern: str, path: Any) -> bool:
        if type(path) not in kinds or separator in pattern:
            return bool(original(pattern, path))
        return match(path.name, pattern)

    for name in modules:
        if vars(sys.modules[name]).get("fnmatch_ex") is original:
            vars(sys.modules[name])["fnmatch_ex"] = fnmatch_ex
