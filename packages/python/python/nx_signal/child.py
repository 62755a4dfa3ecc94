"""Makes a forked process look as if `<venv>/bin/pytest <arguments>` had just been started."""

from __future__ import annotations

import gc
import os
import signal
import sys
import time

from .common import NAME as PACKAGES
from .environment import python_path, shadowed_modules
from .messages import write_message
from .metadata import stop_answering
from .preload import is_of_environment
from .sharing import Sharing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, ModuleType
    from typing import Any, NoReturn

    from .circumstances import Memory
    from .ending import Ending
    from .metadata import Installed
    from .shelf import Shelf
    from .shortcuts import FirstConfig
    from .task import Task

NOTED = "NX_SIGNAL_INPUTS"
"""The variable that asks for a note of what is read."""


class Script:
    """The `pytest` executable of the environment, compiled."""

    def __init__(self, path: str) -> None:
        self.path = path
        with open(path, "rb") as file:
            self.code: CodeType = compile(file.read(), path, "exec", dont_inherit=True)
        self.folder = os.path.dirname(os.path.realpath(path))

    def main_module(self) -> ModuleType:
        """An empty `__main__`, with the attributes that Python gives to the one of a script."""
        from importlib.machinery import SourceFileLoader

        module = type(sys)("__main__")
        module.__file__ = self.path
        module.__loader__ = SourceFileLoader("__main__", self.path)
        module.__dict__.update(__builtins__=sys.modules["builtins"], __annotations__={})
        if sys.version_info < (3, 15):
            module.__dict__["__cached__"] = None
        return module


class Preloaded:
    """What the zygote has prepared, as its children find it."""

    def __init__(
        self, script: Script, environment: dict[str, str], path: list[str], ending: Ending
    ) -> None:
        self.script = script
        self.plugins: list[str] = []
        self.environment = environment
        self.path = path
        """`sys.path` behind the folder of the script."""
        self.config: FirstConfig | None = None
        self.installed: Installed | None = None
        self.packages: ModuleType | None = None
        """What shows a task its own packages, if any task is shown those alone."""
        self.ending = ending
        self.shelf: Shelf | None = None
        """Libraries that tasks take when they import them."""
        self.memory: Memory | None = None
        """What these were imported with."""
        self.modules: set[str] = set()
        """Names that a plain run would have imported too."""
        self.last_module = ""
        self.plugin_modules: set[str] = set()
        """Those among them that pytest imports only after it has read a project's settings."""
        self.is_of_environment = False
        """Whether all modules are files of the environment, or none."""
        self.handlers: dict[int, Any] = {}

    def known_to_inputs(self, task: Task) -> dict[str, str]:
        """Tells the plugin that notes reads which modules it need not look at."""
        if not self.is_of_environment or NOTED not in task.environment:
            return {}
        return {f"{NOTED}_KNOWN": f"{len(self.modules)} {self.last_module}"}

    def remember_process(self) -> None:
        """Notes the modules and signal handlers that a task starts with."""
        self.modules = set(sys.modules)
        self.last_module = next(reversed(sys.modules))
        # The main module is another one in each task: the script of the environment.
        modules = [module for name, module in sys.modules.items() if name != "__main__"]
        self.is_of_environment = all(map(is_of_environment, modules))
        self.handlers = {number: signal.getsignal(number) for number in range(1, 32)}


def become(task: Task, preloaded: Preloaded, output: int, refusals: int) -> dict[str, Any]:
    """Turns this process into the task; returns the namespace to execute the script's code in."""
    try:
        return imitate_start(task, preloaded, output, refusals)
    except Exception as error:
        refuse(task, f"preparing the process failed: {error!r}", refusals)


def refuse(task: Task, reason: str, refusals: int) -> NoReturn:
    """Ends before anything of the project has run; the caller then runs it in its own process."""
    write_message(refusals, {"id": task.id, "reason": reason[:500]})
    os._exit(0)


