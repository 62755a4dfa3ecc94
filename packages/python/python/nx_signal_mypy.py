"""Runs mypy once for many projects whose settings agree.

Start it with the environment's interpreter, in the folder that mypy's configuration is relative to.
Standard input takes one JSON object:

    {"args": [str], "kept": str, "tasks": [{"id": str, …}]}      see nx_signal_types/scope.py

`args` are mypy's own, without what is to be checked; `kept` is the folder that all kept modules are in. Standard output gives one JSON object a line:

    {"type": "checked", "ids": [str], "sources": {id: [str]}, "messages": [str], "notes": {id: str},
     "unreached": {id: [str]}, "once": {message: [str]}, "blocked": bool}
                                                        `notes`: what mypy says about its settings;
                                                        `unreached`: files with messages that the
                                                        task's own files do not import;
                                                        `once`: what it says behind the first such
                                                        message of a run only
    {"type": "kept", "ids": [], "hits": int, "of": int}   modules of a build, and those of them that mypy
                                                        had not to check again
    {"type": "refused", "ids": [str], "output": str}   mypy did not accept the arguments or paths
    {"type": "unsupported", "ids": [str], "reason": str}   run these by mypy itself

Every task is named in one line at least; the first one counts. `kept` is of a build, not of a task. Projects with modules of the same name are put into
different builds, as few as possible, since mypy knows one module of a name.

With `--ahead` it waits for its input with mypy imported; see nx_signal/ahead.py.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import time
from contextlib import suppress
from typing import Any

from nx_signal.ahead import FLAG, Loaded, wait_until_wanted
from nx_signal_types.apart import heed_installed_stubs, see_others, shared_folders, unreached_files
from nx_signal_types.files import place_of, watched_files
from nx_signal_types.plugins import cache_folder
from nx_signal_types.scope import Refused, read_scope

# What the environment's own `mypy` executable would have at this place.
sys.path[0] = os.path.dirname(sys.executable)


def answer(kind: str, ids: list[str], **fields: Any) -> None:
    # On a line of its own, whatever a plugin of mypy has printed before.
    print("\n" + json.dumps({"type": kind, "ids": ids, **fields}), flush=True)


class Task:
    """One project: its sources under the names that mypy gives them."""

    def __init__(self, identity: str, sources: list[Any], options: Any, notes: str) -> None:
        self.id = identity
        self.notes = notes
        self.sources = sources
        self.options = options
        self.modules = {source.module for source in sources}
        self.paths = {os.path.abspath(source.path) for source in sources if source.path}
        self.folders = {os.path.abspath(source.base_dir) for source in sources if source.base_dir}
        """Where mypy looks for modules because sources of this project are there."""


def read_task(request: dict[str, Any], args: list[str], cache: Any) -> Task | None:
    """None when mypy refuses: then the answer is given."""
    try:
        scope = read_scope(request, args, cache)
    except Refused as refused:
        answer("refused", [request["id"]], output=str(refused))
        return None
    write_plainly(scope.options)
    write_all(scope.options)
    return Task(request["id"], scope.sources, scope.options, scope.notes)


def write_plainly(options: Any) -> None:
    """Whose a finding is shows in its line: `path:line: severity: message`, whatever is configured."""
    options.output = None
    options.pretty = False
    options.show_absolute_path = False


def write_all(options: Any) -> None:
    """Mypy would hide errors by how many there are in one run, whoever's they are."""
    if hasattr(options, "many_errors_threshold"):
        options.many_errors_threshold = -1


def can_merge(options: Any) -> bool:
    """With other settings an import would be followed in a merged run and not in one alone.

    Or a link would be given with the first error of its kind, in whichever project that is.
    """
    if getattr(options, "show_error_code_links", False):
        return False
    per_module = [values.get("follow_imports") for values in options.per_module_options.values()]
    followed = [options.follow_imports, *(value for value in per_module if value is not None)]
    return all(value in ("normal", "silent") for value in followed) and not options.report_dirs


def separate(tasks: list[Task]) -> list[list[Task]]:
    """As few sets as a first fit finds, none with two modules of one name."""
    sets: list[tuple[set[str], list[Task]]] = []
    for task in tasks:
        for names, members in sets if can_merge(task.options) else ():
            if names.isdisjoint(task.modules) and can_merge(members[0].options):
                names |= task.modules
                members.append(task)
                break
        else:
            sets.append((set(task.modules), [task]))
    return [members for _, members in sets]


def own_entries(tasks: list[Task]) -> dict[str, tuple[str, str]]:
    """Where mypy keeps what only one project has: tests and scripts, whose names are everyone's.

    Under the name of the module alone each project would push out what was kept of the one before.
    """
    options = tasks[0].options
    shared = shared_folders(options)
    suffix = "ff" if getattr(options, "fixed_format_cache", False) else "json"
    prefix = os.path.join(options.cache_dir, ".".join(map(str, options.python_version)))
    entries = {}
    for task in tasks:
        for source in task.sources:
            if source.path and source.base_dir and os.path.abspath(source.base_dir) not in shared:
                place = hashlib.sha1(place_of(source.path).encode("utf-8", "surrogateescape"))
                name = os.path.join(prefix, f"@{place.hexdigest()}")
                path = os.path.abspath(source.path)
                entries[path] = (f"{name}.meta.{suffix}", f"{name}.data.{suffix}")
    return entries


