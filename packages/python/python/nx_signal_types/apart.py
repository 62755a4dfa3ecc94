"""What mypy finds for a project because others are checked with it."""

from __future__ import annotations

import os
import sys
from typing import Any


class Lookup:
    """Where mypy finds modules whatever it is to check."""

    def __init__(self, options: Any, cache: Any) -> None:
        from mypy.build import default_data_dir
        from mypy.modulefinder import FindModuleCache, compute_search_paths

        self.folders = shared_folders(options)
        paths = compute_search_paths([], options, default_data_dir())
        self.finder = FindModuleCache(paths, cache, options)

    def finds(self, module: str, path: str) -> bool:
        found = self.finder.find_module(module)
        return isinstance(found, str) and os.path.abspath(found) == os.path.abspath(path)


def shared_folders(options: Any) -> set[str]:
    roots = [*os.environ.get("MYPYPATH", "").split(os.pathsep), *options.mypy_path, os.curdir]
    return {os.path.abspath(root) for root in roots if root}


def search_folder(module: str, path: str) -> str:
    """The folder in which a module was found under its name."""
    path = os.path.abspath(path)
    folder, name = os.path.split(path)
    is_package = name in ("__init__.py", "__init__.pyi")
    for _ in range(module.count(".") + (1 if is_package else 0)):
        folder = os.path.dirname(folder)
    return folder


def private_modules(
    tasks: list[Any], graph: Any, imports: dict[str, set[str]], cache: Any
) -> dict[str, set[str]]:
    """Modules that mypy finds only because some of the projects are checked; with their ids.

    Those are what lies in folders where it would not look otherwise, and what is checked under a name
    that stands for another file there: a stub without its package, one of two modules of a name.
    """
    lookup = Lookup(tasks[0].options, cache)
    owners: dict[str, set[str]] = {}
    for task in tasks:
        for folder in task.folders - lookup.folders:
            owners.setdefault(folder, set()).add(task.id)
    checked = {module: task.id for task in tasks for module in task.modules}
    wanted = imported_from_elsewhere(graph, imports, checked)
    found = {}
    for module, state in graph.items():
        folder = search_folder(module, state.path) if state.path else ""
        if folder in owners:
            found[module] = owners[folder]
        elif module in wanted and not lookup.finds(module, state.path):
            found[module] = {checked[module]}
    return found


def imported_from_elsewhere(
    graph: Any, imports: dict[str, set[str]], checked: dict[str, str]
) -> set[str]:
    """Modules of a project that are imported by what is not the project's."""
    wanted = set()
    for module, names in imports.items():
        owner = checked.get(module)
        for name in names:
            path = graph[name].path
            if checked.get(name, owner) != owner and path and path.endswith((".py", ".pyi")):
                wanted.add(name)
    return wanted


def imported_by(state: Any, graph: Any) -> set[str]:
    """What a module imports, with the packages around that."""
    names = set()
    for name in state.dependencies:
        while name:
            names.add(name)
            name = name.rpartition(".")[0]
    return {name for name in names if name in graph}


def see_others(tasks: list[Any], graph: Any, cache: Any) -> list[str]:
    """Tasks for which modules of others were found that they would not find alone."""
    imports = {module: imported_by(state, graph) for module, state in graph.items()}
    private = private_modules(tasks, graph, imports, cache)
    everyone = {task.id for task in tasks}
    # The first step from what a task may see to what it may not is such an edge.
    if not any(
        name in private and not private.get(module, everyone) <= private[name]
        for module, names in imports.items()
        for name in names
    ):
        return []
    return [task.id for task in tasks if reaches_others(task, imports, private)]


def unreached_files(tasks: list[Any], graph: Any, messages: list[str]) -> dict[str, list[str]]:
    """For each task the files with messages that mypy would not have come to for that task alone."""
    named = {message.split(":", 1)[0] for message in messages}
    modules = {state.path: name for name, state in graph.items() if state.path in named}
    if not modules:
        return {}
    imports = {module: imported_by(state, graph) for module, state in graph.items()}
    found = {}
    for task in tasks:
        reached = reached_modules(task, imports)
        found[task.id] = [path for path, name in modules.items() if name not in reached]
    return found


def reached_modules(task: Any, imports: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [module for module in task.modules if module in imports]
    while waiting:
        module = waiting.pop()
        if module not in seen:
            seen.add(module)
            waiting.extend(imports[module])
    return seen


def reaches_others(task: Any, imports: dict[str, set[str]], private: dict[str, set[str]]) -> bool:
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


def heed_installed_stubs() -> None:
    """Lets stubs that are installed stand for a project's modules, as they do for mypy by itself.

    It would find the project's sources first, where it is told to look for them; left out there, the
    project is found as what it is in the environment, a package with or without types.
    """
    from mypy.modulefinder import get_search_dirs

    sys_path, site_packages = get_search_dirs(sys.executable)
    stubbed = {
        name[: -len("-stubs")]
        for folder in [*sys_path, *site_packages]
        for name in entries(folder)
        if name.endswith("-stubs")
    }
    roots = os.environ.get("MYPYPATH", "").split(os.pathsep)
    if stubbed:
        kept = [root for root in roots if not stubbed & modules_in(root)]
        os.environ["MYPYPATH"] = os.pathsep.join(kept)


def entries(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def modules_in(folder: str) -> set[str]:
    return {name.partition(".")[0] for name in entries(folder)}
