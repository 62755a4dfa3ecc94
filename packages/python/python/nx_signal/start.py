"""From the start of the zygote to its first request."""

from __future__ import annotations

import atexit
import gc
import json
import os
import sys
import time

from .ahead import FLAG, Loaded, wait_until_wanted
from .child import Preloaded, Script
from .circumstances import Memory
from .common import Common
from .ending import Ending
from .environment import names_in_path_files
from .filling import Wanted, fill_shelf
from .fixtures import skip_inert_names
from .guardian import start_guardian
from .messages import private_descriptor, write_message
from .metadata import Installed
from .patterns import compile_patterns, match_faster
from .preload import (
    NotPreloadable,
    has_printed,
    import_plugins,
    import_pytest,
    stop_watching,
    watch_output,
)
from .server import Server
from .shortcuts import FirstConfig, remember_rewritten_code
from .siblings import pass_over_siblings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, NoReturn

    Program = tuple[CodeType, dict[str, Any]]


def end_now() -> NoReturn:
    """Ends this process without taking apart what nobody needs any more, which takes 30 ms.

    What plugins have registered for the end is called, as ever.
    """
    atexit._run_exitfuncs()
    sys.stderr.flush()
    os._exit(0)


class Zygote:
    """Prepares this process; after that a fork of it is all that a task needs."""

    def __init__(self, entry: str) -> None:
        self.started = time.time()
        self.ending = Ending()
        # Called after all that is registered later.
        atexit.register(self.ending.end)
        self.entry = os.path.abspath(entry)
        self.is_ahead = sys.argv[-1] == FLAG
        self.options: dict[str, Any] = json.loads(sys.argv[1]) if len(sys.argv) > 1 else {}
        self.environment = dict(os.environ)
        self.watched = names_in_path_files()
        self.judged: dict[str, Any] | None = None
        self.cwd = os.getcwd()
        self.requests = private_descriptor(0)
        self.events = private_descriptor(1)
        self.errors = private_descriptor(2)

    def run(self) -> Program:
        """Serves, and ends. Returns in a forked child only: with the script to execute."""
        try:
            preloaded = self.prepare()
        except NotPreloadable as error:
            self.restart_without(error.library, error.reason)
        except Exception as error:
            reason = f"pytest cannot be preloaded: {type(error).__name__}: {error}"
            write_message(self.events, {"type": "fatal", "reason": reason})
            sys.exit(1)
        limit = self.options.get("limit", 1)
        server = Server(self.requests, self.events, preloaded, self.watched, limit)
        guardian, speaking = start_guardian([*server.descriptors, self.errors])
        gc.collect()
        if preloaded.shelf is None:
            self.ending.prepare()
        if self.is_ahead:
            self.wait_until_wanted(preloaded)
        self.announce(preloaded)
        # Neither visited by the collector nor copied because of it, in any of the children.
        gc.freeze()
        namespace = server.serve(speaking)
        if namespace is None:
            os.waitpid(guardian, 0)
            end_now()
        os.close(self.errors)
        return preloaded.script.code, namespace

    def prepare(self) -> Preloaded:
        """Imports all that can be imported beforehand."""
        gc.disable()
        executable = os.path.join(os.path.dirname(sys.executable), "pytest")
        script = Script(self.options.get("pytest", executable))
        path = sys.path[:] if getattr(sys.flags, "safe_path", False) else sys.path[1:]
        sys.path[:] = [script.folder, *path]
        preloaded = Preloaded(script, self.environment, path, self.ending)
        watch_output()
        common = Common(self.options["packages"]) if "packages" in self.options else None
        if common is not None:
            preloaded.packages = common.module
            common.install()
        import_pytest(self.watched)
        if has_printed():
            raise RuntimeError("it prints when it is imported")
        preloaded.config = FirstConfig()
        excluded = set(self.options.get("exclude", {}))
        preloaded.plugins, preloaded.plugin_modules = import_plugins(
            excluded, self.watched, lambda: self.share(preloaded, common)
        )
        if preloaded.shelf is not None:
            preloaded.memory = Memory(preloaded.shelf)
        preloaded.installed = Installed()
        remember_rewritten_code(preloaded.installed.all)
        own = [name for name in sys.modules if name.startswith("_pytest.")]
        compile_patterns()
        match_faster(own)
        pass_over_siblings()
        self.ending.releases.append(skip_inert_names(own))
        self.redirect()
        preloaded.remember_process()
        return preloaded

    def share(self, preloaded: Preloaded, common: Common | None) -> None:
        """Imports what tasks have imported before, for those that will do so again."""
        if common is not None:
            common.remove()
        path = self.options.get("shared")
        if path is None or not os.path.exists(path):
            return
        wanted = Wanted(path)
        # Of what is there now: a task that takes nothing has nothing else.
        gc.collect()
        self.ending.prepare()
        excluded = self.options.get("exclude", {})
        shelf, self.judged = fill_shelf(wanted, self.options.get("packages"), excluded)
        if shelf.units:
            preloaded.shelf = self.ending.shelf = shelf

    def redirect(self) -> None:
        """Leaves the standard streams to the tasks; our own errors are still shown."""
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        os.dup2(self.errors, 2)
        os.close(nothing)
        stop_watching()

    def announce(self, preloaded: Preloaded) -> None:
        """Tells the caller that tasks start at once from now on."""
        import pytest

        write_message(
            self.events,
            {
                "type": "ready",
                "pid": os.getpid(),
                "python": ".".join(map(str, sys.version_info[:3])),
                "pytest": pytest.__version__,
                "plugins": preloaded.plugins,
                "excluded": self.options.get("exclude", {}),
                "shared": self.judged,
                "endsAtOnce": self.ending.is_usable,
                "startTime": round(self.started * 1000),
                "endTime": round(time.time() * 1000),
            },
        )

    def restart_without(self, library: str, reason: str) -> NoReturn:
        """Begins anew: what an import has done to this process cannot be undone in it."""
        options = {**self.options, "exclude": {**self.options.get("exclude", {}), library: reason}}
        self.restart([json.dumps(options), *([FLAG] if self.is_ahead else [])])

    def wait_until_wanted(self, preloaded: Preloaded) -> None:
        """Sleeps until there is a request; begins anew if it was made ready from other files."""
        loaded = Loaded(self.started, True, preloaded.shelf.modules() if preloaded.shelf else [])
        end = wait_until_wanted(self.requests, loaded)
        if end != "go":
            self.restart([json.dumps(self.options), *([FLAG] if end == "wait again" else [])])

    def restart(self, arguments: list[str]) -> NoReturn:
        """Has the same program begin again in this process, with the channels that it had."""
        for standard, ours in enumerate((self.requests, self.events, self.errors)):
            os.dup2(ours, standard)
        os.chdir(self.cwd)
        os.execve(sys.executable, [sys.executable, self.entry, *arguments], self.environment)
