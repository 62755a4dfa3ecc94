"""Proves the pytest zygote: same exit code, output and report as plain pytest, then timings.

Usage: python3 tools/proof/zygote/prove.py [--pytest 'pytest==8.*'] [--python 3.12] [--only TEXT]
           [--few] [--noted] [--hidden] [--shared] [--ahead] [--no-timing]
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from behaviour import BEHAVIOURS
from case import Case, differences, fresh_project
from cases import CASES
from environment import (
    CHECKING,
    FEW_PACKAGES,
    PACKAGES,
    SHARED_PACKAGES,
    hide_neighbour,
    install_plugin,
    install_spaced,
    make_environment,
)
from runners import INPUTS, Zygote, base_environment, run_plain
from sharing_cases import SHARING_CASES, TEACHING
from timing import print_timing

ROOT = Path(__file__).parents[3]


def main() -> int:
    """Runs all; the exit code tells whether something differs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pytest", default="pytest")
    parser.add_argument("--python")
    parser.add_argument(
        "--few", action="store_true", help="few plugins: none loads native code, as Hypothesis does"
    )
    parser.add_argument("--only", default="", help="cases whose name contains this")
    parser.add_argument("--noted", action="store_true", help="note what is read, in both ways")
    parser.add_argument("--hidden", action="store_true", help="hide a plugin; implies --noted")
    parser.add_argument(
        "--shared", action="store_true", help="cases that import libraries, shared; implies --noted"
    )
    parser.add_argument("--ahead", action="store_true", help="start it before it is wanted")
    parser.add_argument("--no-timing", action="store_true")
    options = parser.parse_args()
    key = "".join(one if one.isalnum() else "-" for one in f"{options.pytest}+{options.python}")
    packages = FEW_PACKAGES if options.few else PACKAGES
    if options.shared:
        packages = SHARED_PACKAGES
        # Imports are noted for those alone who ask for it.
        os.environ["NX_SIGNAL_SHARED_IMPORTS"] = "true"
    kinds = [kind for kind in ("few", "hidden", "shared") if getattr(options, kind)]
    cache = ROOT / ".cache/proof/zygote" / "-".join([key, *kinds])
    executables = make_environment(cache, options.pytest, options.python, packages)
    install_plugin(executables, "checking", "checking.plugin", CHECKING)
    if options.shared:
        install_spaced(executables)
    with tempfile.TemporaryDirectory() as folder:
        hidden = hide_neighbour(executables) if options.hidden else ""
        noted = options.noted or options.hidden or options.shared
        failed = compare_cases(
            executables,
            Path(folder).resolve(),
            options.only,
            noted=noted,
            hidden=hidden,
            ahead=options.ahead,
            shared=options.shared,
        )
        if options.hidden or options.shared:
            return 1 if failed else 0
        if not options.only:
            failed += check_behaviours(executables, Path(folder).resolve())
            if options.no_timing:
                return 1 if failed else 0
            print_timing(executables, Path(folder).resolve())
    return 1 if failed else 0


def compare_cases(
    executables: Path, folder: Path, only: str, *, noted: bool, hidden: str, ahead: bool, shared: bool
) -> int:
    """Runs each case in both ways; returns how many differ."""
    environment = base_environment()
    common = {**environment, "PYTHONPATH": str(INPUTS)} if noted else environment
    options = {"limit": 1}
    if hidden:
        described = folder / "packages.json"
        described.write_text(hidden, encoding="utf-8")
        options["packages"] = str(described)
    if shared:
        options["shared"] = str(folder / "shared.json")
        teach(executables, folder, environment, hidden)
    zygote = Zygote(executables, common, options, ahead=ahead)
    print(f"{zygote.ready['python']}, pytest {zygote.ready['pytest']}, {zygote.ready['plugins']}")
    if shared:
        print("left to tasks:", zygote.ready["shared"]["unsafe"])
    failed = 0
    cases = SHARING_CASES if shared else CASES
    chosen = [replace(case, noted=noted, packages=hidden) for case in cases if only in case.name]
    for case in chosen:
        problems = compare(executables, case, folder, environment, zygote)
        if problems and case.known_difference:
            print(f"known difference: {case.name}: {case.known_difference}")
        elif problems:
            failed += 1
            print(f"DIFFERENT {case.name}", *problems, sep="\n")
    print(f"{len(chosen)} cases, {failed} different")
    zygote.stop()
    return failed


def teach(executables: Path, folder: Path, environment: dict[str, str], hidden: str) -> None:
    """Finds out what to share as it is found out for tasks: by a run that notes what it imports."""
    place = folder / "teaching"
    case = replace(TEACHING, noted=True, packages=hidden)
    fresh_project(place, case)
    result = run_plain(executables, case, place, environment)
    assert result.exit_code == 0, result.output
    [noted] = (place / "reads").glob("modules-*")
    modules = [name for name in noted.read_text().split("\0") if name]
    (folder / "shared.json").write_text(json.dumps({"modules": modules}))


def compare(
    executables: Path, case: Case, folder: Path, environment: dict[str, str], zygote: Zygote
) -> list[str]:
    """The differences between the two results of a case."""
    place = folder / "case"
    fresh_project(place, case)
    # What pytest and the plugins write beside their own modules is there for neither or both.
    plain = run_plain(executables, case, place, environment)
    fresh_project(place, case)
    forked = zygote.run(case, place)
    if forked.unsupported:
        print(f"refused: {case.name}: {forked.unsupported}")
        expected = case.unsupported and not forked.output
        return [] if expected else ["    a plain process gives a result, the zygote refuses"]
    if case.unsupported:
        print(f"not refused: {case.name}")
    return differences(plain, forked, case.unordered)


def check_behaviours(executables: Path, folder: Path) -> int:
    """Runs the checks that have no plain counterpart; returns how many fail."""
    failed = 0
    for check in BEHAVIOURS:
        try:
            check(executables, folder / "behaviour")
        except AssertionError as error:
            failed += 1
            print(f"FAILED {check.__name__}: {error}")
    print(f"{len(BEHAVIOURS)} behaviours, {failed} failed")
    return failed


if __name__ == "__main__":
    sys.exit(main())
