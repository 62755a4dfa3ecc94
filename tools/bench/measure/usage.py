"""Run a command and write what it took: `usage.py RESULT SECONDS [--processes FOLDER] COMMAND...`.

CPU time is that of the whole tree of processes. A child whose parent ends before it is adopted here
(Linux only), so it is counted, too, unless it goes on as a daemon. With a folder, its processes are
watched as well, daemons among them, which is work of its own: such a run is not one to time.
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import time

from processes import Processes

PR_SET_CHILD_SUBREAPER = 36
GRACE_SECONDS = 0.3


def adopt_orphans() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reap_orphans() -> None:
    """Collect adopted children that are about to end; a daemon is left alone."""
    end = time.monotonic() + GRACE_SECONDS
    while time.monotonic() < end:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            time.sleep(0.01)


class OutOfTime(Exception):
    """The command takes longer than it may."""


def run(seconds: float, command: list[str]) -> tuple[int, float]:
    def ring(*_: object) -> None:
        raise OutOfTime

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    start = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        # Not with its own limit: then it looks every 50 ms, and short commands seem to take a multiple of that.
        status = process.wait()
    except BaseException as error:
        # Too long, or interrupted: nothing may go on behind our back.
        os.killpg(process.pid, signal.SIGKILL)
        status = process.wait()
        if not isinstance(error, OutOfTime):
            raise
    wall = time.perf_counter() - start
    signal.setitimer(signal.ITIMER_REAL, 0)
    return status, wall


def main() -> None:
    result, seconds, *command = sys.argv[1:]
    processes = None
    if command[0] == "--processes":
        processes = Processes(command[1])
        command = command[2:]
    adopt_orphans()
    status, wall = run(float(seconds), command)
    seen = processes.end() if processes else None
    reap_orphans()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = usage.ru_utime + usage.ru_stime
    measured = {"status": status, "wall": wall, "cpu": cpu, "processes": seen}
    with open(result, "w", encoding="utf-8") as file:
        json.dump(measured, file)


main()
