"""Which folders pytest looks into on the way from its root to the paths it was given.

In each folder above a given path pytest makes a node of everything, and keeps the one that leads
on: in a run of one among a thousand projects, a thousand nodes. Measured per sibling: 0.2 ms in
each run, so that a run for each project grows with the square of their number. What does not lead
on is passed over where only pytest's own plugins, which make nothing of it, could notice.
"""

from __future__ import annotations

import os

from .hidden import hidden

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

WATCHING = (
    "pytest_collect_directory",
    "pytest_collect_file",
    "pytest_collectreport",
    "pytest_ignore_collect",
    "pytest_make_collect_report",
)
"""Hooks that are called for siblings, or told of them."""

LISTING = frozenset({"isinitpath", "scandir", "session"})
"""What a folder's own function uses in the versions of pytest that are known."""


def pass_over_siblings() -> None:
    """Has folders above the given paths collect only what leads to one of them."""
    import _pytest.main
    import _pytest.python

    narrow(_pytest.main, "Dir")
    narrow(_pytest.python, "Package")


def narrow(module: ModuleType, name: str) -> None:
    """Replaces how a class of folders collects, if it does so as expected."""
    kind: Any = vars(module).get(name)
    original: Any = getattr(kind, "collect", None)
    code = getattr(original, "__code__", None)
    if code is None or not LISTING.issubset(code.co_names):
        return
    list_all: Any = vars(module)["scandir"]

    @hidden
    def collect(folder: Any) -> Any:
        leading = leading_on(folder)
        if leading is not None:

            def scandir(*place: Any, **order: Any) -> list[os.DirEntry[str]]:
                # For this folder alone, whose function begins with it.
                vars(module)["scandir"] = list_all
                return [entry for entry in list_all(*place, **order) if entry.path in leading]

            vars(module)["scandir"] = scandir
        return original(folder)

    kind.collect = collect


@hidden
def leading_on(folder: Any) -> set[str] | None:
    """The given paths and all above them, if a folder is only on the way to some of them."""
    given = getattr(folder.session, "_initialpaths", None)
    leading = getattr(folder.session, "_initialpaths_with_parents", None)
    if given is None or leading is None or folder.path not in leading:
        return None
    if folder.path in given or any(above in given for above in folder.path.parents):
        return None
    # One that cannot be listed is an error, told with all that was called.
    if not os.access(folder.path, os.R_OK | os.X_OK) or is_watched(folder.config.pluginmanager):
        return None
    return {str(path) for path in (*given, *leading)}


@hidden
def is_watched(manager: Any) -> bool:
    """Whether anybody hears of siblings who may make something of them."""
    if getattr(manager.trace.root, "_writer", None) is not None:
        return True
    for name in WATCHING:
        hook = getattr(manager.hook, name, None)
        for implementation in hook.get_hookimpls() if hook is not None else ():
            home = str(implementation.function.__module__)
            if not home.startswith("_pytest."):
                return True
            if home == "_pytest.cacheprovider" and not is_at_rest(implementation.plugin):
                return True
    return False


@hidden
def is_at_rest(plugin: Any) -> bool:
    """Whether what pytest remembers of failures concerns no folder."""
    return type(plugin).__name__ == "LFPlugin" and not plugin.lastfailed
