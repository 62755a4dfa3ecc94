"""Which processes of a folder have worked, as far as they can be seen: looks at /proc again and again (Linux only)."""

import os
import threading

INTERVAL_SECONDS = 0.005
TICKS = os.sysconf("SC_CLK_TCK")
PARENT, USER, SYSTEM, STARTED = 1, 11, 12, 19
"""Places in `/proc/<pid>/stat`, counted behind the name."""


def look() -> "dict[tuple[int, str], tuple[int, str, float]]":
    """Parent, command line and CPU seconds of every process, by number and start."""
    found = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", encoding="utf-8", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
            with open(f"/proc/{name}/cmdline", encoding="utf-8", errors="replace") as file:
                command = file.read().replace("\0", " ").strip()
        except OSError:
            continue
        cpu = (int(fields[USER]) + int(fields[SYSTEM])) / TICKS
        found[int(name), fields[STARTED]] = int(fields[PARENT]), command, cpu
    return found


class Processes:
    """Watches those that are started meanwhile, and those before that name the folder."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._before = look()
        self._seen: "dict[tuple[int, str], tuple[str, float]]" = {}
        self._ours = {os.getpid()}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._ended.wait(INTERVAL_SECONDS):
            self._note(look())

    def _note(self, found: "dict[tuple[int, str], tuple[int, str, float]]") -> None:
        for (pid, started), (parent, command, cpu) in sorted(found.items()):
            if pid == os.getpid() or not (parent in self._ours or self._folder in command):
                continue
            self._ours.add(pid)
            earlier = self._before.get((pid, started), (0, "", 0.0))[2]
            known = self._seen.get((pid, started), ("", 0.0))[0]
            self._seen[pid, started] = command or known, cpu - earlier

    def end(self) -> "list[dict[str, object]]":
        """Those that were seen, with what each has worked itself."""
        self._ended.set()
        self._thread.join()
        return [{"command": command, "cpu": cpu} for command, cpu in self._seen.values()]
