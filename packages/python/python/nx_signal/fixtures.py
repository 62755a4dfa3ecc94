"""Where pytest looks for fixtures: the same names in the same modules and classes in every run.

Pytest takes each name of each plugin in its hand to see whether it is a fixture. Measured per task
of four tests: 7 ms of some 65. Names that cannot be one are found out beforehand, for what pytest
itself defines; whatever has changed since then is looked at as ever.
"""

from __future__ import annotations

import sys
from operator import is_
from types import ModuleType

from .hidden import hidden

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

MARKS = ("_pytestfixturefunction", "_mock_name", "__wrapped__")
"""Attributes by which pytest finds a fixture, now or in earlier versions."""

SIMPLE = frozenset(
    {ModuleType, str, bytes, int, float, bool, type(None), tuple, list, dict, set, frozenset}
    | {type(value) for value in vars(object).values()}
)

PLAIN: tuple[Any, ...] = tuple(kind.__getattribute__ for kind in (object, type))
"""How attributes are found without anything else happening."""


def is_inert(value: Any, definition: type | None) -> bool:
    """Whether a value is sure to be no fixture and to hide none.

    `definition` is the type of fixtures, in the versions of pytest that have one.
    """
    kind = type(value)
    if kind in SIMPLE:
        return True
    if hasattr(kind, "__getattr__") or kind.__getattribute__ not in PLAIN:
        return False
    return kind is not definition and not any(hasattr(value, mark) for mark in MARKS)


class Holder:
    """A module, or a class with its bases, as it was when its names were looked at."""

    def __init__(self, places: Iterable[Any], definition: type | None) -> None:
        self._places = [(place, dict(vars(place))) for place in places]
        self.inert: set[str] = set()
        marked: set[str] = set()
        for _, values in self._places:
            for name, value in values.items():
                (self.inert if is_inert(value, definition) else marked).add(name)
        self.inert -= marked

    @hidden
    def inert_names(self) -> set[str]:
        """Those among the names that still are what they were."""
        if all(has_values(vars(place), before) for place, before in self._places):
            return self.inert
        changed: set[str] = set()
        for place, before in self._places:
            now = vars(place)
            names = {*now, *before}
            changed.update(name for name in names if now.get(name) is not before.get(name))
        return self.inert - changed


@hidden
def has_values(now: Mapping[str, Any], before: dict[str, Any]) -> bool:
    """Whether all names are there, in their order, and no others."""
    same = len(now) == len(before) and all(map(is_, now, before))
    return same and all(map(is_, now.values(), before.values()))


def find_holders(modules: Iterable[str]) -> dict[int, Holder]:
    """Modules, and the classes that they define, by their ids."""
    import _pytest.fixtures

    definition = getattr(_pytest.fixtures, "FixtureFunctionDefinition", None)
    found: dict[int, Holder] = {}
    for name in modules:
        module = sys.modules.get(name)
        # Another type of object could stand there, with attributes that do things.
        if type(module) is ModuleType:
            found[id(module)] = Holder([module], definition)
            classes = [one for one in vars(module).values() if is_plain_class(one)]
            found.update((id(one), Holder(one.__mro__, definition)) for one in classes)
    return found


def is_plain_class(value: Any) -> bool:
    """Whether the attributes of a class, and their list, are those that it and its bases define."""
    kind = type(value)
    plain_list: Any = object.__dir__
    return (
        isinstance(value, type)
        and kind.__getattribute__ in PLAIN
        and not hasattr(kind, "__getattr__")
        and value.__module__.startswith("_pytest.")
        and value.__dir__ is plain_list
    )


def skip_inert_names(modules: Iterable[str]) -> Callable[[], None]:
    """Has pytest look for fixtures only where one can be; returns a way to forget what is known."""
    import _pytest.fixtures

    # Found before the function that is built in.
    _pytest.fixtures.dir = dir  # type: ignore[attr-defined]
    holders = find_holders(modules)

    @hidden
    def names_in(holder: Any) -> list[str]:
        kind = type(holder)
        known = holders.get(id(holder if kind is ModuleType else kind))
        if known is None:
            return dir(holder)
        inert = known.inert_names()
        return [name for name in dir(holder) if name not in inert]

    _pytest.fixtures.dir = names_in  # type: ignore[attr-defined]
    return holders.clear
