"""A pytest plugin that measures with coverage.py. PYTEST_DONT_REWRITE

Loaded with `-p nx_signal_coverage`, its folder being in PYTHONPATH and NX_SIGNAL_COVERAGE being a JSON object:
    folder  existing folder: gets `coverage.json`, coverage.py's own report or an `error`, and the data
            in `.coverage`, whose paths start from the workspace root
    root    folder of the workspace
    config  file with coverage.py's settings, if there is one
    source  what is measured where these settings do not say it
    omit    what of that is left out
    branch  whether branches count whatever the settings say

Where options make pytest-cov measure, this stands back and judges what pytest-cov has found. It is
loaded before anything of the project is.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import warnings
from contextlib import contextmanager, suppress

import pytest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

VARIABLE = "NX_SIGNAL_COVERAGE"


@contextmanager
def without_warnings() -> Iterator[None]:
    """Keeps coverage.py's remarks from tests that take warnings for errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def option(measured: Any, name: str) -> Any:
    """A setting, if this version of coverage.py knows it."""
    try:
        return measured.get_option(name)
    except Exception:
        return None


class Measurement:
    """What coverage.py sees between the start and the end of a run."""

    def __init__(self, request: dict[str, Any]) -> None:
        self.folder: str = request["folder"]
        self.root = os.path.realpath(request["root"])
        self.parts = os.path.join(self.folder, "measured")
        self.report = os.path.join(self.folder, "coverage.json")
        self.is_worker = "PYTEST_XDIST_WORKER" in os.environ
        self.is_ours = True
        # Both read the settings now: later on, that would be a read of the tests.
        self.measured = self.make(request, ".coverage", True)
        self.merged = self.make(request, "merged", None)
        self.choose_core()

    def make(self, request: dict[str, Any], name: str, suffix: bool | None) -> Any:
        """Coverage.py with the settings of the project, and with ours where it has none."""
        import coverage

        values: dict[str, Any] = {
            "data_file": os.path.join(self.parts, name),
            "data_suffix": suffix,
            "config_file": request["config"] or False,
        }
        if request["branch"]:
            values["branch"] = True
        made = coverage.Coverage(**values)
        names = ("source", "source_pkgs", "source_dirs", "include")
        if not any(option(made, f"run:{one}") for one in names):
            omit = [*(option(made, "run:omit") or []), *request["omit"]]
            made = coverage.Coverage(**values, source=request["source"], omit=omit)
        return made

    def choose_core(self) -> None:
        """The interpreter's own events, where they give the same: they cost next to nothing."""
        measured = self.measured
        own = ("core", "timid", "dynamic_context", "plugins")
        threads = {"thread", "multiprocessing"}
        if sys.version_info < (3, 12) or any(option(measured, f"run:{one}") for one in own):
            return
        if sys.version_info < (3, 14) and option(measured, "run:branch"):
            return
        if set(option(measured, "run:concurrency") or []) <= threads:
            # Older versions choose by themselves.
            with suppress(Exception):
                measured.set_option("run:core", "sysmon")

    def start(self) -> None:
        os.makedirs(self.parts, exist_ok=True)
        with without_warnings():
            self.measured.start()

    def stand_back(self) -> None:
        """Leaves it to pytest-cov, in the processes of pytest-xdist, too."""
        self.measured.stop()
        self.is_ours = False
        os.environ[VARIABLE] = ""

    def finish(self) -> None:
        """Ends it. Only the first of several processes of a run looks at what all have measured."""
        try:
            with without_warnings():
                if self.is_ours:
                    self.measured.stop()
                    self.measured.save()
                if not self.is_worker:
                    self.merge()
        except Exception as error:
            self.fail(f"{type(error).__name__}: {error}")

    def merge(self) -> None:
        names = sorted(os.listdir(self.parts))
        files = [os.path.join(self.parts, one) for one in names if not one.endswith("-journal")]
        self.merged.combine(files, strict=True)
        self.merged.json_report(outfile=self.report)
        with open(self.report, encoding="utf-8") as file:
            report = json.load(file)
        report["fail_under"] = option(self.merged, "report:fail_under")
        write_report(self.folder, report)
        self.write_data(self.merged.get_data())
        shutil.rmtree(self.parts, ignore_errors=True)

    def write_data(self, data: Any) -> None:
        """The data as it can be used on another machine."""
        from coverage import CoverageData

        written = CoverageData(basename=os.path.join(self.folder, ".coverage"))
        names = {file: self.from_root(file) for file in data.measured_files()}
        for context in sorted(data.measured_contexts()):
            data.set_query_context(context)
            written.set_context(context)
            if data.has_arcs():
                written.add_arcs({name: data.arcs(file) or [] for file, name in names.items()})
            else:
                written.add_lines({name: data.lines(file) or [] for file, name in names.items()})
        tracers = {name: data.file_tracer(file) for file, name in names.items()}
        written.add_file_tracers({name: one for name, one in tracers.items() if one})
        written.touch_files([name for name in names.values() if not tracers[name]])
        written.write()

    def from_root(self, file: str) -> str:
        real = os.path.realpath(file)
        inside = real.startswith(os.path.join(self.root, ""))
        return os.path.relpath(real, self.root).replace(os.sep, "/") if inside else file

    def fail(self, reason: str) -> None:
        write_report(self.folder, {"error": reason})


def write_report(folder: str, report: dict[str, Any]) -> None:
    with open(os.path.join(folder, "coverage.json"), "w", encoding="utf-8") as file:
        json.dump(report, file)


def begin() -> Measurement | None:
    text = os.environ.get(VARIABLE)
    if not text:
        return None
    request = json.loads(text)
    try:
        measurement = Measurement(request)
        measurement.start()
    except ImportError as error:
        write_report(request["folder"], {"missing": str(error)})
    except Exception as error:
        write_report(request["folder"], {"error": f"{type(error).__name__}: {error}"})
    else:
        return measurement
    return None


measurement = begin()


@pytest.hookimpl(hookwrapper=True)
def pytest_load_initial_conftests(early_config: Any) -> Iterator[None]:
    """Before pytest-cov looks whether it has something to do."""
    known = early_config.known_args_namespace
    is_theirs = getattr(known, "cov_source", None) and not getattr(known, "no_cov", False)
    if measurement is not None and is_theirs:
        measurement.stand_back()
    yield


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    if measurement is not None:
        measurement.finish()