def build(tasks: list[Task], cache: Any) -> tuple[Any, list[str], bool]:
    from mypy import build as mypy_build
    from mypy.errors import CompileError

    messages: list[str] = []

    def collect(*args: Any) -> None:
        # (messages, serious) in mypy 1.0, (file, messages, serious) later.
        messages.extend(args[-2])

    sources = [source for task in tasks for source in task.sources]
    options = tasks[0].options
    options.cache_map = own_entries(tasks)
    try:
        result = mypy_build.build(sources, options, None, collect, cache, sys.stderr, sys.stderr)
    except CompileError:
        return None, messages, True
    return result, messages, False


def import_notes() -> list[tuple[re.Pattern[str], list[str]]]:
    """What mypy says about an import that it cannot follow, and behind the first of these only."""
    from mypy.modulefinder import ModuleNotFoundReason

    found = []
    for reason in ModuleNotFoundReason:
        text, notes = reason.error_message_templates(False)
        pattern = re.escape(text).replace(re.escape("{module}"), "(.+?)")
        found.append((re.compile(f".+?: error: {pattern}(?:  \\[[a-z-]+\\])?"), list(notes)))
    return found


def notes_once(messages: list[str]) -> dict[str, list[str]]:
    """The messages that mypy adds notes to when they are the first of their kind in a run."""
    from mypy.stubinfo import stub_distribution_name

    patterns = import_notes()
    found = {}
    for message in messages:
        matches = ((pattern.fullmatch(message), notes) for pattern, notes in patterns)
        match, notes = next(((match, notes) for match, notes in matches if match), (None, []))
        if match:
            distribution = stub_distribution_name(match[1])
            found[message] = [note.format(stub_dist=distribution) for note in notes]
    return found


def tell_kept(result: Any) -> None:
    """By what mypy itself notes of each module that it checks although it has kept something of it."""
    checked = getattr(result.manager, "rechecked_modules", None)
    if checked is not None:
        modules = set(result.graph)
        answer("kept", [], hits=len(modules - checked), of=len(modules))


def check(tasks: list[Task], cache: Any) -> None:
    result, messages, blocked = build(tasks, cache)
    if result:
        tell_kept(result)
    if blocked and len(tasks) > 1:
        # The file that cannot be parsed keeps mypy from all others, too: find whose it is.
        split_blocked(tasks, messages, cache)
        return
    mixed = see_others(tasks, result.graph, cache) if result and len(tasks) > 1 else []
    if result:
        result.manager.metastore.close()
    kept = [task for task in tasks if task.id not in mixed]
    sources = {task.id: [source.path for source in task.sources if source.path] for task in kept}
    unreached = unreached_files(kept, result.graph, messages) if result and len(tasks) > 1 else {}
    if kept:
        ids = [task.id for task in kept]
        answer(
            "checked",
            ids,
            sources=sources,
            messages=messages,
            notes={task.id: task.notes for task in kept if task.notes},
            unreached=unreached,
            once=notes_once(messages),
            blocked=blocked,
        )
    for task in tasks:
        if task.id in mixed:
            check([task], cache)


def split_blocked(tasks: list[Task], messages: list[str], cache: Any) -> None:
    files = {os.path.abspath(message.split(":", 1)[0]) for message in messages}
    owners = [task for task in tasks if task.paths & files]
    others = [task for task in tasks if task not in owners]
    if not owners or not others:
        owners, others = tasks, []
    for task in owners:
        check([task], cache)
    if others:
        check(others, cache)


def read_tasks(request: dict[str, Any], cache: Any) -> list[Task]:
    tasks = []
    for entry in request["tasks"]:
        try:
            task = read_task(entry, request["args"], cache)
        except Exception as error:
            answer("unsupported", [entry["id"]], reason=repr(error))
        else:
            tasks += [task] if task else []
    return tasks


def run(request: dict[str, Any]) -> None:
    sys.setrecursionlimit(2**14)
    try:
        cache = watched_files(request["kept"])
        heed_installed_stubs()
    except Exception as error:
        answer("unsupported", [entry["id"] for entry in request["tasks"]], reason=repr(error))
        return
    tasks = read_tasks(request, cache)
    folder = cache_folder(tasks[0].options) if tasks else ""
    for task in tasks:
        task.options.cache_dir = folder
        if not task.sources:
            sources = {task.id: []}
            answer("checked", [task.id], sources=sources, messages=[], notes={}, once={}, blocked=False)
    for members in separate([task for task in tasks if task.sources]):
        try:
            check(members, cache)
        except Exception as error:
            answer("unsupported", [task.id for task in members], reason=repr(error))


def make_ready() -> None:
    """Imports what every run imports, and sleeps until there is something to do."""
    started = time.time()
    # Whatever is wrong is told by the run itself.
    with suppress(Exception):
        import mypy.find_sources
        import mypy.main
        import mypy.stubinfo  # noqa: F401
    loaded = Loaded(started, has_data=False)
    end = wait_until_wanted(0, loaded)
    if end != "go":
        again = [FLAG] if end == "wait again" else []
        os.execv(sys.executable, [sys.executable, os.path.abspath(__file__), *again])


if __name__ == "__main__":
    if sys.argv[-1] == FLAG:
        make_ready()
    request = sys.stdin.read()
    if request:
        run(json.loads(request))
    sys.stdout.flush()
    # Freeing what mypy has built would take longer than it is worth.
    os._exit(0)
