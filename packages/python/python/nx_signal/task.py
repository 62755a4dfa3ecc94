"""A requested pytest run."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class Task:
    """One run of pytest, as asked for."""

    __slots__ = ("arguments", "cwd", "environment", "id", "timeout")

    def __init__(
        self,
        id: str,
        cwd: str,
        arguments: list[str],
        environment: dict[str, str],
        timeout: float | None,
    ) -> None:
        self.id = id
        self.cwd = cwd
        self.arguments = arguments
        self.environment = environment
        self.timeout = timeout
        """Seconds; no bound if it is missing."""


def parse_task(message: Mapping[str, Any], environment: Mapping[str, str]) -> Task:
    """Reads a `run` message; raises ValueError with the part that is wrong."""
    arguments = message.get("args", [])
    changes = message.get("env") or {}
    timeout = message.get("timeout")
    for name, value, kind in (
        ("id", message.get("id"), str),
        ("cwd", message.get("cwd"), str),
        ("args", arguments, list),
        ("env", changes, dict),
        ("timeout", timeout, (int, float, type(None))),
    ):
        if not isinstance(value, kind):
            raise ValueError(f'"{name}" is missing or of the wrong type in a run message')
    merged = {**environment, **changes.get("set", {})}
    for name in changes.get("unset", []):
        merged.pop(name, None)
    return Task(message["id"], message["cwd"], [str(one) for one in arguments], merged, timeout)
