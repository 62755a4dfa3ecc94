"""Runs a program at a terminal of its own that is connected with the user's.

    python -I -S nx_signal_terminal.py REPORT SECONDS PROGRAM [ARGUMENT ...]

Standard input is the user's terminal; what the program prints goes to standard output, and what is
typed goes to the program: a debugger and `input()` work as they do without Nx, and Ctrl-C reaches
the program alone. The report is a JSON file: `typed`, how many bytes were typed, and `timedOut`.
The program is ended after so many seconds, unless somebody has typed something. Needs POSIX.
"""

from __future__ import annotations

import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios
import time
import tty

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

TERMINAL, OUTPUT = 0, 1
GRACE = 2.0
"""Seconds that the program has to end by itself."""


class Relay:
    """Passes bytes on between the user's terminal and the program's."""

    def __init__(self, program: list[str], seconds: float) -> None:
        self.parent = os.getppid()
        self.deadline = time.monotonic() + seconds
        self.typed = 0
        self.timed_out = False
        self.size = window_size()
        self.child, self.master = pty.fork()
        if self.child == 0:
            try:
                os.execv(program[0], program)
            except OSError as error:
                os.write(2, f"{program[0]}: {error.strerror}\n".encode())
            os._exit(127)
        set_window_size(self.master, self.size)

    def run(self) -> int:
        """The exit code of the program, negative for a signal."""
        while True:
            # Nothing says that the window has changed: the terminal belongs to another session.
            sources = [self.master, TERMINAL] if self.size is not None else [self.master]
            ready, _, _ = select.select(sources, [], [], 0.5)
            self.follow_size()
            if self.master in ready and not self.show():
                return self.end()
            if TERMINAL in ready:
                self.hand_on()
            if not self.typed and time.monotonic() > self.deadline:
                self.timed_out = True
                return self.end(signal.SIGTERM)
            if os.getppid() != self.parent:
                return self.end(signal.SIGTERM)

    def show(self) -> bool:
        try:
            text = os.read(self.master, 1 << 16)
        except OSError:
            # What Linux says when the last one at the other side has gone.
            return False
        # The terminal of the user makes both of a line's end again.
        data = text.replace(b"\r\n", b"\n")
        while data:
            data = data[os.write(OUTPUT, data) :]
        return bool(text)

    def hand_on(self) -> None:
        keys = os.read(TERMINAL, 1 << 10)
        if not keys:
            self.size = None
            return
        # Ctrl-C asks for an end, which decides nothing about a success.
        self.typed += len(keys.replace(b"\x03", b""))
        os.write(self.master, keys)

    def follow_size(self) -> None:
        size = window_size()
        if size is not None and size != self.size:
            self.size = size
            set_window_size(self.master, size)

    def end(self, number: int | None = None) -> int:
        if number is not None:
            self.signal(number)
        end = time.monotonic() + GRACE
        while True:
            # Without a signal it has closed its terminal, and may go on.
            pid, status = os.waitpid(self.child, os.WNOHANG if number is not None else 0)
            if pid:
                break
            if time.monotonic() > end:
                self.signal(signal.SIGKILL)
            time.sleep(0.02)
        self.signal(signal.SIGKILL)
        return os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)

    def signal(self, number: int) -> None:
        """To the program and all that it has started."""
        try:
            os.killpg(self.child, number)
        except OSError:
            pass


def window_size() -> bytes | None:
    try:
        return fcntl.ioctl(TERMINAL, termios.TIOCGWINSZ, struct.pack("HHHH", 0, 0, 0, 0))
    except OSError:
        return None


def set_window_size(descriptor: int, size: bytes | None) -> None:
    if size is not None:
        fcntl.ioctl(descriptor, termios.TIOCSWINSZ, size)


def keys_as_they_come() -> list[Any] | None:
    """Hands on each key, Ctrl-C too; how the terminal was before."""
    try:
        before: list[Any] = termios.tcgetattr(TERMINAL)
        tty.setraw(TERMINAL)
        now: list[Any] = termios.tcgetattr(TERMINAL)
        # What others print in the meantime looks as ever.
        now[1] = before[1]
        termios.tcsetattr(TERMINAL, termios.TCSANOW, now)
        return before
    except termios.error:
        return None


def main(report: str, seconds: str, *program: str) -> int:
    def stop(number: int, _frame: FrameType | None) -> None:
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        signal.signal(number, stop)
    before = keys_as_they_come()
    relay = Relay(list(program), float(seconds))
    try:
        code = relay.run()
    except SystemExit:
        relay.end(signal.SIGTERM)
        raise
    finally:
        if before is not None:
            termios.tcsetattr(TERMINAL, termios.TCSADRAIN, before)
    with open(report, "w", encoding="utf-8") as file:
        json.dump({"typed": relay.typed, "timedOut": relay.timed_out}, file)
    if code < 0:
        signal.signal(-code, signal.SIG_DFL) if -code != signal.SIGKILL else None
        os.kill(os.getpid(), -code)
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
