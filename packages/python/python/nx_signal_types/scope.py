"""Which files of a project mypy is to check, and what they are called.

A project is given by one object:

    {"id": str, "folder": str, "nested": [str], "sources": [str], "paths": [str] | None}

Paths are seen from the working folder. `sources` are what the settings choose from, `nested` the folders
of projects inside. `paths` stand in the place of what the settings say.
"""

from __future__ import annotations

import glob
import io
import os
from typing import Any

from nx_signal_types.names import apart_in_project, with_full_names

NEVER_SEARCHED = ("__pycache__", "site-packages", "node_modules")


class Refused(Exception):
    """Mypy did not accept the arguments or paths. The text is its own."""


class Scope:
    """What mypy is to check of one project."""

    def __init__(self, sources: list[Any], options: Any, notes: str) -> None:
        self.sources = sources
        self.options = options
        self.notes = notes


def read_scope(project: dict[str, Any], args: list[str], cache: Any) -> Scope:
    if project["paths"] is not None:
        found = process(args + project["paths"], cache)
        found.sources = [source for source in found.sources if not is_nested(source, project)]
    else:
        found = settings_scope(project, args, cache) or whole_project(project, args, cache)
    found.sources = with_full_names(found.sources, found.options)
    return found


known: dict[tuple[str, ...], Scope | Refused] = {}
"""What mypy has made of arguments: most projects of a request have the same."""


def process(args: list[str], cache: Any) -> Scope:
    """Each time with options of their own: those of one project are changed for its run."""
    key = tuple(args)
    try:
        if key not in known:
            known[key] = ask_mypy(args, cache)
    except Refused as refused:
        known[key] = refused
    found = known[key]
    if isinstance(found, Refused):
        raise Refused(str(found))
    return copied(found) or ask_mypy(args, cache)


def copied(found: Scope) -> Scope | None:
    """Nothing where the options name an error that a plugin defines: mypy does not know it yet."""
    try:
        return Scope([*found.sources], found.options.apply_changes({}), found.notes)
    except KeyError:
        return None


def ask_mypy(args: list[str], cache: Any) -> Scope:
    from mypy.main import process_options

    captured = io.StringIO()
    try:
        sources, options = process_options(args, stdout=captured, stderr=captured, fscache=cache)
    except SystemExit:
        raise Refused(captured.getvalue()) from None
    return Scope(sources, options, captured.getvalue())


def settings_scope(project: dict[str, Any], args: list[str], cache: Any) -> Scope | None:
    """What settings or arguments name; None where they name nothing."""
    try:
        found = process(args, cache)
    except Refused as refused:
        if "Missing target module" in str(refused):
            return None
        raise
    if is_own_folder(project):
        # Its own settings may name what lies beside the project.
        found.sources = [
            source for source in found.sources if is_of(source, project) or is_beside(source, project)
        ]
        return found
    own = [source for source in found.sources if is_of(source, project)]
    if not own and found.options.files:
        # Settings of many projects may name the folders that each of them has.
        own = named_in_project(project, found.options, cache)
    found.sources = own
    return found


def named_in_project(project: dict[str, Any], options: Any, cache: Any) -> list[Any]:
    """What is there where the settings are is meant there."""
    names = [path for path in options.files if not glob.glob(path, recursive=True)]
    paths = [os.path.join(project["folder"], path) for path in names]
    existing = [found for path in paths for found in sorted(glob.glob(path, recursive=True))]
    return [
        source
        for path in existing
        for source in sources_in(path, options, cache)
        if is_of(source, project)
    ]


def whole_project(project: dict[str, Any], args: list[str], cache: Any) -> Scope:
    """All of the project, as `mypy .` in its folder would take it."""
    # A file has to be named, lest there be nothing to check; its own name is as good as any.
    found = process([*args, __file__], cache)
    found.sources = [
        source
        for path in searched(project, found.options, cache)
        for source in sources_in(path, found.options, cache)
        if is_of(source, project)
    ]
    found.sources = apart_in_project(found.sources, project["folder"])
    return found


def searched(project: dict[str, Any], options: Any, cache: Any) -> list[str]:
    """Of a module's file and its stubs the stubs, and its folder before both."""
    kept: dict[str, str] = {}
    for path in sorted(project["sources"], key=lambda path: (path.endswith(".py"), path)):
        if is_searched(path, project["folder"], options, cache):
            stem, suffix = os.path.splitext(path)
            kept.setdefault(stem if suffix in (".py", ".pyi") else path, path)
    return list(kept.values())


def is_searched(path: str, folder: str, options: Any, cache: Any) -> bool:
    from mypy.modulefinder import matches_exclude

    inside = os.path.relpath(path, folder).split(os.sep)
    if any(name in NEVER_SEARCHED or name.startswith(".") for name in inside if name != "."):
        return False
    parts = os.path.normpath(path).split(os.sep)
    above = [os.sep.join(parts[: count + 1]) for count in range(len(parts))]
    return not any(
        matches_exclude(part, options.exclude, cache, False) for part in above if part.strip(".")
    )


def sources_in(path: str, options: Any, cache: Any) -> list[Any]:
    from mypy.find_sources import InvalidSourceList, create_source_list

    try:
        return create_source_list([path], options, cache)
    except InvalidSourceList as error:
        if "no .py[i] files" in str(error):
            return []
        raise Refused(f"{error}\n") from None


def is_own_folder(project: dict[str, Any]) -> bool:
    return os.path.abspath(project["folder"]) == os.getcwd()


def is_of(source: Any, project: dict[str, Any]) -> bool:
    return (
        bool(source.path)
        and any(is_inside(source.path, path) for path in project["sources"])
        and is_inside(source.path, project["folder"])
        and not is_nested(source, project)
    )


def is_nested(source: Any, project: dict[str, Any]) -> bool:
    return bool(source.path) and any(is_inside(source.path, path) for path in project["nested"])


def is_beside(source: Any, project: dict[str, Any]) -> bool:
    return not source.path or not is_inside(source.path, project["folder"])


def is_inside(path: str, folder: str) -> bool:
    path, folder = os.path.abspath(path), os.path.abspath(folder)
    return path == folder or path.startswith(os.path.join(folder, ""))
