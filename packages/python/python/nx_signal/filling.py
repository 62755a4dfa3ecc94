"""Fills the shelf with what the caller asks for, as far as it can be shared."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from .common import load_module
from .judging import judge_in_fork
from .recorder import Recorder
from .searching import NotSearchable
from .shelf import Shelf

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Wanted:
    """Modules that tasks have imported before, and what is known of them.

    The file holds `modules`, in the order of their imports; `judged`, what `fill_shelf` has said of them
    before, if it has; and `installed`, folders with the milliseconds of their last change by then.
    """

    def __init__(self, path: str) -> None:
        described = json.loads(Path(path).read_text(encoding="utf-8"))
        self.modules: list[str] = described["modules"]
        folders = described.get("installed", {}).items()
        is_current = all(is_unchanged(*one) for one in folders)
        self.judged: dict[str, Any] = (is_current and described.get("judged")) or {"modules": []}

    def is_judged(self) -> bool:
        return set(self.modules) <= set(self.judged["modules"])


def is_unchanged(folder: str, milliseconds: int) -> bool:
    try:
        return os.stat(folder).st_mtime_ns // 10**6 == milliseconds
    except OSError:
        return False


def fill_shelf(
    wanted: Wanted, packages: str | None, excluded: dict[str, str]
) -> tuple[Shelf, dict[str, Any]]:
    """The shelf, and what is known of the modules by now."""
    shelf = Shelf()
    names = [one for one in wanted.modules if one not in sys.modules]
    visible = None if packages is None else seen_by_any(packages)
    if visible is not None:
        visible.install()
    try:
        judged = wanted.judged if wanted.is_judged() else judge_in_fork(shelf, names)
        judged = {
            **judged,
            "modules": wanted.modules,
            "unsafe": {**judged.get("unsafe", {}), **excluded},
        }
        shelf.prepare()
        record_all(shelf, judged)
    except NotSearchable:
        return shelf, judged
    finally:
        if visible is not None:
            visible.remove()
    return shelf, judged


def record_all(shelf: Shelf, judged: dict[str, Any]) -> None:
    recorder = Recorder(shelf)
    recorder.unsafe, recorder.encodings = judged["unsafe"], judged["encodings"]
    with recorder.search():
        for name in judged["order"]:
            if name not in recorder.unsafe and name not in sys.modules:
                recorder.record(name)


def seen_by_any(path: str) -> Any:
    """Hides what no task may see. A library that meets what only some may see is known to have."""
    described = json.loads(Path(path).read_text(encoding="utf-8"))
    varied = set(described["varied"])
    described["hidden"] = [one for one in described["hidden"] if one not in varied]
    described["modules"] = {
        module: owners
        for module, owners in described["modules"].items()
        if varied.isdisjoint(owners.split(" or "))
    }
    return load_module().Packages(described, lambda *_: None)
