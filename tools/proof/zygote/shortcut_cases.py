"""Projects that could notice what the zygote does once for all, or leaves out at the end."""

from __future__ import annotations

from case import Case

PASSING = "def test_one(): pass\ndef test_two(): assert 1 + 1 == 2\n"

LOUD = """
class Loud:
    def __init__(self, name): self.name = name
    def __del__(self): print("gone:", self.name, flush=True)
class Bare:
    __slots__ = ()
    def __del__(self): print("gone: bare", flush=True)
"""

AT_THE_END = [
    Case(
        "finalizers in places that outlive the tests",
        {
            "loud.py": LOUD,
            "test_a.py": """
            import logging, loud
            logging.root.kept = loud.Loud("on a logger")
            def test_a(): test_a.kept = loud.Loud("on a function")
            """,
        },
        ["-s"],
        env={"PYTHONPATH": "."},
    ),
    Case(
        "a finalizer in a module of the library",
        {
            "loud.py": LOUD,
            "test_a.py": """
            import logging, loud
            logging.kept = loud.Loud("in a module of the library")
            def test_a(): pass
            """,
        },
        ["-s"],
        env={"PYTHONPATH": "."},
        known_difference="whether it comes before the end of output depends on who else is there",
    ),
    Case(
        "a finalizer of an object without attributes",
        {"loud.py": LOUD, "test_a.py": "import loud\nkept = loud.Bare()\ndef test_a(): pass\n"},
        ["-s"],
        env={"PYTHONPATH": "."},
    ),
    Case(
        "a finalizer in a cycle",
        {
            "loud.py": LOUD,
            "test_a.py": """
            import gc, loud
            def test_a():
                gc.disable()
                one = loud.Loud("cycle")
                one.self = one
            """,
        },
        ["-s"],
        env={"PYTHONPATH": "."},
    ),
    Case(
        "callbacks of weak references",
        {
            "test_a.py": """
            import weakref
            class Thing: pass
            kept = Thing()
            told = weakref.ref(kept, lambda _: print("told", flush=True))
            late = weakref.finalize(kept, print, "late", flush=True)
            def test_a(): pass
            """
        },
        ["-s"],
    ),
    Case(
        "a callback of a weak reference that is built in",
        {
            "test_a.py": """
            import weakref
            class Thing: pass
            kept = Thing()
            told = weakref.ref(kept, len)
            def test_a(): pass
            """
        },
        ["-s"],
    ),
    Case(
        "a generator that is not at its end",
        {
            "test_a.py": """
            def count():
                try: yield 1
                finally: print("counted", flush=True)
            kept = count()
            next(kept)
            def test_a(): pass
            """
        },
        ["-s"],
    ),
    Case(
        "text that is written when its file goes",
        {
            "test_a.py": """
            kept = open(1, "w", closefd=False)
            def test_a(): kept.write("late text\\n")
            """
        },
        ["-s"],
    ),
    Case(
        "text in the buffer of the C library",
        {
            "test_a.py": """
            import ctypes
            def test_a(): ctypes.CDLL(None).printf(b"native\\n")
            """
        },
        ["-s"],
    ),
    Case(
        "another stream in place of the output",
        {
            "conftest.py": """
            import sys
            class Stream:
                def __init__(self, stream): self.stream = stream
                def __getattr__(self, name): return getattr(self.stream, name)
                def flush(self):
                    self.stream.write("flushed\\n")
                    self.stream.flush()
            def pytest_unconfigure(): sys.stdout = Stream(sys.stdout)
            """,
            "test_a.py": PASSING,
        },
    ),
    Case(
        "output that is closed",
        {
            "conftest.py": "import sys\ndef pytest_unconfigure(): sys.stdout.close()\n",
            "test_a.py": PASSING,
        },
    ),
    Case(
        "callbacks at the end that leave something",
        {
            "loud.py": LOUD,
            "test_a.py": """
            import atexit, loud, sys
            def leave():
                sys.kept = loud.Loud("made at the end")
                print("unflushed", end="")
            atexit.register(leave)
            def test_a(): pass
            """,
        },
        ["-s"],
        env={"PYTHONPATH": "."},
    ),
    Case(
        "a fork that lives on",
        {
            "test_a.py": """
            import os
            def test_a():
                child = os.fork()
                if child: os.waitpid(child, 0)
            """
        },
        ["-q"],
    ),
    Case("an exit code that is text", {"conftest.py": "import sys\nsys.exit('stopped')\n"}),
    Case("an exit code that is large", {"conftest.py": "import sys\nsys.exit(300)\n"}),
    Case("an exit code that is negative", {"conftest.py": "import sys\nsys.exit(-1)\n"}),
    Case(
        "a failure with a traceback that holds objects",
        {
            "loud.py": LOUD,
            "test_a.py": """
            import loud
            def test_a():
                kept = loud.Loud("local")
                assert 0
            """,
        },
        ["--tb=short"],
        env={"PYTHONPATH": "."},
    ),
]

