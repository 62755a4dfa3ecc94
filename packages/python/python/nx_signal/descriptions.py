"""Which distributions libraries read about while they are imported."""

from __future__ import annotations

import importlib.metadata
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from .common import load_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from .shelf import Unit


@contextmanager
def read_distributions() -> Iterator[dict[str, set[str] | None]]:
    """The distributions whose description is read meanwhile.

    Who goes through all of them for entry points of some kind reads those of all: for each there are the
    kinds that it has, if nothing but these was read.
    """
    kind: Any = importlib.metadata.PathDistribution
    original, name_of = kind.read_text, load_module().name_of
    found: dict[str, set[str] | None] = {}

    def read_text(self: Any, filename: str) -> Any:
        text = original(self, filename)
        if filename == "entry_points.txt":
            found.setdefault(name_of(self), groups_in(text))
        else:
            found[name_of(self)] = None
        return text

    kind.read_text = read_text
    try:
        yield found
    finally:
        kind.read_text = original


def groups_in(text: str | None) -> set[str]:
    lines = [line.strip() for line in (text or "").splitlines()]
    return {line[1:-1].strip() for line in lines if line.startswith("[")}


def relevant(found: dict[str, set[str] | None], units: list[Unit]) -> set[str]:
    """The distributions that make a difference: of whose entry points some kind is named in the code."""
    groups = {one.encode() for kinds in found.values() for one in kinds or ()}
    if not groups:
        return set(found)
    named: set[bytes] = set()
    for file in {
        one.__file__ for unit in units for one in unit.modules.values() if is_library(one)
    }:
        content = Path(file).read_bytes()
        named.update(group for group in groups if group in content)
    return {
        name
        for name, kinds in found.items()
        if kinds is None or any(one.encode() in named for one in kinds)
    }


def is_library(module: Any) -> bool:
    """Whether a module is of what is installed, and not Python's own."""
    file = getattr(module, "__file__", None) if isinstance(module, ModuleType) else None
    return isinstance(file, str) and "site-packages" in file
