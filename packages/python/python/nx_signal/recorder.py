"""Imports libraries one by one and puts each on the shelf, with all that is known of its import."""

from __future__ import annotations

import os
import re
import sys
import warnings
from contextlib import contextmanager
from importlib.machinery import EXTENSION_SUFFIXES
from operator import is_
from types import ModuleType

from .circumstances import place_of
from .common import load_module
from .descriptions import is_library, read_distributions, relevant
from .effects import Effects, EffectsBefore, Irreversible, collections_in, enlarge, growth
from .environment import recorded_reads
from .preload import NotPreloadable, has_printed, is_of_environment, process_state
from .shelf import PER_COMPILER, Shelf, Unit, import_module, replace_search, restore_search

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

SUFFIXES = tuple(EXTENSION_SUFFIXES)

THREADS = "the number of threads"

MAKES_THREADS = "numpy"
"""Its threads end before a fork and start again behind it when they are needed."""

KEEPING = re.compile(r"cache|registry|_CONFIG_VARS|^(tzname|timezone|altzone|daylight)$", re.I)
"""Names in Python's own modules of what these keep to be faster, or read anew."""

LOOSE = frozenset({"sys", "warnings", "__main__", "re", "linecache", "importlib._bootstrap"})
"""Modules that are watched in other ways, or keep what nobody can tell."""


