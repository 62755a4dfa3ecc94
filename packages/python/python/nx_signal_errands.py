"""Runs programs for a process that is too large to start them quickly itself.

Standard input takes one JSON object a line:

    {"id": str, "command": str, "args": [str], "cwd": str, "env": {name: value}}    all of its variables

Standard output gives one for each, in the order in which they end:

    {"id": str, "exitCode": int | null, "output": str}    both channels; null: it could not be started, or a
                                                          signal has ended it

They run side by side, with nothing to read. The end of the input is the end.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from typing import Any

speaking = threading.Lock()


def tell(identity: str, code: int | None, output: bytes) -> None:
    said = {"id": identity, "exitCode": code, "output": output.decode("utf-8", "replace")}
    with speaking:
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


def run(errand: dict[str, Any]) -> None:
    try:
        done = subprocess.run(
            [errand["command"], *errand["args"]],
            cwd=errand["cwd"],
            env=errand["env"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except (OSError, ValueError):
        tell(errand["id"], None, b"")
    else:
        tell(errand["id"], done.returncode if done.returncode >= 0 else None, done.stdout)


for line in sys.stdin.buffer:
    threading.Thread(target=run, args=(json.loads(line),), daemon=True).start()
