"""The names under which mypy checks files.

By itself mypy calls a file by the packages around it that have an `__init__`. In a namespace package, whose
folder has none, that is not the name under which others import it; mypy then finds the file twice.
"""

from __future__ import annotations

import functools
import os
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

NOT_SHIPPED = {"test", "tests", "docs", "doc", "examples", "example", "scripts", "benchmarks", "bin"}
"""Folders that nobody imports from elsewhere: what lies in them is called as mypy would call it."""

IMPORTED = re.compile(rb"^[ \t]*(?:from|import)[ \t]+([A-Za-z_]\w*)", re.MULTILINE)


def with_full_names(sources: list[Any], options: Any) -> list[Any]:
    """Calls what lies in a namespace package by its name from the import root around it."""
    if getattr(options, "explicit_package_bases", False) or not options.namespace_packages:
        return sources
    roots = import_roots(os.environ.get("NX_SIGNAL_IMPORT_ROOTS", ""))
    places = {
        folder: place_in_root(folder, roots) for folder in {source.base_dir for source in sources}
    }
    scripts = {
        folder
        for folder, place in places.items()
        if place and imports_siblings(folder, place[0], sources)
    }
    return [
        renamed(source, *place)
        if (place := places[source.base_dir]) and source.base_dir not in scripts
        else source
        for source in sources
    ]


@functools.cache
def import_roots(value: str) -> frozenset[str]:
    """Once for all projects: of a thousand each has its own."""
    return frozenset(os.path.abspath(root) for root in value.split(os.pathsep) if root)


def place_in_root(folder: str | None, roots: frozenset[str]) -> tuple[str, str] | None:
    """The nearest import root around a folder without `__init__`, and the package that the folder is there."""
    root = next((above for above in folders_above(folder) if above in roots), None)
    if folder is None or root is None:
        return None
    names = os.path.relpath(folder, root).split(os.sep)
    if names[0] in NOT_SHIPPED or not all(name.isidentifier() for name in names):
        return None
    return root, ".".join(names)


def folders_above(folder: str | None) -> Iterator[str]:
    """Nearest first."""
    while folder and (above := os.path.dirname(folder)) != folder:
        folder = above
        yield folder


def imports_siblings(folder: str, root: str, sources: list[Any]) -> bool:
    """Whether files import what lies beside them without its package, as scripts do."""
    beside = modules_in(folder) - modules_in(root)
    paths = [source.path for source in sources if source.base_dir == folder and source.path]
    return any(name in beside for path in paths for name in imported_by(path))


def modules_in(folder: str) -> set[str]:
    return {os.path.splitext(name)[0] for name in os.listdir(folder)}


def imported_by(path: str) -> set[str]:
    with open(path, "rb") as file:
        return {name.decode() for name in IMPORTED.findall(file.read())}


def renamed(source: Any, root: str, package: str) -> Any:
    from mypy.modulefinder import BuildSource

    return BuildSource(source.path, f"{package}.{source.module}", None, root)


def apart_in_project(sources: list[Any], folder: str) -> list[Any]:
    """Calls files that have one name by their names from the project's folder, where that is possible.

    Mypy knows one module of a name. Nobody has asked for these files together but this plugin.
    """
    times = Counter(source.module for source in sources)
    root = os.path.abspath(folder)
    found = []
    for source in sources:
        place = place_in_project(source.base_dir, root) if times[source.module] > 1 else None
        found.append(renamed(source, root, place) if place else source)
    return found


def place_in_project(folder: str | None, root: str) -> str | None:
    if not folder or not folder.startswith(os.path.join(root, "")):
        return None
    names = os.path.relpath(folder, root).split(os.sep)
    return ".".join(names) if all(name.isidentifier() for name in names) else None
