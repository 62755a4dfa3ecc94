"""Runs mypy once for many projects whose settings agree.

Start it with the environment's interpreter, in the folder that mypy's configuration is relative to.
Standard input takes one JSON object:

    {"args": [str], "tasks": [{"id": str, "paths": [str]}]}

`args` are mypy's own, without what is to be checked. Standard output gives one JSON object a line:

    {"type": "checked", "ids": [str], "sources": {id: int}, "messages": [str], "notes": {id: str},
     "blocked": bool}                                   `notes`: what mypy says about its settings
    {"type": "refused", "ids": [str], "output": str}   mypy did not accept the arguments or paths
    {"type": "unsupported", "ids": [str], "reason": str}   run these by mypy itself

Every task is named in one line at least; the first one counts. Projects with modules of the same name are put into
different builds, as few as possible, since mypy knows one module of a name.
"""

from __future__ import annotations

import io
import json
import os
import sys
from typing import Any

# What the environment's own `mypy` executable would have at this place.
sys.path[0] = os.path.dirname(sys.executable)


def answer(kind: str, ids: list[str], **fields: Any) -> None:
    print(json.dumps({"type": kind, "ids": ids, **fields}), flush=True)


class Task:
    """One project: its sources under the names that mypy gives them."""

    def __init__(self, identity: str, sources: list[Any], options: Any, notes: str) -> None:
        self.id = identity
        self.notes = notes
        self.sources = sources
        self.options = options
        self.modules = {source.module for source in sources}
        self.paths = {os.path.abspath(source.path) for source in sources if source.path}


def read_task(request: dict[str, Any], args: list[str], cache: Any) -> Task | None:
    """None when mypy refuses: then the answer is given."""
    from mypy.main import process_options

    captured = io.StringIO()
    try:
        sources, options = process_options(
            args + request["paths"], stdout=captured, stderr=captured, fscache=cache
        )
    except SystemExit:
        answer("refused", [request["id"]], output=captured.getvalue())
        return None
    write_plainly(options)
    return Task(request["id"], sources, options, captured.getvalue())


def write_plainly(options: Any) -> None:
    """Whose a finding is shows in its line: `path:line: severity: message`, whatever is configured."""
    options.output = None
    options.pretty = False
    options.show_absolute_path = False


def can_merge(options: Any) -> bool:
    """With other settings an import would be followed in a merged run and not in one alone."""
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


def build(tasks: list[Task], cache: Any) -> tuple[Any, list[str], bool]:
    from mypy import build as mypy_build
    from mypy.errors import CompileError

    messages: list[str] = []

    def collect(*args: Any) -> None:
        # (messages, serious) in mypy 1.0, (file, messages, serious) later.
        messages.extend(args[-2])

    sources = [source for task in tasks for source in task.sources]
    try:
        result = mypy_build.build(
            sources, tasks[0].options, None, collect, cache, sys.stderr, sys.stderr
        )
    except CompileError:
        return None, messages, True
    return result, messages, False


def search_roots() -> list[str]:
    roots = os.environ.get("MYPYPATH", "").split(os.pathsep)
    return [os.path.abspath(root) + os.sep for root in roots if root]


def see_others(tasks: list[Task], result: Any) -> list[str]:
    """Tasks that import a file of another one that lies on no search path.

    Mypy knows it only because it was told to check it for the other project.
    """
    roots = search_roots()
    hidden: dict[str, Task] = {}
    for task in tasks:
        for source in task.sources:
            path = os.path.abspath(source.path) if source.path else ""
            if not any(path.startswith(root) for root in roots):
                hidden[source.module] = task
    mixed = []
    for task in tasks:
        states = (result.graph.get(module) for module in task.modules)
        names = {name for state in states if state for name in state.dependencies}
        if any(name in hidden and hidden[name] is not task for name in names):
            mixed.append(task.id)
    return mixed


def check(tasks: list[Task], cache: Any) -> None:
    result, messages, blocked = build(tasks, cache)
    if blocked and len(tasks) > 1:
        # The file that cannot be parsed keeps mypy from all others, too: find whose it is.
        split_blocked(tasks, messages, cache)
        return
    mixed = see_others(tasks, result) if result and len(tasks) > 1 else []
    if result:
        result.manager.metastore.close()
    kept = [task for task in tasks if task.id not in mixed]
    sources = {task.id: len(task.sources) for task in kept}
    if kept:
        ids = [task.id for task in kept]
        notes = {task.id: task.notes for task in kept if task.notes}
        answer("checked", ids, sources=sources, messages=messages, notes=notes, blocked=blocked)
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


def run(request: dict[str, Any]) -> None:
    from mypy.fscache import FileSystemCache

    sys.setrecursionlimit(2**14)
    cache = FileSystemCache()
    tasks = []
    for entry in request["tasks"]:
        task = read_task(entry, request["args"], cache)
        if task:
            tasks.append(task)
    for members in separate(tasks):
        try:
            check(members, cache)
        except Exception as error:
            answer("unsupported", [task.id for task in members], reason=repr(error))


if __name__ == "__main__":
    run(json.load(sys.stdin))
    sys.stdout.flush()
    # Freeing what mypy has built would take longer than it is worth.
    os._exit(0)