def imitate_start(task: Task, preloaded: Preloaded, output: int, refusals: int) -> dict[str, Any]:
    """Sets all that the operating system and the interpreter would have set."""
    replace_streams(output)
    preloaded.ending.know_streams()
    restore_signals(preloaded.handlers)
    previous = preloaded.environment
    os.chdir(task.cwd)
    replace_environment({**task.environment, **preloaded.known_to_inputs(task)})
    if previous.get("TZ") != task.environment.get("TZ"):
        time.tzset()
    sys.argv = [preloaded.script.path, *task.arguments]
    if hasattr(sys, "orig_argv"):
        sys.orig_argv = [sys.executable, *sys.argv]
    sys.path[:] = search_path(task, preloaded)
    # None is ever taken out; looking at each name would copy the memory they are in.
    if len(sys.modules) != len(preloaded.modules):
        for name in sys.modules.keys() - preloaded.modules:
            del sys.modules[name]
    if preloaded.packages is not None and NOTED in task.environment:
        # The plugin that notes reads imports it.
        sys.modules[PACKAGES] = preloaded.packages
    if preloaded.memory is not None:
        preloaded.ending.sharing = Sharing(preloaded.memory, task.environment[NOTED])
        preloaded.ending.sharing.begin()
    if preloaded.installed is not None:
        preloaded.installed.answer()
    if preloaded.config is not None:
        preloaded.config.offer()
    check_before_project(task, preloaded, refusals)
    main = sys.modules["__main__"] = preloaded.script.main_module()
    gc.enable()
    return main.__dict__


def replace_streams(output: int) -> None:
    """Nothing to read; both outputs into one pipe."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    for descriptor, stream in enumerate((sys.stdin, sys.stdout, sys.stderr)):
        open_again(stream, descriptor)


def open_again(stream: Any, descriptor: int) -> None:
    """Has a stream look anew at what it is connected to, as Python does when it starts.

    It stays the same object: imported modules may hold it.
    """
    unbuffered = descriptor > 0 and stream.write_through
    mode = "wb" if descriptor else "rb"
    buffer: Any = open(descriptor, mode, 0 if unbuffered else -1, closefd=False)  # noqa: SIM115
    raw: Any = buffer if unbuffered else buffer.raw
    raw.name = stream.name
    stream.__init__(
        buffer,
        stream.encoding,
        stream.errors,
        newline="\n",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )


def restore_signals(handlers: dict[int, Any]) -> None:
    """Undoes what the zygote does to notice signals."""
    signal.set_wakeup_fd(-1)
    for number, handler in handlers.items():
        if handler is not None and signal.getsignal(number) is not handler:
            signal.signal(number, handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def replace_environment(environment: dict[str, str]) -> None:
    """Sets exactly these variables, touching only those that differ."""
    for name in os.environ.keys() - environment.keys():
        del os.environ[name]
    for name, value in environment.items():
        if os.environ.get(name) != value:
            os.environ[name] = value


def search_path(task: Task, preloaded: Preloaded) -> list[str]:
    """`sys.path` of a new interpreter that runs the script."""
    previous = python_path(preloaded.environment, os.getcwd())
    added = python_path(task.environment, task.cwd)
    rest = [entry for entry in preloaded.path if entry not in previous and entry not in added]
    script = [] if getattr(sys.flags, "safe_path", False) else [preloaded.script.folder]
    return [*script, *added, *rest]


def check_before_project(task: Task, preloaded: Preloaded, refusals: int) -> None:
    """Has pytest stop before code of the project runs if its settings ask for other imports.

    Options and settings can leave a plugin out, turn rewriting off or put folders before the
    environment's. Pytest knows them once it has loaded the plugins, and calls `consider_env` next.
    """
    from _pytest.config import PytestPluginManager

    manager_class: Any = PytestPluginManager
    original = manager_class.consider_env
    path = list(sys.path)

    def consider_env(manager: PytestPluginManager) -> None:
        manager_class.consider_env = original
        stop_answering()
        added = [entry for entry in sys.path if entry not in path]
        reason = reason_against(manager, preloaded, added)
        if reason is not None:
            refuse(task, reason, refusals)
        os.close(refusals)
        original(manager)

    manager_class.consider_env = consider_env


def reason_against(manager: Any, preloaded: Preloaded, added: list[str]) -> str | None:
    """Why this run would have imported other modules than the zygote has."""
    if not preloaded.plugin_modules:
        return None
    for plugin in preloaded.plugins:
        if not manager.has_plugin(plugin):
            return f"the plugin {plugin} is left out"
    if type(manager.rewrite_hook).__name__ != "AssertionRewritingHook":
        return "assertions of plugins are not rewritten"
    shadowing = shadowed_modules(added, preloaded.plugin_modules)
    return f"the setting pythonpath offers another {shadowing}" if shadowing else None