class Recorder:
    """Fills a shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.unsafe: dict[str, str] = {}
        """Modules that are left to tasks, with the reason."""
        self.encodings: dict[str, list[str]] = {}
        """Standard streams whose encoding modules ask for."""
        self._unit = Unit("")
        self._is_traceless = False
        self._names: dict[str, dict[str, Any]] = {}
        """What stands in modules, as far as a change can be undone, while nothing is taken that changes it."""
        self._all_names: dict[str, set[str]] = {}
        self._collections: dict[str, list[tuple[Any, Any]]] = {}
        """Collections in libraries, each with a copy."""
        self._known_collections: set[int] = set()
        self.know(shelf.base)

    @contextmanager
    def search(self) -> Iterator[None]:
        """Meanwhile, what is imported comes from the shelf if it is there."""
        modules, take, recorder = sys.modules, self.shelf.take, self

        def _find_and_load(name: str, import_: Any) -> Any:
            if name not in modules:
                recorder.refuse_unsafe(name)
                take(name)
            try:
                return original(name, import_)
            except ModuleNotFoundError as error:
                if error.name == name:
                    recorder._unit.absent[name] = asked_by(name, sys._getframe(1))
                raise

        asked_by = load_module().asked_by
        original = replace_search(_find_and_load)
        try:
            yield
        finally:
            restore_search(original)

    def refuse_unsafe(self, name: str) -> None:
        reason = self.unsafe.get(name)
        if reason is not None:
            self._is_traceless = True
            # Whoever catches this has not got the module: that is found out below.
            raise NotPreloadable(self._unit.name, f"imports {name}, which {reason}")

    def know(self, modules: dict[str, Any]) -> None:
        """Keeps what stands in modules, as far as a change of it can be undone."""
        for name, module in modules.items():
            if not isinstance(module, ModuleType):
                continue
            values = dict(object.__getattribute__(module, "__dict__"))
            self._all_names[name] = set(values)
            own = values if is_library(module) else [key for key in values if KEEPING.search(key)]
            if own and name not in LOOSE:
                watched = self._names[name] = {key: values[key] for key in own}
                self._collections[name] = list(self._new_collections(watched.values()))

    def _new_collections(self, values: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
        """Those that no other module has, too, with copies."""
        for one in collections_in(values):
            if id(one) not in self._known_collections:
                self._known_collections.add(id(one))
                yield one, one.copy()

    def begin(self) -> None:
        """Called before an import."""

    def end(self) -> None:
        """Called behind an import, whatever came of it."""

    def look(self, unit: Unit) -> None:
        """Called when an import has just been done."""

    def record(self, name: str) -> None:
        """Imports a module and shelves it; raises if that has done more than can be done again."""
        unit = self._unit = Unit(name)
        unit.streams = self.encodings.get(name, [])
        self._is_traceless = False
        before = {key: look() for key, look in process_state.items()}
        try:
            with recorded_reads(unit.asked), read_distributions() as found:
                self._import(unit)
                unit.distributions = relevant(found, [*unit.needs, unit])
                self.look(unit)
        finally:
            self.shelf.clear()
            for other in sys.modules.keys() - self.shelf.base.keys():
                del sys.modules[other]
        self._compare(unit, before)
        self.shelf.add(unit)

    def _import(self, unit: Unit) -> None:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            effects = EffectsBefore()
            self.begin()
            try:
                import_module(unit.name)
            except NotPreloadable:
                raise
            except BaseException as error:
                raise NotPreloadable(unit.name, f"raises {type(error).__name__}") from error
            finally:
                self.end()
            try:
                added = effects.added()
            except Irreversible as effect:
                raise NotPreloadable(unit.name, f"changes {effect}") from effect
        if self._is_traceless:
            raise NotPreloadable(unit.name, "tries to import what cannot be shared")
        if caught:
            self._is_traceless = True
            raise NotPreloadable(unit.name, f"warns: {caught[0].message}")
        self._describe(unit, added)

    def _describe(self, unit: Unit, added: Effects) -> None:
        shelf = self.shelf
        unit.needs = list(shelf.taken)
        theirs = {name: one for need in unit.needs for name, one in need.modules.items()}
        known = {**shelf.base, **theirs}
        if not all(map(is_, map(sys.modules.get, known), known.values())):
            for name, module in known.items():
                if sys.modules.get(name) is not module and not name.startswith(PER_COMPILER):
                    raise NotPreloadable(unit.name, f"replaces the module {name}")
        for name, module in list(sys.modules.items()):
            if name not in shelf.base and name not in theirs:
                self._describe_module(unit, name, module)
        unit.effects = without(added, unit.needs)
        for name in self._touched(unit, known):
            module = known[name]
            unit.attributes.extend(self._added_names(name, module))
            unit.effects.replaced.extend(self._replaced_names(name, module))
            unit.effects.grown.extend(self._grown(name, unit))
        self.know(unit.modules)
        # As if it had been taken: undone when the shelf is put in order.
        shelf.taken[unit] = None

    def _touched(self, unit: Unit, known: dict[str, Any]) -> set[str]:
        """Modules of others that the import may have changed in a way that can be undone."""
        parents = {name.rpartition(".")[0] for name in unit.modules}
        return (parents | self._names.keys()) & known.keys()

    def _describe_module(self, unit: Unit, name: str, module: Any) -> None:
        other = self.shelf.unit_of.get(name)
        if other is not None and not name.startswith(PER_COMPILER):
            raise NotPreloadable(unit.name, f"makes the module {name} of {other.name} anew")
        if not is_of_environment(module):
            raise NotPreloadable(unit.name, f"imports {name} from outside of the environment")
        unit.modules[name] = module
        spec = getattr(module, "__spec__", None)
        if name.rpartition(".")[0] not in unit.modules and getattr(spec, "name", None) == name:
            # Compiled modules make others that are not found anywhere.
            place = place_of(name)
            if place is not None:
                unit.places[name] = place
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and file.endswith(SUFFIXES) and "site-packages" in file:
            unit.natives.append(file)

    def _added_names(self, name: str, module: Any) -> list[tuple[Any, str, Any]]:
        """What the import has put into a module of others: modules below it, and what is kept there."""
        known = self._all_names.get(name)
        if known is None:
            return []
        values = object.__getattribute__(module, "__dict__")
        if len(values) == len(known):
            return []
        units = self.shelf.taken
        given = {one for unit in units for holder, one, _ in unit.attributes if holder is module}
        added = [one for one in values if one not in known and one not in given]
        return [(module, one, values[one]) for one in added if one != "__warningregistry__"]

    def _grown(self, name: str, unit: Unit) -> list[tuple[Any, Any]]:
        """What has come into collections of other libraries."""
        found = []
        for collection, copy in self._collections.get(name, ()):
            if len(collection) <= len(copy):
                continue
            theirs = added_by(unit.needs, collection)
            own = growth(enlarged(copy, theirs), collection)
            if own:
                found.append((collection, own))
        return found

    def _replaced_names(self, name: str, module: Any) -> list[tuple[Any, str, Any, Any]]:
        """What the import has put in the place of something else in a module of others."""
        known = self._names.get(name)
        if known is None:
            return []
        values = object.__getattribute__(module, "__dict__")
        if all(map(is_, map(values.get, known), known.values())):
            return []
        effects = [unit.effects for unit in self.shelf.taken if unit.effects is not None]
        given = {(id(one), key) for each in effects for one, key, _, _ in each.replaced}
        return [
            (module, key, before, values.get(key))
            for key, before in known.items()
            if values.get(key) is not before and (id(module), key) not in given
        ]

    def _compare(self, unit: Unit, before: dict[str, Any]) -> None:
        if has_printed():
            raise NotPreloadable(unit.name, "prints")
        for key, look in process_state.items():
            if look() == before[key]:
                continue
            if key == THREADS and self._ends_threads(unit) and look() == before[key]:
                continue
            raise NotPreloadable(unit.name, f"changes {key}")

    def _ends_threads(self, unit: Unit) -> bool:
        """Has the library end its threads, as it does before a fork; whether it is the one that can."""
        if not any(MAKES_THREADS in one.modules for one in (*unit.needs, unit)):
            return False
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)
        return True


def added_by(units: list[Unit], collection: Any) -> list[Any]:
    """What has come into a collection from each of these, in their order."""
    effects = [unit.effects for unit in units if unit.effects is not None]
    return [added for each in effects for one, added in each.grown if one is collection]


def enlarged(collection: Any, parts: list[Any]) -> Any:
    result = collection.copy()
    for part in parts:
        enlarge(result, part)
    return result


def without(added: Effects, units: list[Unit]) -> Effects:
    """The effects that are not those of some units."""
    theirs = [unit.effects for unit in units if unit.effects is not None]
    loggers = {name for one in theirs for name in one.loggers}
    filters = [item for one in theirs for item in one.filters]
    finders = [finder for one in theirs for finder in one.finders]
    finalizers = {one for effects in theirs for one in effects.finalizers}
    return Effects(
        {name: logger for name, logger in added.loggers.items() if name not in loggers},
        [item for item in added.filters if item not in filters],
        [finder for finder in added.finders if finder not in finders],
        {one: info for one, info in added.finalizers.items() if one not in finalizers},
    )
