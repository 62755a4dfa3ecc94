"""What the zygote does around its tasks: order, ends, nothing left behind."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import Any

from case import Case, differences, fresh_project
from environment import CHANGING, WARNING, install_plugin, site_packages
from runners import Zygote, base_environment, run_message, run_plain

SLEEPING = {
    "test_a.py": """
    import os, subprocess, time
    def test_a():
        child = subprocess.Popen(["sleep", "60"])
        with open("pids.part", "w") as file:
            file.write(f"{os.getpid()} {child.pid}")
        os.rename("pids.part", "pids")
        time.sleep(60)
    """
}


def start(executables: Path, folder: Path, limit: int = 1, **options: Any) -> Zygote:
    """A zygote with a fresh folder to work in."""
    fresh_project(folder, Case("", {}))
    return Zygote(executables, base_environment(), {"limit": limit, **options})


def start_sleeping(zygote: Zygote, folder: Path, name: str = "sleeping") -> list[int]:
    """Starts a task that hangs; returns its process and that of a program it has started."""
    place = folder / name
    fresh_project(place, Case(name, SLEEPING))
    zygote.send(run_message(Case(name, SLEEPING), place))
    pids = place / "project/pids"
    wait_until(pids.exists, "the task does not start")
    return [int(pid) for pid in pids.read_text().split()]


def wait_until(true: Any, problem: str) -> None:
    """Fails after ten seconds."""
    deadline = time.monotonic() + 10
    while not true():
        assert time.monotonic() < deadline, problem
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    """Whether a process works; one that has ended may still wait to be noticed."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def assert_gone(pids: list[int]) -> None:
    """None of them is left."""
    wait_until(lambda: not any(map(is_running, pids)), f"some of {pids} are left")


def cancel_one(executables: Path, folder: Path) -> None:
    """A cancelled task ends with what it has started; others go on."""
    zygote = start(executables, folder, limit=2)
    first = start_sleeping(zygote, folder, "first")
    second = start_sleeping(zygote, folder, "second")
    zygote.send({"type": "cancel", "id": "first"})
    end = zygote.receive()
    assert (end["id"], end["cancelled"], end["signal"]) == ("first", True, "SIGTERM"), end
    assert_gone(first)
    assert all(map(is_running, second)), "the other task has ended too"
    zygote.stop()
    assert_gone(second)


def cancel_all(executables: Path, folder: Path) -> None:
    """Those that wait are answered too."""
    zygote = start(executables, folder)
    pids = start_sleeping(zygote, folder)
    zygote.send(run_message(Case("waiting", {}), folder / "sleeping"))
    zygote.send({"type": "cancel"})
    answers = {answer["id"]: answer["type"] for answer in (zygote.receive(), zygote.receive())}
    assert answers == {"sleeping": "end", "waiting": "cancelled"}, answers
    assert_gone(pids)
    zygote.stop()


def end_with(how: Any) -> Any:
    """A check that nothing is left when the zygote ends in a certain way."""

    def check(executables: Path, folder: Path) -> None:
        zygote = start(executables, folder)
        pids = start_sleeping(zygote, folder)
        how(zygote)
        zygote.process.wait(10)
        assert_gone(pids)

    check.__name__ = f"end_with_{how.__name__}"
    return check


def end_of_input(zygote: Zygote) -> None:
    assert zygote.process.stdin is not None
    zygote.process.stdin.close()


def shutdown(zygote: Zygote) -> None:
    zygote.send({"type": "shutdown"})


def sigterm(zygote: Zygote) -> None:
    zygote.process.send_signal(signal.SIGTERM)


def sigint(zygote: Zygote) -> None:
    zygote.process.send_signal(signal.SIGINT)


def sigkill(zygote: Zygote) -> None:
    zygote.process.kill()


def respect_the_limit(executables: Path, folder: Path) -> None:
    """No more than the limit at once, and as many as that."""
    zygote = start(executables, folder)
    zygote.send({"type": "limit", "limit": 2})
    files = {"test_a.py": "import time\ndef test_a(): time.sleep(0.5)\n"}
    fresh_project(folder, Case("", files))
    for number in range(4):
        zygote.send(run_message(Case(str(number), files, ["-p", "no:cacheprovider"]), folder))
    ends = [zygote.receive() for _ in range(4)]
    for end in ends:
        others = [one for one in ends if one is not end]
        overlapping = [one for one in others if overlap(one, end)]
        assert end["exitCode"] == 0 and overlapping, end
    moments = [one["startTime"] for one in ends]
    busiest = max(sum(e["startTime"] <= m < e["endTime"] for e in ends) for m in moments)
    assert busiest == 2, f"{busiest} at once"
    zygote.stop()


def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two tasks ran at the same time."""
    return one["startTime"] < other["endTime"] and other["startTime"] < one["endTime"]


def tell_what_is_wrong(executables: Path, folder: Path) -> None:
    """Bad requests are answered, and do no harm."""
    zygote = start(executables, folder)
    for message in ({"type": "fly"}, {"type": "run", "id": "a"}, {"type": "run", "cwd": "/"}):
        zygote.send(message)
        answer = zygote.receive()
        assert answer["type"] == "error" and answer["reason"], answer
    zygote.send({"type": "run", "id": "a", "cwd": "/nowhere", "args": []})
    assert zygote.receive()["type"] == "unsupported"
    assert zygote.stop() == 0


def insist_on_the_end(executables: Path, folder: Path) -> None:
    """A task that does not want to end is killed."""
    files = {
        "test_a.py": """
        import signal, time
        def test_a():
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(60)
        """
    }
    zygote = start(executables, folder)
    fresh_project(folder, Case("", files))
    result = zygote.run(Case("stubborn", files, timeout=1.5), folder)
    assert result.signal == "SIGKILL", result
    zygote.stop()


def leave_side_effects_to_tasks(executables: Path, folder: Path) -> None:
    """A plugin that warns or changes variables when imported does so in every task."""
    installed = site_packages(executables)
    install_plugin(executables, "warning", "warning_plugin", WARNING)
    install_plugin(executables, "changing", "changing_plugin", CHANGING)
    try:
        zygote = start(executables, folder)
        assert set(zygote.ready["excluded"]) == {"warning", "changing"}, zygote.ready
        files = {"test_a.py": "import os\ndef test_a(): assert not os.environ['CHANGED_BY_PLUGIN']"}
        case = Case("effects", files)
        fresh_project(folder, case)
        plain = run_plain(executables, case, folder, base_environment())
        fresh_project(folder, case)
        forked = zygote.run(case, folder)
        assert "old plugin" in plain.output, plain
        found = differences(plain, forked, unordered=False)
        assert not found, "\n".join(found)
        zygote.stop()
    finally:
        for name in ("warning", "changing"):
            (installed / f"{name}_plugin.py").unlink()
            for file in (installed / f"{name}-1.0.dist-info").iterdir():
                file.unlink()
            os.rmdir(installed / f"{name}-1.0.dist-info")


def end_at_once(executables: Path, folder: Path) -> None:
    """Nothing in this environment keeps tasks from it, so the cases show that nobody can tell."""
    zygote = start(executables, folder)
    assert zygote.ready["endsAtOnce"], zygote.ready
    zygote.stop()


BEHAVIOURS = [
    end_at_once,
    cancel_one,
    cancel_all,
    *map(end_with, (end_of_input, shutdown, sigterm, sigint, sigkill)),
    respect_the_limit,
    tell_what_is_wrong,
    insist_on_the_end,
    leave_side_effects_to_tasks,
]
