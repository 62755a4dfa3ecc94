"""Two ways to run a case: a plain pytest process, and the zygote."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from case import Case, Result

INPUTS = Path(__file__).parents[3] / "packages/python/python/inputs"
ZYGOTE = Path(__file__).parents[3] / "packages/python/python/nx_signal_zygote.py"


def base_environment() -> dict[str, str]:
    """This process's variables without those that change how Python or pytest work."""
    dropped = ("PYTHON", "PYTEST", "COVERAGE", "HYPOTHESIS", "FORCE_COLOR", "NO_COLOR", "CI")
    return {name: value for name, value in os.environ.items() if not name.startswith(dropped)}


def run_plain(executables: Path, case: Case, folder: Path, environment: dict[str, str]) -> Result:
    """One process, as the executor would start it without the zygote."""
    process = subprocess.Popen(
        [executables / "pytest", *arguments(case, folder)],
        cwd=folder / "project" / case.folder,
        env={**environment, **case_environment(case, folder)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    output = b""
    try:
        # Waiting for the process and not for the end of its output: others may hold that open.
        output = wait_and_read(process, case.timeout)
    finally:
        kill_group(process.pid)
    code = process.returncode
    killer = signal.Signals(-code).name if code < 0 else None
    text = output.decode("utf-8", "replace")
    return Result(
        None if killer else code, killer, text, read_junit(folder), reads=read_reads(folder)
    )


def kill_group(group: int) -> None:
    """Ends what a run has left behind."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def wait_and_read(process: subprocess.Popen[bytes], timeout: float) -> bytes:
    """Drains the pipe until the process has ended."""
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    chunks = []
    deadline = time.monotonic() + timeout
    while True:
        ended = process.poll() is not None
        if ended:
            kill_group(process.pid)
        while chunk := process.stdout.read():
            chunks.append(chunk)
        if ended:
            return b"".join(chunks)
        if time.monotonic() > deadline:
            os.killpg(process.pid, signal.SIGTERM)
        time.sleep(0.005)


def arguments(case: Case, folder: Path) -> list[str]:
    """The case's own, and a report."""
    noted = ["-p", "nx_signal_inputs"] if case.noted else []
    return [*noted, *case.args, f"--junit-xml={folder / 'junit.xml'}"]


def case_environment(case: Case, folder: Path) -> dict[str, str]:
    """The case's own variables, and temporary folders that nobody else numbers."""
    variables = {"TMPDIR": str(folder / "tmp"), **case.env}
    if not case.noted:
        return variables
    (folder / "reads").mkdir(exist_ok=True)
    if case.packages:
        (folder / "reads/packages.json").write_text(case.packages, encoding="utf-8")
    path = [case.env["PYTHONPATH"]] if "PYTHONPATH" in case.env else []
    return {
        **variables,
        "NX_SIGNAL_INPUTS": str(folder / "reads"),
        "NX_SIGNAL_INPUTS_ROOT": str(folder / "project"),
        "PYTHONPATH": os.pathsep.join([*path, str(INPUTS)]),
    }


def read_reads(folder: Path) -> str:
    """What all processes of a run have noted, and whether one came to its end."""
    # The names of modules tell nobody but those who import some beforehand.
    lists = [one for one in (folder / "reads").glob("*-*") if not one.name.startswith("modules-")]
    paths = {path for one in lists for path in one.read_bytes().decode().split("\0") if path}
    complete = any(one.name.startswith("main-") for one in lists)
    return "\n".join([f"complete: {complete}", *sorted(paths)]) if lists else ""


def read_junit(folder: Path) -> str:
    """The report, empty if there is none."""
    path = folder / "junit.xml"
    return path.read_text(encoding="utf-8") if path.exists() else ""


class Zygote:
    """A running zygote and the messages it has sent."""

    def __init__(
        self,
        executables: Path,
        environment: dict[str, str],
        options: dict[str, Any],
        *,
        ahead: bool = False,
    ) -> None:
        self.process = subprocess.Popen(
            [executables / "python", ZYGOTE, json.dumps(options), *(["--ahead"] if ahead else [])],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        if ahead:
            # Long after all that it imports was written, and imported once.
            time.sleep(3)
            self.send({"type": "limit", "limit": options.get("limit", 1)})
        self.ready = self.receive()

    def send(self, message: dict[str, Any]) -> None:
        """Sends one message."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(message).encode() + b"\n")
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        """Waits for the next message."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        return json.loads(line) if line else {"type": "gone"}

    def run(self, case: Case, folder: Path) -> Result:
        """Runs one case and waits for it."""
        self.send(run_message(case, folder))
        end = self.receive()
        return Result(
            end.get("exitCode"),
            end.get("signal"),
            end.get("output", ""),
            read_junit(folder),
            end.get("reason"),
            read_reads(folder),
        )

    def stop(self) -> int:
        """Closes its input and waits for its end."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(10)


def run_message(case: Case, folder: Path) -> dict[str, Any]:
    """The request for a case."""
    return {
        "type": "run",
        "id": case.name,
        "cwd": str(folder / "project" / case.folder),
        "args": arguments(case, folder),
        "env": {"set": case_environment(case, folder)},
        "timeout": case.timeout,
    }
