"""What importing libraries does beside defining modules, as far as it can be undone and done again.

Loggers that they have made, filters of warnings, finders that they have put behind the others,
finalizers, and what they have put in the place of something else in modules of others.
"""

from __future__ import annotations

import atexit
import logging
import sys
import warnings
import weakref
from collections import OrderedDict, defaultdict

from .hidden import hide_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any


finalize: Any = weakref.finalize


class Irreversible(Exception):
    """An effect of another kind."""


class Effects:
    """What one import has added."""

    def __init__(
        self,
        loggers: dict[str, Any],
        filters: list[Any],
        finders: list[Any],
        finalizers: dict[Any, Any],
    ) -> None:
        self.loggers = loggers
        self.filters = filters
        """Those that it has put before the others, the last one first."""
        self.finders = finders
        self.finalizers = finalizers
        self.replaced: list[tuple[Any, str, Any, Any]] = []
        """Modules, a name in each, and what that stood for before and stands for since."""
        self.grown: list[tuple[Any, Any]] = []
        """Collections of others, and what has come into them: of the same kind."""

    def apply(self) -> None:
        """Does it again."""
        for name, logger in self.loggers.items():
            put_logger(name, logger)
        for item in reversed(self.filters):
            warnings._add_filter(*item, append=False)  # type: ignore[attr-defined]
        sys.meta_path.extend(self.finders)
        if self.finalizers:
            put_finalizers(self.finalizers)
        for module, name, before, now in self.replaced:
            if vars(module).get(name) is before:
                setattr(module, name, now)
        for collection, added in self.grown:
            enlarge(collection, added)

    def undo(self) -> None:
        """Undoes it, but for filters, which are undone by whoever watches imports."""
        for name in self.loggers:
            remove_logger(name)
        sys.meta_path[:] = [one for one in sys.meta_path if one not in self.finders]
        for one in self.finalizers:
            finalize._registry.pop(one, None)
        if self.finalizers and not finalize._registry:
            atexit.unregister(finalize._exitfunc)
            finalize._registered_with_atexit = False
        for module, name, before, _ in self.replaced:
            setattr(module, name, before)
        for collection, added in self.grown:
            shrink(collection, added)

    def conflict(self) -> str | None:
        """Why it cannot be done again."""
        known = logging.root.manager.loggerDict
        for name, logger in self.loggers.items():
            if isinstance(known.get(name), logging.Logger):
                return f"the logger {name} was made before"
            if type(logger) is not (logging.root.manager.loggerClass or logging.getLoggerClass()):
                return "loggers are of another class"
        for module, name, before, now in self.replaced:
            here = vars(module).get(name)
            # It may have been put there meanwhile, for the same reason.
            if here is not before and not (type(here) is type(now) and here == now):
                return f"{module.__name__}.{name} has changed"
        return None


COLLECTIONS = (dict, list, set, defaultdict, OrderedDict)


def enlarge(collection: Any, added: Any) -> None:
    if type(collection) is list:
        collection.extend(added)
    else:
        collection.update(added)


def shrink(collection: Any, added: Any) -> None:
    if type(collection) is list:
        del collection[len(collection) - len(added) :]
        return
    for one in added:
        collection.pop(one) if isinstance(collection, dict) else collection.discard(one)


def collections_in(values: Iterable[Any]) -> Iterator[Any]:
    """Those among values, and those inside of these."""
    for one in values:
        if type(one) in COLLECTIONS:
            yield one
            inside = one.values() if isinstance(one, dict) else one
            yield from (each for each in list(inside) if type(each) in COLLECTIONS)


def growth(before: Any, now: Any) -> Any:
    """What has come into a collection, of which there is an earlier copy."""
    if type(now) is list:
        return now[len(before) :]
    if type(now) is set:
        return now - before
    return {key: value for key, value in now.items() if key not in before}


class EffectsBefore:
    """The state before an import."""

    def __init__(self) -> None:
        self._loggers = dict(logging.root.manager.loggerDict)
        self._filters = list(warnings.filters)
        self._finders = list(sys.meta_path)
        self._finalizers = set(finalize._registry)

    def added(self) -> Effects:
        """What has come since; to be asked while the filters are those of the import."""
        finalizers = {
            one: info for one, info in finalize._registry.items() if one not in self._finalizers
        }
        return Effects(
            self._added_loggers(), self._added_filters(), self._added_finders(), finalizers
        )

    def _added_loggers(self) -> dict[str, Any]:
        now = logging.root.manager.loggerDict
        for name, logger in self._loggers.items():
            if now.get(name) is not logger:
                raise Irreversible(f"the logger {name}")
        return {
            name: logger
            for name, logger in now.items()
            if name not in self._loggers and isinstance(logger, logging.Logger)
        }

    def _added_filters(self) -> list[Any]:
        now = list(warnings.filters)
        count = len(now) - len(self._filters)
        if count < 0 or now[count:] != self._filters:
            raise Irreversible("the filters of warnings")
        return now[:count]

    def _added_finders(self) -> list[Any]:
        count = len(self._finders)
        if [*map(id, sys.meta_path[:count])] != [*map(id, self._finders)]:
            raise Irreversible("the import hooks")
        return sys.meta_path[count:]


def put_finalizers(finalizers: dict[Any, Any]) -> None:
    if not finalize._registered_with_atexit:
        atexit.register(finalize._exitfunc)
        finalize._registered_with_atexit = True
    finalize._registry.update(finalizers)
    finalize._dirty = True


def put_logger(name: str, logger: Any) -> None:
    """Gives a logger its place, as `getLogger` does with a new one."""
    manager: Any = logging.root.manager
    before = manager.loggerDict.get(name)
    manager.loggerDict[name] = logger
    if isinstance(before, logging.PlaceHolder):
        manager._fixupChildren(before, logger)
    manager._fixupParents(logger)
    logger._cache.clear()


def remove_logger(name: str) -> None:
    """Takes it out, with the places above that were made for it."""
    manager: Any = logging.root.manager
    logger = manager.loggerDict.pop(name, None)
    for above, place in list(manager.loggerDict.items()):
        if isinstance(place, logging.PlaceHolder) and name.startswith(f"{above}."):
            place.loggerMap.pop(logger, None)
            if not place.loggerMap:
                del manager.loggerDict[above]


hide_all(globals())
