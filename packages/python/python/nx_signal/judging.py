"""Judges libraries in forks, so that what their imports do is gone with these."""

from __future__ import annotations

import json
import os
import select
import sys
import warnings
from functools import partial

from .guardian import kill_group
from .judge import Judge
from .messages import write_message
from .preload import watch_output
from .shelf import import_module, replace_search, restore_search

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from .shelf import Shelf

PATIENCE = 60.0
"""Seconds after which an import counts as one that never ends."""

ENDING = "ends the process when it is imported, or never ends"

ATTEMPTS = 12
"""How often to begin again without what was found."""


def judge_in_fork(shelf: Shelf, names: list[str]) -> dict[str, Any]:
    """The order in which to import modules, and those of them that are left to tasks."""
    unsafe: dict[str, str] = {}
    order = find_order(names, unsafe)
    if order is None:
        found = {**dict.fromkeys(names, "was not judged"), **unsafe}
        return {"order": [], "encodings": {}, "unsafe": found}
    for _ in range(ATTEMPTS):
        told = in_fork(lambda say: judge_all(shelf, order, unsafe, say))
        found = told[-1].get("unsafe")
        if found is None:
            # The last one that was begun has ended the process, or never ends.
            found = {told[-1].get("begun", ""): ENDING}
        unsafe.update(found)
        if told[-1].get("complete"):
            return {"order": order, "encodings": told[-1]["encodings"], "unsafe": unsafe}
    return {
        "order": order,
        "encodings": {},
        "unsafe": {**dict.fromkeys(order, "was not judged"), **unsafe},
    }


def find_order(names: list[str], unsafe: dict[str, str]) -> list[str] | None:
    """The order in which modules come; adds those that must not be imported at all."""
    for _ in range(ATTEMPTS):
        left = [name for name in names if name not in unsafe]
        last = in_fork(partial(tell_order, left))[-1]
        if "order" in last:
            return list(last["order"])
        unsafe[last.get("begun", "")] = ENDING
    return None


def tell_order(names: list[str], say: Callable[[Any], None]) -> dict[str, Any]:
    return {"order": roots_of(names, lambda name: say({"begun": name}))}


def judge_all(
    shelf: Shelf, order: list[str], unsafe: dict[str, str], say: Callable[[Any], None]
) -> dict[str, Any]:
    """Judges until something is found that may have left its traces in this process."""
    judge = Judge(shelf)
    judge.unsafe = dict(unsafe)
    sys.addaudithook(judge.hear)
    with judge.search():
        for name in order:
            if name in judge.unsafe:
                continue
            say({"begun": name})
            try:
                judge.judge(name)
            except Exception as error:
                judge.unsafe[name] = getattr(error, "reason", f"cannot be judged: {error!r}")
                if judge.is_spoilt:
                    return {"unsafe": judge.unsafe}
    return {"unsafe": judge.unsafe, "encodings": judge.encodings, "complete": True}


def in_fork(work: Callable[[Callable[[Any], None]], Any]) -> list[dict[str, Any]]:
    """What is said in a process of its own, in lines; at least an empty one."""
    listening, speaking = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.setsid()
        os.close(listening)
        watch_output()
        try:
            write_message(speaking, work(lambda message: write_message(speaking, message)))
        finally:
            os._exit(0)
    os.close(speaking)
    text = read_all(listening)
    kill_group(pid)
    os.waitpid(pid, 0)
    return [json.loads(line) for line in text.splitlines()] or [{}]


def read_all(descriptor: int) -> str:
    """What arrives until the other side is gone, or silent for too long."""
    chunks = []
    while select.select([descriptor], [], [], PATIENCE)[0]:
        chunk = os.read(descriptor, 1 << 16)
        if not chunk:
            break
        chunks.append(chunk)
    os.close(descriptor)
    return b"".join(chunks).decode()


def roots_of(names: list[str], say: Callable[[str], None] = lambda _: None) -> list[str]:
    """Imports modules as they come, and says each before; returns those to import one by one, each behind what it needs.

    What is imported inside the import of a package around it is a part of that.
    """
    order: list[str] = []
    begun: list[str] = []
    done: set[str] = set()
    modules = sys.modules

    def _find_and_load(name: str, import_: Any) -> Any:
        if name in modules:
            return original(name, import_)
        begun.append(name)
        try:
            return original(name, import_)
        finally:
            begun.pop()
            if name in modules and name not in done:
                done.add(name)
                if not any(name.startswith(f"{one}.") for one in begun):
                    order.append(name)

    original = replace_search(_find_and_load)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for name in names:
                say(name)
                try:
                    import_module(name)
                except BaseException:
                    continue
    finally:
        restore_search(original)
    return order
