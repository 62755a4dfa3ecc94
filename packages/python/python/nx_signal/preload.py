"""Imports what every pytest run of this environment imports before it looks at a project.

Not more: a module that is there too early hides a project's own module of that name. And not
differently: plugins are imported under pytest's own rewriting hook, because pytest rewrites their
assertions and warns about a plugin that was imported without it. What a library does beyond
defining its modules would be lost in a fork, or happen once for all, so a library that does such
things is left to the tasks.
"""

from __future__ import annotations

import importlib
import inspect
import os
import select
import sys
import threading
import warnings

from .common import asked_for
from .environment import ReadRecorder, recorded_reads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class NotPreloadable(Exception):
    """A library did something that is more than an import."""

    def __init__(self, library: str, reason: str) -> None:
        super().__init__(library, reason)
        self.library = library
        self.reason = reason


def import_pytest(read: set[str]) -> None:
    """The modules of pytest and of its own plugins; adds the variables they read."""
    with recorded_reads(read):
        import pytest  # noqa: F401
        from _pytest.config import default_plugins

        for name in default_plugins:
            importlib.import_module(f"_pytest.{name}")


def import_plugins(
    excluded: set[str], read: set[str], then: Callable[[], None]
) -> tuple[list[str], set[str]]:
    """Imports the environment's plugins; calls a function while pytest's rewriting is still there.

    Returns the names of the plugins, and the modules that pytest would import only after it has
    read the settings of a project.
    """
    from _pytest.assertion import install_importhook
    from _pytest.config import get_config

    config: Any = get_config([])
    if not hasattr(config, "inicfg"):
        # Older versions have no settings before they have looked for a file with some.
        config.inicfg = {}
    hook = install_importhook(config)
    known = set(sys.modules)
    try:
        mark = config._mark_plugins_for_rewrite
        # Newer versions also ask whether plugins are loaded at all.
        mark(*[hook, False][: len(inspect.signature(mark).parameters)])
        plugins = plugin_modules()
        for name, module in plugins.items():
            if name not in excluded:
                import_alone(name, module, read)
        imported = sys.modules.keys() - known
        then()
    finally:
        sys.meta_path.remove(hook)
        config._ensure_unconfigure()
    return [name for name in plugins if name not in excluded], imported


def plugin_modules() -> dict[str, str]:
    """Module of each plugin that pytest would load by itself, in its order."""
    import importlib.metadata

    if os.environ.get("PYTEST_DISABLE_PLUGIN_AUTOLOAD"):
        return {}
    found: dict[str, str] = {}
    for distribution in importlib.metadata.distributions():
        for entry in distribution.entry_points:
            if entry.group == "pytest11":
                found.setdefault(entry.name, entry.value.partition(":")[0].strip())
    return found


def import_alone(library: str, module: str, read: set[str]) -> None:
    """Imports one library; raises if that has done more than defining modules."""
    before = {name: look() for name, look in process_state.items()}
    known = set(sys.modules)
    with recorded_reads(read), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            importlib.import_module(module)
        except BaseException as error:
            raise NotPreloadable(library, f"raises {type(error).__name__}") from error
    if caught:
        raise NotPreloadable(library, f"warns: {caught[0].message}")
    if has_printed():
        raise NotPreloadable(library, "prints")
    for name, look in process_state.items():
        if look() != before[name]:
            raise NotPreloadable(library, f"changes {name}")
    for name in sys.modules.keys() - known:
        if not is_of_environment(sys.modules[name]):
            raise NotPreloadable(library, f"imports {name} from outside of the environment")


def is_of_environment(module: Any) -> bool:
    """Whether a module can only change together with the environment."""
    file = getattr(module, "__file__", None)
    folders = (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix)
    return file is None or file.startswith(tuple(f"{folder}{os.sep}" for folder in folders))


printed, printing = -1, -1


def watch_output() -> None:
    """From now on, what this process prints goes where `has_printed` notices it."""
    global printed, printing
    printed, printing = os.pipe()
    for descriptor in (1, 2):
        os.dup2(printing, descriptor)
    os.set_blocking(printing, False)


def stop_watching() -> None:
    """Ends that; the streams have to lead elsewhere by now."""
    os.close(printed)
    os.close(printing)


def has_printed() -> bool:
    """Whether anything was printed since `watch_output`."""
    sys.stdout.flush()
    sys.stderr.flush()
    return bool(select.select([printed], [], [], 0)[0])


def count_threads() -> int:
    """Threads of this process, also those that Python does not know where the system tells."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return threading.active_count()


def read_handlers() -> list[Any]:
    """What this process does on each signal."""
    import _signal  # type: ignore[import-not-found]

    return [_signal.getsignal(number) for number in range(1, 32)]


process_state: dict[str, Callable[[], Any]] = {
    "the environment": lambda: dict(os.environ._data),  # type: ignore[attr-defined]
    "the working directory": os.getcwd,
    "sys.path": lambda: list(sys.path),
    "the import hooks": lambda: [*map(id, sys.meta_path), *map(id, sys.path_hooks)],
    "the standard streams": lambda: [id(sys.stdin), id(sys.stdout), id(sys.stderr)],
    "the number of threads": count_threads,
    "signal handlers": read_handlers,
    "the trace function": lambda: [sys.gettrace(), sys.getprofile()],
    "what it reads: all of the environment": lambda: ReadRecorder.iterated,
    "what it finds: packages that not all tasks have": lambda: set(asked_for),
}
