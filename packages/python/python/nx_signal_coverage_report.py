"""Makes one report of coverage from those of many tasks. Called with a file that holds a JSON object:

    root      folder of the workspace
    output    existing folder for `coverage.xml`, `lcov.info`, `coverage.json` and `html`
    projects  of each: its `folder`, the `config` with coverage.py's settings, if any, and `reports`,
              folders with what `nx_signal_coverage` has left there

Prints coverage.py's own table. What of a file counts is decided by the settings of its project.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from contextlib import suppress

import coverage
from coverage.python import PythonFileReporter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Combined(coverage.Coverage):
    """Looks at each file with the settings of the project that has measured it."""

    owners: dict[str, coverage.Coverage]

    def _get_file_reporter(self, morf: Any) -> PythonFileReporter:
        return PythonFileReporter(morf, self.owners[os.path.realpath(morf)])


def settings_of(project: dict[str, Any], root: str) -> coverage.Coverage:
    os.chdir(os.path.join(root, project["folder"]))
    made = coverage.Coverage(data_file=None, config_file=project["config"] or False)
    os.chdir(root)
    # Names in all reports start from the root.
    made.set_option("run:relative_files", True)
    return made


def reported_files(report: str, folder: str, root: str) -> set[str]:
    """Files that a task has reported, without those that its settings leave out, from the root."""
    with open(os.path.join(report, "coverage.json"), encoding="utf-8") as file:
        names = json.load(file)["files"]
    paths = (os.path.realpath(os.path.join(root, folder, name)) for name in names)
    return {os.path.relpath(path, root) for path in paths if os.path.isfile(path)}


class Lines:
    """What was run of each file, by all tasks."""

    def __init__(self) -> None:
        self.lines: dict[str, set[int]] = {}
        self.arcs: dict[str, set[tuple[int, int]]] = {}
        self.has_arcs = True

    def add(self, report: str, files: set[str]) -> None:
        data = coverage.CoverageData(basename=os.path.join(report, ".coverage"))
        data.read()
        self.has_arcs = self.has_arcs and data.has_arcs()
        for name in data.measured_files():
            file = os.path.normpath(name)
            # A plugin of coverage.py would be needed to look at another kind of file.
            if file in files and not data.file_tracer(name):
                self.lines.setdefault(file, set()).update(data.lines(name) or ())
                self.arcs.setdefault(file, set()).update(data.arcs(name) or ())

    def write(self, file: str) -> None:
        """Branches count where all tasks have measured them."""
        data = coverage.CoverageData(basename=file)
        if self.has_arcs:
            data.add_arcs(self.arcs)
        else:
            data.add_lines(self.lines)
        data.touch_files(self.lines)
        data.write()


def combine(request: dict[str, Any], scratch: str) -> Combined:
    root, lines = request["root"], Lines()
    owners: dict[str, coverage.Coverage] = {}
    for project in request["projects"]:
        settings = settings_of(project, root)
        for report in project["reports"]:
            files = reported_files(report, project["folder"], root)
            owners.update((os.path.join(root, name), settings) for name in files)
            lines.add(report, files)
    data_file = os.path.join(scratch, "combined")
    lines.write(data_file)
    combined = Combined(data_file=data_file, config_file=False, messages=False)
    combined.set_option("run:relative_files", True)
    combined.owners = owners
    combined.load()
    return combined


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        request = json.load(file)
    request["root"] = os.path.realpath(request["root"])
    os.chdir(request["root"])
    output = request["output"]
    with tempfile.TemporaryDirectory() as scratch:
        combined = combine(request, scratch)
        combined.report(file=sys.stdout)
        combined.json_report(outfile=os.path.join(output, "coverage.json"))
        combined.xml_report(outfile=os.path.join(output, "coverage.xml"))
        combined.lcov_report(outfile=os.path.join(output, "lcov.info"))
        combined.html_report(directory=os.path.join(output, "html"), title="Coverage")
        with suppress(OSError):
            # It has git ignore the folder, which is for the workspace to decide.
            os.remove(os.path.join(output, "html", ".gitignore"))


if __name__ == "__main__":
    try:
        main()
    except coverage.CoverageException as error:
        sys.exit(f"{type(error).__name__}: {error}")
