"""Print the edges between projects as manifests declare them and as CPython's parser reads imports.

Reads JSON from standard input: the folder of a checkout and its projects. Shares nothing with the plugin.
"""

import ast
import json
import pathlib
import re
import subprocess
import sys
import tomllib
import warnings
from configparser import ConfigParser

PRIVATE = {"tests", "test", "docs", "doc", "examples", "scripts", "conftest", "setup", "benchmarks", "noxfile"}
NAME = re.compile(r"\s*([A-Za-z0-9][\w.-]*)")


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def names_of(requirements):
    for requirement in requirements:
        found = NAME.match(requirement) if isinstance(requirement, str) else None
        if found:
            yield normal(found[1])


def strings(value):
    """All strings in lists of a table of lists: extras, groups."""
    return [text for texts in (value or {}).values() for text in texts if isinstance(text, str)]


def poetry_names(poetry):
    groups = [poetry.get("dependencies"), poetry.get("dev-dependencies")]
    groups += [group.get("dependencies") for group in poetry.get("group", {}).values()]
    for group in groups:
        yield from (normal(name) for name in group or {})


def declared_in_pyproject(data):
    project, tool = data.get("project", {}), data.get("tool", {})
    yield from names_of(project.get("dependencies", []))
    yield from names_of(strings(project.get("optional-dependencies")))
    yield from names_of(strings(data.get("dependency-groups")))
    yield from names_of(data.get("build-system", {}).get("requires", []))
    yield from names_of(tool.get("uv", {}).get("dev-dependencies", []))
    pdm = [text.removeprefix("-e ") for text in strings(tool.get("pdm", {}).get("dev-dependencies"))]
    yield from names_of(re.sub(r"^file:.*#egg=", "", text) for text in pdm)
    yield from poetry_names(tool.get("poetry", {}))


def read_cfg(path):
    parser = ConfigParser(interpolation=None, strict=False)
    parser.read(path, encoding="utf-8")
    return parser


def lines(text):
    return [line for line in text.splitlines() if line.strip()]


def declared_in_cfg(parser):
    yield from names_of(lines(parser.get("options", "install_requires", fallback="")))
    if parser.has_section("options.extras_require"):
        for _, text in parser.items("options.extras_require"):
            yield from names_of(lines(text))


class Project:
    """One project: its files, its names, what it declares."""

    def __init__(self, folder, name, root, files):
        self.name, self.root, self.files = name, root, files
        self.folder = folder / root
        self.pyproject = self.read_toml(self.folder / "pyproject.toml")
        self.cfg = read_cfg(self.folder / "setup.cfg")
        self.modules = self.read_modules()

    @staticmethod
    def read_toml(path):
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}

    def distribution(self):
        poetry = self.pyproject.get("tool", {}).get("poetry", {})
        name = self.pyproject.get("project", {}).get("name") or poetry.get("name")
        return normal(name or self.cfg.get("metadata", "name", fallback=self.name))

    def declared(self):
        yield from declared_in_pyproject(self.pyproject)
        yield from declared_in_cfg(self.cfg)
        for file in self.folder.glob("requirements*.txt"):
            yield from names_of(lines(file.read_text(encoding="utf-8", errors="replace")))

    def read_modules(self):
        """Dotted names of the modules that other projects can import."""
        base = "" if self.root == "." else self.root + "/"
        inside = [file[len(base) :] for file in self.files]
        sources = [file[4:] for file in inside if file.startswith("src/")]
        self.own = dotted([*inside, *sources])
        return {name for name in dotted(sources or inside) if name.split(".")[0] not in PRIVATE}


def dotted(files):
    """The dotted names of modules and regular packages; a folder without __init__ is anybody's."""
    stripped = (re.sub(r"\.pyi?$", "", file).removesuffix("/__init__") for file in files)
    return {name.replace("/", ".") for name in stripped}


def imports_of(path):
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError, RecursionError, OSError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            for alias in node.names:
                yield node.lineno, f"{node.module}.{alias.name}"


def owners(module, importer, beside, projects):
    """The projects that have the longest part of a dotted name; none if the importer has as much."""
    parts = module.split(".")
    if parts[0] in sys.stdlib_module_names or parts[0] in beside:
        return []
    for end in range(len(parts), 0, -1):
        name = ".".join(parts[:end])
        if name in importer.own:
            return []
        found = [project for project in projects if name in project.modules]
        if found:
            return found
    return []


def imported_edges(folder, projects):
    for project in projects:
        for file in project.files:
            # A script or a test finds first what lies beside it.
            beside = {path.stem for path in (folder / file).parent.glob("*.py")}
            for line, module in imports_of(folder / file):
                for owner in meant(project, owners(module, project, beside, projects)):
                    yield project.name, owner.name, f"{file}:{line} {module}"


def paths_in(value):
    """All paths that a manifest gives for dependencies, in whichever table."""
    if isinstance(value, dict):
        if isinstance(value.get("path"), str):
            yield value["path"]
        value = list(value.values())
    for item in value if isinstance(value, list) else []:
        yield from paths_in(item)
    if isinstance(value, str):
        yield from re.findall(r"(?:file://)?(?:\$\{PROJECT_ROOT\}/)?(\.{1,2}/[^\s#]+)", value)


def shared(left, right):
    return sum(1 for one, other in zip(left.parts, right.parts) if one == other)


def meant(importer, found):
    """Of projects with one name that by its path, else the nearest: an environment holds one of them."""
    others = [project for project in found if project.distribution() != importer.distribution()]
    named = {(importer.folder / path).resolve() for path in paths_in(importer.pyproject)}
    by_name = {}
    for project in others:
        by_name.setdefault(project.distribution(), []).append(project)
    for same in by_name.values():
        by_path = [project for project in same if project.folder.resolve() in named]
        near = max(shared(importer.folder, project.folder) for project in same)
        yield from by_path or [project for project in same if shared(importer.folder, project.folder) == near]


def declared_edges(projects):
    for project in projects:
        for name in project.declared():
            for owner in meant(project, [one for one in projects if one.distribution() == name]):
                yield project.name, owner.name, "manifest"


def tracked_files(folder):
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=folder, capture_output=True, check=True)
    return [name for name in listed.stdout.decode().split("\0") if name.endswith((".py", ".pyi"))]


def by_project(files, roots):
    """Each file belongs to the deepest project that it lies in."""
    found = {root: [] for root in roots}
    for file in files:
        parents = [str(parent) for parent in pathlib.PurePosixPath(file).parents]
        root = next((parent for parent in parents if parent in found), None)
        if root is not None:
            found[root].append(file)
    return found


def main():
    warnings.simplefilter("ignore")
    given = json.load(sys.stdin)
    folder = pathlib.Path(given["folder"])
    files = by_project(tracked_files(folder), [project["root"] for project in given["projects"]])
    projects = [Project(folder, one["name"], one["root"], files[one["root"]]) for one in given["projects"]]
    edges = {}
    for source, target, why in [*declared_edges(projects), *imported_edges(folder, projects)]:
        edges.setdefault(f"{source} -> {target}", why)
    json.dump(edges, sys.stdout)


main()
