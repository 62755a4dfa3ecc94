"""What all tasks may see of the environment, while libraries are imported for them beforehand.

A task sees the distributions of its own closure. A library that looks for another one, to use it
where it is there, finds it in some tasks and not in others: such a library is left to the tasks.
"""

from __future__ import annotations

import json
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

NAME = "nx_signal_packages"

FILE = Path(__file__).parents[1] / "inputs" / f"{NAME}.py"
"""What shows a task its own packages."""

asked_for: set[str] = set()
"""Distributions that not all tasks have and that were looked for."""


def load_module() -> ModuleType:
    """The module that tasks use, not yet in `sys.modules`."""
    spec: Any = spec_from_file_location(NAME, FILE)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Common:
    """The packages that all tasks have, described in a file; `varied` are those that some have."""

    def __init__(self, path: str) -> None:
        described = json.loads(Path(path).read_text(encoding="utf-8"))
        self.module = load_module()
        self._varied = frozenset(described["varied"])
        self._packages = self.module.Packages(described, self._note)

    def install(self) -> None:
        """Shows nothing else from now on."""
        self._packages.install()

    def remove(self) -> None:
        """Shows everything again: what a task sees is its own affair."""
        self._packages.remove()

    def _note(self, _module: str, distribution: str, _file: str | None, _line: int) -> None:
        if distribution in self._varied:
            asked_for.add(distribution)
