"""A project to run pytest on, and how results of two runs are made comparable."""

from __future__ import annotations

import re
import shutil
import textwrap
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Case:
    """One project and one command line."""

    name: str
    files: dict[str, str]
    args: list[str] = field(default_factory=list)
    env: dict[str, str] = field(default_factory=dict)
    folder: str = "."
    timeout: float = 60
    unsupported: bool = False
    """Whether the zygote may refuse it. Where it does not, the results are compared as ever."""
    unordered: bool = False
    """Whether lines may come in any order, because several processes print them."""
    noted: bool = False
    """Whether what it reads is noted, as the executor has it done."""
    packages: str = ""
    """Description of what it may not see of the environment; noted cases only."""
    known_difference: str = ""
    """Why the results are not the same, where nothing can be done about it."""


@dataclass
class Result:
    """What a run of pytest has left."""

    exit_code: int | None
    signal: str | None
    output: str
    junit: str
    unsupported: str | None = None
    reads: str = ""
    """The files that it was seen to read, if that was asked for."""


def write_files(folder: Path, files: dict[str, str]) -> None:
    """Writes files; text of several lines may be indented."""
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(textwrap.dedent(text.lstrip("\n")).lstrip("\n"), encoding="utf-8")


def fresh_project(folder: Path, case: Case) -> None:
    """Both runs begin in the same place with the same files and no traces of another run."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "tmp").mkdir(parents=True)
    write_files(folder / "project", case.files)


NORMALIZED = (
    (r"\b\d+\.\d+s( setup| call| teardown)?\b", r"N s\1"),
    (r" \(\d+:\d\d:\d\d\)", ""),
    (r"0x[0-9a-f]{6,}", "0xN"),
    (r"\btime=\"[\d.]+\"", 'time="N"'),
    (r"\btimestamp=\"[^\"]+\"", 'timestamp="N"'),
    (r"\bhostname=\"[^\"]+\"", 'hostname="N"'),
    (r"(?m)^(=+|-+) (.*?) (=+|-+)$", r"= \2 ="),
    (r"\b1[34]\d{13}\b", "N"),
    (r"\.\.\.[0-9a-f]+>", "...>"),
    (r"\.pyc\.\d+", ".pyc.N"),
    (r"\.coverage\.\w+\.pid\d+\.\w+(\.\w+)?", ".coverage.N"),
    (r"pytest-cache-files-\w+", "pytest-cache-files-N"),
    (r"(\"hypothesis-statistics-[^\"]+\" value=)\"[^\"]+\"", r'\1"N"'),
)


def normalize(text: str, unordered: bool) -> str:
    """Takes out what differs between two plain runs as well."""
    for pattern, replacement in NORMALIZED:
        text = re.sub(pattern, replacement, text)
    if not unordered:
        return text
    lines = re.split(r"\n|(?=<testcase |</testsuite>)", re.sub(r"\bgw\d\b", "gwN", text))
    return "\n".join(sorted(lines))


def differences(plain: Result, forked: Result, unordered: bool) -> list[str]:
    """The parts of two results that are not the same."""
    found = []
    for name in ("exit_code", "signal", "output", "junit", "reads"):
        left, right = getattr(plain, name), getattr(forked, name)
        if isinstance(left, str) and isinstance(right, str):
            left, right = normalize(left, unordered), normalize(right, unordered)
        if left != right:
            found.append(f"{name}:\n{explain(left, right)}")
    return found


def explain(left: object, right: object) -> str:
    """A diff of texts, both values of anything else."""
    import difflib

    if not (isinstance(left, str) and isinstance(right, str)):
        return f"    plain {left!r}, zygote {right!r}"
    lines = difflib.unified_diff(left.split("\n"), right.split("\n"), "plain", "zygote", n=1)
    return "\n".join(f"    {line}" for line in list(lines)[:40])
