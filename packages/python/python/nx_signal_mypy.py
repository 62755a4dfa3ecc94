"""Runs mypy once for many projects whose settings agree.

Start it with the environment's interpreter, in the folder that mypy's configuration is relative to.
Standard input takes one JSON object:

    {"args": [str], "tasks": [{"id": str, "paths": [str]}]}

`args` are mypy's own, without what is to be checked. Standard output gives one JSON object a line:

    {"type": "checked", "ids": [str], "sources": {id: int}, "messages": [str], "notes": {id: str},
     "once": {message: [str]}, "blocked": bool}         `notes`: what mypy says about its settings;
                                                        `once`: what it says behind the first such
                                                        message of a run only
    {"type": "refused", "ids": [str], "output": str}   mypy did not accept the arguments or paths
    {"type": "unsupported", "ids": [str], "reason": str}   run these by mypy itself

Every task is named in one line at least; the first one counts. Projects with modules of the same name are put into
different builds, as few as possible, since mypy knows one module of a name.
"""

from __future__ import annotations

import io
import json
import os
import re
import sys
from typing import Any

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
    write_all(options)
    return Task(request["id"], sources, options, captured.getvalue())


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


def search_folder(module: str, path: str) -> str:
    """The folder in which a module was found under its name."""
    path = os.path.abspath(path)
    folder, name = os.path.split(path)
    is_package = name in ("__init__.py", "__init__.pyi")
    for _ in range(module.count(".") + (1 if is_package else 0)):
        folder = os.path.dirname(folder)
    return folder


def shared_folders(options: Any) -> set[str]:
    """Where mypy looks for modules whatever it is to check."""
    roots = [*os.environ.get("MYPYPATH", "").split(os.pathsep), *options.mypy_path, os.curdir]
    return {os.path.abspath(root) for root in roots if root}


def private_modules(tasks: list[Task], graph: Any) -> dict[str, set[str]]:
    """Modules that mypy finds only because some of the projects are checked; with their ids."""
    shared = shared_folders(tasks[0].options)
    owners: dict[str, set[str]] = {}
    for task in tasks:
        for folder in task.folders - shared:
            owners.setdefault(folder, set()).add(task.id)
    found = {}
    for module, state in graph.items():
        folder = search_folder(module, state.path) if state.path else ""
        if folder in owners:
            found[module] = owners[folder]
    return found


def imported_by(state: Any, graph: Any) -> set[str]:
    """What a module imports, with the packages around that."""
    names = set()
    for name in state.dependencies:
        while name:
            names.add(name)
            name = name.rpartition(".")[0]
    return {name for name in names if name in graph}


def see_others(tasks: list[Task], graph: Any) -> list[str]:
    """Tasks for which modules of others were found that they would not find alone."""
    private = private_modules(tasks, graph)
    everyone = {task.id for task in tasks}
    imports = {module: imported_by(state, graph) for module, state in graph.items()}
    # The first step from what a task may see to what it may not is such an edge.
    if not any(
        name in private and not private.get(module, everyone) <= private[name]
        for module, names in imports.items()
        for name in names
    ):
        return []
    return [task.id for task in tasks if reaches_others(task, imports, private)]


def reaches_others(
    task: Task, imports: dict[str, set[str]], private: dict[str, set[str]]
) -> bool:
    seen: set[str] = set()
    waiting = [module for module in task.modules if module in imports]
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        if task.id not in private.get(module, {task.id}):
            return True
        seen.add(module)
        waiting.extend(imports[module])
    return False


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


def check(tasks: list[Task], cache: Any) -> None:
    result, messages, blocked = build(tasks, cache)
    if blocked and len(tasks) > 1:
        # The file that cannot be parsed keeps mypy from all others, too: find whose it is.
        split_blocked(tasks, messages, cache)
        return
    mixed = see_others(tasks, result.graph) if result and len(tasks) > 1 else []
    if result:
        result.manager.metastore.close()
    kept = [task for task in tasks if task.id not in mixed]
    sources = {task.id: len(task.sources) for task in kept}
    if kept:
        ids = [task.id for task in kept]
        answer(
            "checked",
            ids,
            sources=sources,
            messages=messages,
            notes={task.id: task.notes for task in kept if task.notes},
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
    from mypy.fscache import FileSystemCache

    sys.setrecursionlimit(2**14)
    cache = FileSystemCache()
    for members in separate(read_tasks(request, cache)):
        try:
            check(members, cache)
        except Exception as error:
            answer("unsupported", [task.id for task in members], reason=repr(error))


if __name__ == "__main__":
    run(json.load(sys.stdin))
    sys.stdout.flush()
    # Freeing what mypy has built would take longer than it is worth.
    os._exit(0)