FIXTURES = [
    Case(
        "fixtures that conftest adds to pytest's own modules and classes",
        {
            "conftest.py": """
            import pytest, _pytest.logging, _pytest.main, _pytest.terminal
            @pytest.fixture
            def extra(): return "module"
            @pytest.fixture
            def shown(self): return "class"
            @pytest.fixture
            def replaced(): return "replaced"
            _pytest.logging.extra = extra
            _pytest.terminal.TerminalReporter.shown = shown
            _pytest.main.Interrupted = replaced
            del extra, shown, replaced
            """,
            "test_a.py": """
            def test_a(extra, shown, Interrupted): print(extra, shown, Interrupted)
            """,
        },
        ["-s"],
    ),
    Case(
        "a plugin object with fixtures",
        {
            "conftest.py": """
            import pytest
            class Plugin:
                @pytest.fixture
                def made(self): return id(self) > 0
                @property
                def boom(self): raise RuntimeError("never looked at")
            def pytest_configure(config): config.pluginmanager.register(Plugin(), "mine")
            """,
            "test_a.py": "def test_a(made): assert made\n",
        },
    ),
    Case(
        "a fixture that is hidden behind a decorator",
        {
            "conftest.py": """
            import functools, pytest, _pytest.recwarn
            def decorated(function):
                @functools.wraps(function)
                def call(*given): return function(*given)
                return call
            @decorated
            @pytest.fixture
            def lost(): return 1
            _pytest.recwarn.lost = lost
            """,
            "test_a.py": "def test_a(lost): pass\n",
        },
    ),
    Case("all fixtures", {"test_a.py": PASSING}, ["--fixtures", "-v"]),
    Case("coverage of all with fixtures", {"test_a.py": PASSING}, ["--cov", "--cov-report=term"]),
]

SETTINGS = [
    Case("part of pytest left out", {"test_a.py": PASSING}, ["-p", "no:logging"]),
    Case("part of pytest left out in one word", {"test_a.py": PASSING}, ["-pno:junitxml"]),
    Case("part of pytest left out with spaces", {"test_a.py": PASSING}, ["-p", " no:doctest"]),
    Case(
        "part of pytest left out by a variable",
        {"test_a.py": PASSING},
        ["-v"],
        env={"PYTEST_ADDOPTS": "-p no:warnings"},
    ),
    Case(
        "part of pytest left out by setting",
        {"pytest.ini": "[pytest]\naddopts = -p no:unraisableexception\n", "test_a.py": PASSING},
    ),
    Case("a part that cannot be left out", {"test_a.py": PASSING}, ["-p", "no:main"]),
    Case("a plugin and nothing behind it", {"test_a.py": PASSING}, ["-p"]),
    Case("a part of pytest named", {"test_a.py": PASSING}, ["-p", "pytester", "-p", "logging"]),
    Case(
        "a plugin that looks for what is installed",
        {
            "mine.py": """
            import importlib.metadata, sys
            sys.path.insert(0, "dist")
            found = sorted(one.metadata["Name"] for one in importlib.metadata.distributions())
            def pytest_report_header(): return str(found)
            """,
            "dist/made-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: made\nVersion: 1\n",
            "test_a.py": PASSING,
        },
        ["-p", "mine"],
        env={"PYTHONPATH": "."},
    ),
    Case(
        "options and hooks of conftest",
        {
            "conftest.py": """
            import pytest
            def pytest_addoption(parser):
                parser.addoption("--shop", default="none")
                parser.addini("shops", "all", type="linelist")
            def pytest_addhooks(pluginmanager):
                class Hooks:
                    def pytest_shop(self, name): "Called with the shop."
                pluginmanager.add_hookspecs(Hooks)
            @pytest.hookimpl(wrapper=True, tryfirst=True)
            def pytest_runtest_call(item):
                result = yield
                print("called", item.config.getoption("--shop"), item.config.getini("shops"))
                return result
            """,
            "pytest.ini": "[pytest]\nshops =\n    a\n    b\n",
            "test_a.py": PASSING,
        },
        ["-s", "--shop=mine"],
    ),
    Case(
        "strict settings",
        {
            "pytest.ini": """
            [pytest]
            xfail_strict = true
            addopts = --strict-markers --strict-config
            filterwarnings =
                error
                ignore:old:DeprecationWarning
            """,
            "test_a.py": """
            import pytest, warnings
            @pytest.mark.xfail
            def test_a(): pass
            def test_b(): warnings.warn("old", DeprecationWarning)
            def test_c(): warnings.warn("new", DeprecationWarning)
            """,
        },
    ),
    Case(
        "patterns of the project",
        {
            "pytest.ini": """
            [pytest]
            norecursedirs = left out/* .* b?d
            python_files = check/*.py t?st_*.py
            python_classes = Check* *Suite
            python_functions = *_works
            """,
            "left/out/test_a.py": "def it_works(): assert 0\n",
            "out/deep/test_a.py": "def it_works(): assert 0\n",
            "bad/test_a.py": "def it_works(): assert 0\n",
            "a/check/one.py": "class CheckIt:\n    def it_works(self): pass\n",
            "a/tast_b.py": "class MySuite:\n    def it_works(self): pass\n",
        },
        ["-v"],
    ),
    Case(
        "settings in other files",
        {"tox.ini": "[pytest]\naddopts = -q\n", "setup.cfg": "[tool:pytest]\naddopts = -v\n"}
        | {"pyproject.toml": "[tool.pytest.ini_options]\naddopts = '-rA'\n", "test_a.py": PASSING},
    ),
    Case("settings that cannot be read", {"pyproject.toml": "[tool\n", "test_a.py": PASSING}),
]

