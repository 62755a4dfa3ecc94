"""What is installed, read once for all tasks of an environment.

Pytest asks every distribution for its entry points, twice in each run, and plugins for their files
and versions. The answers are remembered for that phase only: by the time code of a project runs,
`importlib.metadata` is its own self again.
"""

from __future__ import annotations

import functools
import importlib.metadata
import sys
from pathlib import Path

from .common import NAME as PACKAGES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.metadata import Distribution
    from typing import Any

ASKED_OF_ALL = ("entry_points",)
ASKED_OF_PLUGINS = ("files", "metadata", "version")

ask_system = importlib.metadata.distributions


class Installed:
    """The distributions that are found on one `sys.path`."""

    def __init__(self) -> None:
        self.all = list(ask_system())
        holding = {str(distribution.locate_file("")) for distribution in self.all}
        # Where these stand makes no difference.
        self._empty = {entry for entry in sys.path if str(Path(entry)) not in holding}
        self._path = self._without_empty(sys.path)
        for distribution in self.all:
            remember_answers(distribution)

    def distributions(self, **context: Any) -> Iterator[Distribution]:
        """Stands in for the function of `importlib.metadata`; asks it about any other path."""
        if context or self._without_empty(sys.path) != self._path:
            return iter(ask_system(**context))
        # A task that has begun to see its own packages alone.
        packages = getattr(sys.modules.get(PACKAGES), "current", None)
        return iter(self.all) if packages is None else packages.visible(self.all)

    def _without_empty(self, path: list[str]) -> list[str]:
        return [entry for entry in path if entry not in self._empty]

    def answer(self) -> None:
        """Answers pytest's questions until `stop_answering`."""
        importlib.metadata.distributions = self.distributions


def stop_answering() -> None:
    """Puts the standard library's function back."""
    importlib.metadata.distributions = ask_system


def remember_answers(distribution: Distribution) -> None:
    """Turns properties of a distribution that read files into remembered ones, and reads them."""
    kind: Any = type(distribution)
    distribution.__class__ = remembering_kind(kind, (*ASKED_OF_ALL, *ASKED_OF_PLUGINS))
    asked = list(ASKED_OF_ALL)
    # Parsing metadata imports this where pytest does not; then the tasks that ask shall do it.
    if is_plugin(distribution) and "email.parser" in sys.modules:
        asked += ASKED_OF_PLUGINS
    for name in asked:
        getattr(distribution, name)


def is_plugin(distribution: Distribution) -> bool:
    """Whether pytest loads something of this distribution by itself."""
    return any(one.group == "pytest11" for one in distribution.entry_points)


@functools.cache
def remembering_kind(kind: Any, names: tuple[str, ...]) -> Any:
    """A subclass whose properties are computed once."""
    kept: dict[str, Any] = {}
    for name in names:
        kept[name] = functools.cached_property(getattr(kind, name).fget)
    result: Any = type(kind.__name__, (kind,), {**kept, "__module__": kind.__module__})
    for name, value in kept.items():
        value.__set_name__(result, name)
    return result
