"""The name of what mypy keeps, by the plugins it was made with.

Mypy notes the plugins of a whole folder of kept modules and notes them anew after each run, be it over
some of the modules only: the others would then count as made with plugins that never saw them. And it
notes no more of a plugin than the one file it starts with. So modules that other plugins made are in
other folders.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.machinery
import io
import json
import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from typing import Any

KEPT_FOLDERS = 3
"""Branches may have plugins of their own: how many are kept for each file of settings."""

UNRELATED = {"coverage", "hatch", "nx-signal", "pdm", "poetry", "pytest", "ruff", "uv"}
"""Tables of pyproject.toml that no plugin of mypy reads."""


def cache_folder(options: Any) -> str:
    """Where mypy is to keep modules, given where it would without plugins."""
    if not options.plugins or options.cache_dir == os.devnull:
        return str(options.cache_dir)
    try:
        digest = digest_of_plugins(options)
    except BaseException:
        # Mypy will say what is wrong with the plugin.
        return os.devnull
    folder = f"{options.cache_dir}~{digest}"
    keep_newest(options.cache_dir, folder)
    return folder


def digest_of_plugins(options: Any) -> str:
    before = set(sys.modules)
    opened = load(options)
    loaded = {os.path.abspath(path) for path in module_files(set(sys.modules) - before)}
    own = with_imports({path for path in loaded if not is_installed(path)})
    digest = hashlib.sha1(json.dumps(options.plugins).encode())
    for path in sorted(own | opened):
        digest.update(f"\0{os.path.basename(path)}\0".encode())
        digest.update(contents(path, options.config_file))
    if any(is_package(path) for path in loaded):
        digest.update(b"\0".join(records()))
    return digest.hexdigest()[:16]


def load(options: Any) -> set[str]:
    """Loads the plugins as mypy does, and tells the files they open, other than modules."""
    from mypy.build import load_plugins
    from mypy.errors import Errors

    opened: set[str] = set()
    listening = True

    def hear(event: str, values: tuple[Any, ...]) -> None:
        if listening and event == "open" and isinstance(values[0], str):
            opened.add(os.path.abspath(values[0]))

    sys.addaudithook(hear)
    try:
        load_plugins(options, Errors(options), io.StringIO(), [])
    finally:
        listening = False
    return {path for path in opened if is_data(path)}


def is_data(path: str) -> bool:
    return (
        os.path.isfile(path)
        and not path.endswith((".py", ".pyc"))
        and not is_installed(path)
        and not path.startswith(("/dev/", "/proc/"))
    )


def contents(path: str, config_file: str | None) -> bytes:
    with open(path, "rb") as file:
        data = file.read()
    if config_file and path == os.path.abspath(config_file) and path.endswith(".toml"):
        try:
            import tomllib

            tables = tomllib.loads(data.decode()).get("tool", {})
        except Exception:
            return data
        kept = {name: table for name, table in tables.items() if name not in UNRELATED}
        return json.dumps(kept, sort_keys=True, default=str).encode()
    return data


def module_files(names: set[str]) -> Iterator[str]:
    for name in names:
        file = getattr(sys.modules.get(name), "__file__", None)
        if file:
            yield file


def folders_of(*names: str) -> tuple[str, ...]:
    return tuple(os.path.join(sysconfig.get_path(name), "") for name in names)


def is_installed(path: str) -> bool:
    return path.startswith(folders_of("stdlib", "platstdlib", "purelib", "platlib"))


def is_package(path: str) -> bool:
    """Whether a module belongs to an installed package, other than mypy itself."""
    own = tuple(os.path.join(folder, "mypy", "") for folder in folders_of("purelib", "platlib"))
    return path.startswith(folders_of("purelib", "platlib")) and not path.startswith(own)


def with_imports(paths: set[str]) -> set[str]:
    """The files with those they may import later, as far as Python finds these now."""
    seen: set[str] = set()
    waiting = list(paths)
    while waiting:
        path = waiting.pop()
        if path not in seen and path.endswith(".py"):
            seen.add(path)
            waiting += [found for found in imported(path) if not is_installed(found)]
    return seen | paths


def imported(path: str) -> Iterator[str]:
    with open(path, "rb") as file:
        tree = ast.parse(file.read())
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from files_of(alias.name, [os.path.dirname(path), *sys.path])
        elif isinstance(node, ast.ImportFrom):
            folders = sys.path
            if node.level:
                folder = path
                for _ in range(node.level):
                    folder = os.path.dirname(folder)
                folders = [folder]
            for alias in node.names:
                module = f"{node.module}.{alias.name}" if node.module else alias.name
                yield from files_of(module, [os.path.dirname(path), *folders])


def files_of(module: str, folders: list[str]) -> Iterator[str]:
    """Files of a module and the packages around it, without running any."""
    name = ""
    for part in module.split("."):
        name = f"{name}.{part}" if name else part
        found = importlib.machinery.PathFinder.find_spec(name, folders)
        if not found:
            return
        if found.origin and os.path.isfile(found.origin):
            yield os.path.abspath(found.origin)
        folders = list(found.submodule_search_locations or [])


def records() -> Iterator[bytes]:
    """What is installed, file by file, as its installer wrote it down."""
    for folder in sorted({sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}):
        for name in sorted(os.listdir(folder)):
            if name.endswith((".dist-info", ".egg-info")):
                yield name.encode()
                record = os.path.join(folder, name, "RECORD")
                if os.path.isfile(record):
                    with open(record, "rb") as file:
                        yield file.read()


def keep_newest(base: str, folder: str) -> None:
    """Makes a folder the newest of its settings and removes those that have been idle longest."""
    os.makedirs(folder, exist_ok=True)
    os.utime(folder)
    above, name = os.path.split(base)
    others = [entry for entry in os.scandir(above) if entry.name.startswith(f"{name}~")]
    others.sort(key=lambda entry: entry.stat().st_mtime, reverse=True)
    for entry in others[KEPT_FOLDERS:]:
        shutil.rmtree(entry.path, ignore_errors=True)
