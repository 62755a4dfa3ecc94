"""Two parts of pytest's own start that come out the same in every run, done once.

Measured per task of four tests, with seven plugins, of some 70 ms: the first configuration
9 ms; with Hypothesis installed, which pytest imports at the end of each run, of some 175 ms: the
code of its modules 40 ms.
"""

from __future__ import annotations

import inspect
import os
from pathlib import Path

from .environment import recorded_reads
from .hidden import hidden
from .metadata import is_plugin

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.metadata import Distribution
    from types import CodeType
    from typing import Any

INPUTS = Path(__file__).parents[1] / "inputs" / "nx_signal_inputs.py"
"""The plugin that notes which files are read."""


class FirstConfig:
    """Pytest's configuration as it is before the first argument is read.

    It holds pytest's own plugins, registered, and their options. Build it before other plugins are
    imported: pytest does so too, and they may change what they find.
    """

    def __init__(self) -> None:
        import _pytest.config

        self._original = _pytest.config.get_config
        known = inspect.signature(self._original).parameters.keys()
        self._keywords = {"prog": "pytest"} if "prog" in known else {}
        read: set[str] = set()
        with recorded_reads(read):
            self._config = self._original([], None, **self._keywords)
        self._variables = {name: os.environ.get(name) for name in read}
        self.usable = known <= {"args", "plugins", "prog"}

    def offer(self) -> None:
        """Has the next call of `get_config` answered with it."""
        import _pytest.config

        if self.usable:
            _pytest.config.get_config = self._get_config

    def _get_config(
        self, args: Iterable[str] | None = None, plugins: Any = None, **keywords: Any
    ) -> Any:
        import _pytest.config

        _pytest.config.get_config = self._original
        given = list(args or ())
        if leaves_out(given) or plugins or keywords != self._keywords or self._differs(os.environ):
            return self._original(args, plugins, **keywords)
        kind = type(self._config.invocation_params)
        self._config.invocation_params = kind(args=given, plugins=plugins, dir=Path.cwd())
        return self._config

    def _differs(self, environment: Mapping[str, str]) -> bool:
        return any(environment.get(name) != value for name, value in self._variables.items())


def leaves_out(arguments: list[Any]) -> bool:
    """Whether an option keeps a plugin of pytest from being registered.

    Looked for as pytest looks for it at this point, which is not how it reads options later.
    """
    following = [*arguments[1:], ""]
    return any(
        isinstance(one, str)
        and one.startswith("-p")
        and str(behind if one == "-p" else one[2:]).strip().startswith("no:")
        for one, behind in zip(arguments, following)
    )


def remember_rewritten_code(distributions: Iterable[Distribution]) -> None:
    """Reads the code of plugins' modules that pytest has rewritten before; it cannot change now.

    Likewise that of our own plugin, which pytest may not be able to keep and would not change.
    """
    from _pytest.assertion import rewrite as rewriting

    rewrite: Any = rewriting
    original = rewrite._read_pyc

    def cached_file(source: Path) -> Path:
        return Path(rewrite.get_cache_dir(source), source.stem + rewrite.PYC_TAIL)

    remembered: dict[tuple[Path, Path], CodeType] = {}
    for distribution in filter(is_plugin, distributions):
        for file in distribution.files or ():
            if file.suffix != ".py":
                continue
            source = Path(str(distribution.locate_file(file)))
            cached = cached_file(source)
            code = original(source, cached) if cached.is_file() else None
            if code is not None:
                remembered[source, cached] = code
    if INPUTS.is_file():
        code = compile(INPUTS.read_bytes(), str(INPUTS), "exec", dont_inherit=True)
        remembered[INPUTS, cached_file(INPUTS)] = code

    @hidden
    def read_pyc(source: Path, cached: Path, *rest: Any, **named: Any) -> CodeType | None:
        return remembered.get((source, cached)) or original(source, cached, *rest, **named)

    rewrite._read_pyc = read_pyc
