"""How long many small projects take, in plain processes and through the zygote."""

from __future__ import annotations

import os
import time
from pathlib import Path

from case import Case, fresh_project
from runners import Zygote, base_environment, run_message, run_plain

PROJECTS = 50
TESTS = "".join(f"def test_{number}(): assert {number} == {number}\n" for number in range(4))
CASE = Case("project", {"tests/test_it.py": TESTS}, ["tests"])


def print_timing(executables: Path, folder: Path) -> None:
    """Both ways, wall clock and CPU; a ratio is all that carries over to another machine."""
    cases = [Case(f"project{number}", CASE.files, CASE.args) for number in range(PROJECTS)]
    for case in cases:
        fresh_project(folder / case.name, case)
    environment = base_environment()
    run_plain(executables, cases[0], folder / cases[0].name, environment)
    wall, cpu = measure(lambda: all_plain(executables, cases, folder, environment))
    print(f"{PROJECTS} plain processes, one after the other: {wall:.2f} s wall, {cpu:.2f} s CPU")
    forked_wall, forked_cpu = measure(lambda: all_forked(executables, cases, folder, environment))
    print(
        f"{PROJECTS} tasks of a zygote, two at once: "
        f"{forked_wall:.2f} s wall, {forked_cpu:.2f} s CPU"
    )
    print(f"ratio: {wall / forked_wall:.1f} wall, {cpu / forked_cpu:.1f} CPU")


def measure(work: object) -> tuple[float, float]:
    """Seconds on the wall and in this process's children."""
    before, started = os.times(), time.monotonic()
    work()  # type: ignore[operator]
    after, ended = os.times(), time.monotonic()
    user = after.children_user - before.children_user
    return ended - started, user + after.children_system - before.children_system


def all_plain(
    executables: Path, cases: list[Case], folder: Path, environment: dict[str, str]
) -> None:
    """A process for each."""
    for case in cases:
        assert run_plain(executables, case, folder / case.name, environment).exit_code == 0


def all_forked(
    executables: Path, cases: list[Case], folder: Path, environment: dict[str, str]
) -> None:
    """One zygote, its own start included."""
    zygote = Zygote(executables, environment, {"limit": 2})
    for case in cases:
        zygote.send(run_message(case, folder / case.name))
    spent = 0.0
    for _ in cases:
        end = zygote.receive()
        assert end["exitCode"] == 0, end
        spent += end["userCpu"] + end["systemCpu"]
    print(f"a task: {spent / len(cases) * 1000:.0f} ms CPU")
    zygote.stop()