REPOSITORY = {
    "pytest.ini": "[pytest]\n",
    "libs/a/tests/test_a.py": PASSING,
    "libs/a/tests/deep/test_b.py": PASSING,
    "libs/b/tests/test_a.py": "raise RuntimeError('of another project')\n",
    "libs/b/conftest.py": "raise RuntimeError('of another project')\n",
    "libs/test_beside.py": "raise RuntimeError('beside projects')\n",
    "test_root.py": "raise RuntimeError('at the root')\n",
}
"""Projects side by side, of which one is tested."""

TELLING = """
import pytest
def pytest_ignore_collect(collection_path): print("looks at", collection_path.name)
"""

COUNTING = """
def pytest_collectreport(report): print(report.nodeid, [one.nodeid for one in report.result])
"""

STARTING = """
def pytest_collectstart(collector): print("collects", collector.nodeid)
"""

AROUND = """
import pytest
@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    report = yield
    print(collector.nodeid, len(report.result))
    return report
"""

SIBLINGS = [
    Case(f"one of several projects {args}", REPOSITORY, args)
    for args in (
        ["libs/a/tests", "-v"],
        ["libs/a/tests/test_a.py", "-v"],
        ["libs/a/tests/test_a.py::test_two", "libs/a/tests/deep", "-v"],
        ["libs/a", "libs/a/tests/deep/test_b.py", "-v"],
        ["libs/a/tests/deep", "libs/a/tests", "libs/a/tests/deep", "-v"],
        ["libs/a/tests", "libs/b/tests", "-v"],
        ["libs/a/tests", "libs", "-v"],
        ["libs/a/tests/none"],
        ["libs/a/tests/test_a.py::none"],
        ["libs/none/tests", "libs/a/tests"],
        ["libs/a/tests", "--collect-only", "-q"],
        ["libs/a/tests", "--collect-only"],
        ["libs/a/tests", "--doctest-modules", "-v"],
        ["libs/a/tests", "--ignore=libs/a/tests/deep", "-v"],
        ["libs/a/tests", "--ignore=libs/a", "-v"],
        ["libs/a/tests", "--rootdir=libs/a", "-v"],
        ["libs/a/tests", "--confcutdir=libs", "-v"],
        ["libs/a/tests", "--ff", "-v"],
        ["libs/a/tests", "--setup-plan"],
        ["libs/../libs/a/tests", "-v"],
    )
] + [
    Case(
        f"one of several projects, {name}",
        {**REPOSITORY, **files},
        ["libs/a/tests", "-v", "-s"],
    )
    for name, files in (
        ("whose root hears of what is looked at", {"conftest.py": TELLING}),
        ("whose root hears of what was found", {"conftest.py": COUNTING}),
        ("whose root hears of what begins", {"conftest.py": STARTING}),
        ("whose root is around what is found", {"conftest.py": AROUND}),
        ("which hears itself of what is looked at", {"libs/a/conftest.py": TELLING}),
        ("which hears itself of what was found", {"libs/a/tests/conftest.py": COUNTING}),
        ("which is left out by its root", {"conftest.py": "collect_ignore = ['libs/a']\n"}),
        ("beside one that is left out", {"conftest.py": "collect_ignore = ['libs/b']\n"}),
        ("in packages", {"libs/__init__.py": "", "libs/a/__init__.py": "", "libs/b/__init__.py": ""}),
        (
            "in packages whose modules are tests",
            {
                "pytest.ini": "[pytest]\npython_files = *.py\n",
                "libs/__init__.py": "def test_libs(): pass\n",
                "libs/a/__init__.py": "def test_a(): pass\n",
                "libs/a/tests/__init__.py": "def test_tests(): pass\n",
            },
        ),
        (
            "with fixtures above it",
            {
                "conftest.py": "import pytest\n@pytest.fixture\ndef one(): return 1\n",
                "libs/conftest.py": "import pytest\n@pytest.fixture\ndef two(one): return one + 1\n",
                "libs/a/tests/test_c.py": "def test_c(two): assert two == 2\n",
            },
        ),
        ("in a folder that is not looked into", {"pytest.ini": "[pytest]\nnorecursedirs = a libs\n"}),
    )
]

SHORTCUT_CASES = [*AT_THE_END, *FIXTURES, *SETTINGS, *SIBLINGS]
