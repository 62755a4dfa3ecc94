"""The Python environment that the proof runs in, with plugins of every troublesome kind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

PACKAGES = (
    "pytest-cov",
    "pytest-asyncio",
    "pytest-xdist",
    "hypothesis",
    "anyio",
    "pytest-mock",
)
FEW_PACKAGES = ("pytest-cov", "pytest-asyncio", "pytest-xdist")
SHARED_PACKAGES = ("pytest-cov", "pytest-xdist", "pandas", "sqlalchemy", "fastapi", "pydantic", "httpx")

# A plugin whose assertions pytest rewrites, in the module it loads and in one that is loaded late.
CHECKING = {
    "checking/__init__.py": "",
    "checking/plugin.py": """
        import os
        import pytest
        LEVEL = os.environ.get("CHECKING_LEVEL", "none")
        @pytest.fixture
        def same():
            def compare(left, right):
                assert left == right
            return compare
        @pytest.fixture
        def level():
            return LEVEL
        @pytest.fixture
        def late():
            from checking.late import check
            return check
        """,
    "checking/late.py": "def check(values): assert sum(values) == 10",
}
# A package without `__init__`, which a project may have a part of, or a package of the same name.
SPACED = {"spaced/inner.py": "VALUE = 'installed'\n"}
# A plugin of a distribution that no case may see: it would fail every test.
NEIGHBOUR = {
    "neighbour.py": """
        import pytest
        def pytest_runtest_call(item):
            pytest.fail("the plugin of a neighbour")
        """,
}
# Plugins that do more than defining modules when they are imported.
WARNING = {
    "warning_plugin.py": "import warnings; warnings.warn('old plugin')",
}
CHANGING = {
    "changing_plugin.py": "import os; os.environ['CHANGED_BY_PLUGIN'] = 'yes'",
}


def make_environment(
    folder: Path, pytest: str, python: str | None, packages: Sequence[str] = PACKAGES
) -> Path:
    """Makes the environment unless it is there; returns its executables' folder."""
    executables = folder / "bin"
    if not (folder / "complete").exists():
        uv = os.environ.get("UV") or shutil.which("uv")
        if uv is None:
            raise SystemExit("uv is needed: put it on PATH, or its path into $UV")
        choice = ["--python", python] if python else []
        run = lambda *arguments: subprocess.run([uv, *arguments], check=True)  # noqa: E731
        run("venv", "--quiet", "--clear", *choice, str(folder))
        target = ["--python", str(executables / "python")]
        run("pip", "install", "--quiet", *target, pytest, *packages)
        (folder / "complete").touch()
    return executables


def site_packages(executables: Path) -> Path:
    """Where the environment's packages are."""
    return next(executables.parent.glob("lib/python*/site-packages"))


def hide_neighbour(executables: Path) -> str:
    """Installs that plugin; returns what keeps it from being seen, for cases and for the zygote."""
    install_plugin(executables, "neighbour", "neighbour", NEIGHBOUR)
    return json.dumps(
        {
            "modules": {"neighbour": "neighbour"},
            "hidden": ["neighbour"],
            "folders": [str(site_packages(executables))],
            "refuses": True,
            "varied": [],
        }
    )


def install_spaced(executables: Path) -> None:
    """Installs the namespace package."""
    install(executables, "spaced", SPACED)


def install_plugin(executables: Path, name: str, module: str, files: dict[str, str]) -> None:
    """Installs a pytest plugin."""
    install(executables, name, files, {"entry_points.txt": f"[pytest11]\n{name} = {module}\n"})


def install(
    executables: Path, name: str, files: dict[str, str], described: dict[str, str] | None = None
) -> None:
    """Installs a distribution as a package manager would leave it."""
    from case import write_files

    metadata = f"{name}-1.0.dist-info"
    texts = {
        "METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        **(described or {}),
    }
    written = {**files, **{f"{metadata}/{path}": text for path, text in texts.items()}}
    record = f"{metadata}/RECORD"
    written[record] = "".join(f"{path},,\n" for path in [*written, record])
    write_files(site_packages(executables), written)
