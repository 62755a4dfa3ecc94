"""Projects that behave well, badly, and oddly."""

from __future__ import annotations

from case import Case
from shortcut_cases import SHORTCUT_CASES

PASSING = "def test_one(): pass\ndef test_two(): assert 1 + 1 == 2\n"

OUTCOMES = [
    Case("passing", {"test_a.py": PASSING}),
    Case("passing verbose", {"test_a.py": PASSING}, ["-v", "--durations=2"]),
    Case("quiet", {"test_a.py": PASSING}, ["-q"]),
    Case(
        "rich diffs",
        {
            "test_a.py": """
            from dataclasses import dataclass
            @dataclass
            class Point:
                x: int
                y: int
            def test_dict(): assert {"a": 1, "b": [1, 2]} == {"a": 1, "b": [1, 3], "c": 2}
            def test_text(): assert "one\\ntwo\\nthree" == "one\\n2\\nthree"
            def test_list(): assert list(range(30)) == list(range(29))
            def test_class(): assert Point(1, 2) == Point(1, 3)
            def test_set(): assert {1, 2} <= {2}, "not below"
            """
        },
        ["-vv"],
    ),
    Case(
        "same names",
        {"a/test_same.py": PASSING, "b/test_same.py": PASSING},
    ),
    Case(
        "same names in packages",
        {
            "tests/__init__.py": "",
            "tests/a/__init__.py": "",
            "tests/b/__init__.py": "",
            "tests/a/test_same.py": PASSING,
            "tests/b/test_same.py": "from tests.a.test_same import test_one\n",
        },
    ),
    Case(
        "skip, xfail, error",
        {
            "test_a.py": """
            import pytest
            @pytest.mark.skip(reason="not now")
            def test_skip(): pass
            @pytest.mark.xfail
            def test_expected(): assert 0
            @pytest.mark.xfail
            def test_unexpected(): pass
            @pytest.mark.xfail(strict=True)
            def test_strict(): pass
            @pytest.fixture
            def broken(): raise ValueError("setup")
            def test_error(broken): pass
            @pytest.mark.parametrize("value", ["a", "ä", b"\\xff", None, 1.5])
            def test_values(value): assert value
            """
        },
        ["-ra"],
    ),
    Case("nothing collected", {"a.py": ""}),
    Case("no such path", {"a.py": ""}, ["missing"]),
    Case("unknown option", {"a.py": ""}, ["--no-such-option"]),
    Case("version", {"a.py": ""}, ["--version"]),
    Case("help", {"a.py": ""}, ["--help"]),
    Case("markers", {"pytest.ini": "[pytest]\nmarkers =\n    slow: slow ones\n"}, ["--markers"]),
    Case("fixtures", {"test_a.py": PASSING}, ["--fixtures"]),
    Case("trace of configuration", {"test_a.py": PASSING}, ["--trace-config"], unordered=True),
    Case("error in conftest", {"conftest.py": "import missing_module\n", "test_a.py": PASSING}),
    Case("syntax error", {"test_a.py": "def test_a(:\n"}),
    Case("collection error", {"test_a.py": "raise RuntimeError('at import')\n"}),
    Case(
        "unittest",
        {
            "test_a.py": """
            import unittest
            class TestIt(unittest.TestCase):
                def setUp(self): self.value = 1
                def test_passes(self): self.assertEqual(self.value, 1)
                def test_fails(self): self.assertEqual({"a": 1}, {"a": 2})
                def test_parts(self):
                    for number in (1, 2):
                        with self.subTest(number=number):
                            self.assertEqual(number, 1)
            """
        },
    ),
    Case(
        "doctest",
        {"shop.py": '"""\n>>> 1 + 1\n3\n>>> print("a")\na\n"""\n'},
        ["--doctest-modules"],
    ),
    Case(
        "warnings",
        {
            "test_a.py": """
            import warnings
            def test_deprecated(): warnings.warn("old", DeprecationWarning)
            def test_user(): warnings.warn("careful")
            class TestHelper:
                __test__ = True
                def __init__(self): pass
            """
        },
    ),
    Case(
        "warnings as errors",
        {"pytest.ini": "[pytest]\nfilterwarnings = error\n", "test_a.py": PASSING},
        ["-W", "error"],
    ),
    Case(
        "logging",
        {
            "test_a.py": """
            import logging
            def test_logs():
                logging.getLogger("shop").warning("low stock %s", "ä")
                logging.getLogger("shop").error("none", stack_info=False)
                assert 0
            """
        },
        ["--log-level=INFO"],
    ),
    Case(
        "settings of the project",
        {
            "pytest.ini": "[pytest]\npython_files = check_*.py\naddopts = -q\nunknown_key = 1\n",
            "check_a.py": PASSING,
        },
    ),
    Case(
        "folder below the root",
        {
            "pyproject.toml": "[tool.pytest.ini_options]\npythonpath = ['libs/a/src']\n",
            "libs/a/src/shop.py": "VALUE = 1\n",
            "libs/a/tests/test_a.py": "import shop\ndef test_a(): assert shop.VALUE == 2\n",
        },
        folder="libs/a",
    ),
]

ENDS = [
    Case("os._exit", {"test_a.py": "import os\ndef test_a(): os._exit(3)\n"}),
    Case("sys.exit in conftest", {"conftest.py": "import sys\nsys.exit(7)\n"}),
    Case("pytest.exit", {"test_a.py": "import pytest\ndef test_a(): pytest.exit('enough', 9)\n"}),
    Case("interrupt", {"test_a.py": "def test_a(): raise KeyboardInterrupt\n"}),
    Case(
        "interrupt in full",
        {"test_a.py": "def test_a(): raise KeyboardInterrupt\n"},
        ["--full-trace"],
    ),
    Case(
        "segmentation fault",
        {"test_a.py": "import ctypes\ndef test_a(): ctypes.string_at(0)\n"},
    ),
    Case(
        "killed",
        {"test_a.py": "import os\ndef test_a(): os.kill(os.getpid(), 9)\n"},
    ),
    Case(
        "ended by its own signal",
        {"test_a.py": "import os\ndef test_a(): os.kill(os.getpid(), 15)\n"},
    ),
    Case(
        "signals",
        {
            "test_a.py": """
            import signal
            def test_a():
                print([signal.getsignal(n) for n in range(1, 32)])
                print(signal.pthread_sigmask(signal.SIG_BLOCK, []), signal.set_wakeup_fd(-1))
                assert 0
            """
        },
    ),
    Case(
        "endless",
        {"test_a.py": "def test_a():\n    while True: pass\n"},
        timeout=2,
    ),
    Case(
        "internal error",
        {"conftest.py": "def pytest_collection(): raise RuntimeError('hook')\n"},
    ),
    Case(
        "error below pytest",
        {"conftest.py": "def pytest_cmdline_main(config): raise RuntimeError('hook')\n"},
    ),
    Case(
        "atexit",
        {
            "test_a.py": """
            import atexit
            atexit.register(print, "bye", flush=True)
            atexit.register(lambda: 1 / 0)
            def test_a(): pass
            """
        },
    ),
    Case(
        "a thread that works on",
        {
            "test_a.py": """
            import threading, time
            def work():
                time.sleep(2)
                print("done")
            def test_a(): threading.Thread(target=work).start()
            """
        },
        ["-s"],
    ),
    Case(
        "a thread that fails",
        {
            "test_a.py": """
            import threading
            def test_a():
                thread = threading.Thread(target=lambda: 1 / 0, daemon=True)
                thread.start()
                thread.join()
            """
        },
    ),
    Case(
        "a program left behind",
        {
            "test_a.py": """
            import subprocess
            def test_a(): subprocess.Popen(["sleep", "60"])
            """
        },
    ),
    Case(
        "unraisable",
        {
            "test_a.py": """
            class Broken:
                def __del__(self): raise ValueError("late")
            def test_a(): Broken()
            kept = Broken()
            """
        },
    ),
    Case(
        "an open file at the end",
        {"test_a.py": "def test_a(): open(__file__)\nkept = open(__file__)\n"},
        ["-W", "error"],
    ),
]

OUTPUT = [
    Case(
        "both streams",
        {
            "test_a.py": """
            import os, subprocess, sys
            def test_a():
                for number in range(3):
                    print("out", number)
                    print("err", number, file=sys.stderr)
                    os.write(1, b"raw\\n")
                    subprocess.run(["sh", "-c", "echo shell; echo shell error >&2"])
                assert 0
            """
        },
    ),
    Case(
        "uncaptured streams",
        {
            "test_a.py": """
            import os, subprocess, sys
            def test_a():
                for number in range(3):
                    print("out", number)
                    print("err", number, file=sys.stderr)
                    os.write(1, b"raw\\n")
                    subprocess.run(["sh", "-c", "echo shell; echo shell error >&2"])
            """
        },
        ["-s"],
    ),
    Case(
        "capture by sys",
        {"test_a.py": "import os\ndef test_a(): print('a'); os.write(1, b'raw'); assert 0\n"},
        ["--capture=sys"],
    ),
    Case(
        "huge output",
        {"test_a.py": "def test_a():\n    for n in range(400_000): print('line', n)\n"},
        ["-s"],
    ),
    Case(
        "not text",
        {
            "test_a.py": """
            import os
            def test_a(): os.write(1, bytes(range(256)) + "ä€😀".encode())
            """
        },
        ["-s"],
    ),
    Case("unicode", {"test_ä.py": "def test_grün(): assert '😀' == 'ß'\n"}, ["-v"]),
    Case("colours", {"test_a.py": "def test_a(): assert [1] == [2]\n"}, ["--color=yes"]),
    Case(
        "colours by a variable",
        {"test_a.py": "def test_a(): assert [1] == [2]\n"},
        env={"FORCE_COLOR": "1", "COLUMNS": "120"},
    ),
    Case(
        "streams' properties",
        {
            "test_a.py": """
            import os, sys
            def test_a():
                for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__):
                    print(stream, stream.line_buffering, stream.write_through, stream.errors)
                    print(stream.isatty(), stream.seekable(), stream.newlines, stream.buffer)
                print(sorted(os.listdir("/proc/self/fd")), sys.stdin.read())
            """
        },
        ["-s"],
    ),
]

PROCESS = [
    Case(
        "what a test sees of its process",
        {
            "test_a.py": """
            import __main__, gc, inspect, os, random, sys, time, threading
            def test_a():
                print(sys.argv, getattr(sys, "orig_argv", None))
                print(sys.path, sys.meta_path, sys.path_hooks)
                print(sys.flags, sys.warnoptions, sys.executable, sys.prefix)
                print(sorted(vars(__main__)), __main__, __main__.__file__, __main__.__loader__)
                print(__main__.__spec__, __main__.__doc__, type(__main__.__builtins__))
                print(os.getcwd(), sorted(os.environ.items()), os.getpid() == os.getsid(0))
                print(sys.getrecursionlimit(), gc.isenabled(), gc.get_threshold(), os.umask(0o22))
                print(sys.gettrace(), sys.getprofile(), threading.enumerate(), time.tzname)
                print(sys.stdin, type(os.environ), sys.dont_write_bytecode, inspect.stack()[0])
                assert 0
            """
        },
    ),
    Case(
        "modules when the project is read",
        {
            "conftest.py": "import sys\nprint(*sorted(sys.modules), sep='\\n', flush=True)\n",
            "test_a.py": "import sys\ndef test_a(): print(*sorted(sys.modules), sep='\\n')\n",
        },
        ["-s"],
    ),
    Case(
        "modules without plugins",
        {
            "conftest.py": "import sys\nprint(*sorted(sys.modules), sep='\\n', flush=True)\n",
            "test_a.py": PASSING,
        },
        ["-s"],
        env={"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        unsupported=True,
    ),
    Case(
        "names of the standard library",
        {
            "tests/secrets.py": "mine = True\n",
            "tests/select.py": "mine = True\n",
            "tests/resource.py": "mine = True\n",
            "tests/nx_signal.py": "mine = True\n",
            "tests/test_a.py": """
            import nx_signal, resource, secrets, select
            def test_a():
                print(nx_signal.mine, *(hasattr(m, "mine") for m in (resource, secrets, select)))
                assert 0
            """,
        },
    ),
    Case(
        "conftest that changes folder and variables",
        {
            "conftest.py": """
            import os, sys
            os.mkdir("else"); os.chdir("else"); os.environ["CHANGED"] = "yes"; sys.path[:0] = ["/x"]
            """,
            "test_a.py": "import os\ndef test_a(): assert os.environ['CHANGED'] == os.getcwd()\n",
        },
    ),
    Case(
        "variables",
        {
            "test_a.py": """
            import os
            def test_a(): print(os.environ["SHOP_URL"], os.getenv("HOME"))
            """
        },
        ["-s"],
        env={"SHOP_URL": "ä", "HOME": "/nowhere"},
    ),
    Case(
        "time zone",
        {"test_a.py": "import time\ndef test_a(): print(time.tzname, time.localtime(0))\n"},
        ["-s"],
        env={"TZ": "Asia/Tokyo"},
    ),
    Case(
        "stack down to the bottom",
        {
            "test_a.py": """
            import faulthandler, sys, traceback
            def test_a():
                traceback.print_stack()
                faulthandler.dump_traceback()
            """
        },
        ["-s"],
    ),
    Case(
        "recursion",
        {"test_a.py": "def down(n): return down(n + 1)\ndef test_a(): down(0)\n"},
        known_difference="the frame below the script's counts, so recursion ends two calls earlier",
    ),
    Case(
        "multiprocessing",
        {
            "test_a.py": """
            import multiprocessing, sys
            def double(n): return 2 * n
            def test_all():
                for method in ("fork", "spawn", "forkserver"):
                    with multiprocessing.get_context(method).Pool(2) as pool:
                        print(method, pool.map(double, [1, 2]))
            """
        },
        ["-s"],
    ),
    Case(
        "random numbers",
        {
            "test_a.py": """
            import random, tempfile, uuid
            def test_a(tmp_path):
                print(random.Random(1).random(), tmp_path)
                assert random.getstate() != random.Random(1).getstate()
            """
        },
        ["-s"],
    ),
    Case(
        "python from a test",
        {
            "test_a.py": """
            import subprocess, sys
            def test_a():
                code = "import sys; print(sys.path[1:], sys.flags)"
                print(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True))
            """
        },
        ["-s"],
    ),
    Case(
        "pytest from a test",
        {
            "conftest.py": "pytest_plugins = ['pytester']\n",
            "test_a.py": """
            def test_inside(pytester):
                pytester.makepyfile("def test_it(): assert 1 == 2")
                pytester.runpytest_inprocess().assert_outcomes(failed=1)
            def test_beside(pytester):
                pytester.makepyfile("def test_it(): assert 1 == 2")
                pytester.runpytest_subprocess().assert_outcomes(failed=1)
            """,
        },
    ),
]

COVERED = {
    "src/shop.py": "def price(n):\n    if n > 3:\n        return n\n    return 2 * n\n",
    "pyproject.toml": "[tool.pytest.ini_options]\npythonpath = ['src']\n",
    "test_a.py": "import shop\ndef test_a(): assert shop.price(1) == 2\n",
}
ASYNC = """
import asyncio, pytest
@pytest.mark.asyncio
async def test_async():
    await asyncio.sleep(0)
    assert asyncio.get_running_loop() is None
@pytest.mark.anyio
async def test_anyio(): pass
"""

PLUGINS = [
    Case("xdist", {"test_a.py": PASSING, "test_b.py": PASSING}, ["-n", "2"], unordered=True),
    Case(
        "xdist with a crash",
        {"test_b.py": "import os\ndef test_b(): os._exit(1)\n"},
        ["-n", "2"],
        unordered=True,
    ),
    Case("coverage", COVERED, ["--cov=src", "--cov-branch", "--cov-report=term-missing"]),
    Case("coverage of all", COVERED, ["--cov", "--cov-report=term"]),
    Case(
        "coverage as XML", COVERED, ["--cov=shop", "--cov-report=xml:/dev/stdout"], unordered=True
    ),
    Case(
        "coverage with xdist",
        COVERED,
        ["--cov=src", "-n", "2"],
        env={"COVERAGE_FILE": "other.coverage"},
        unordered=True,
    ),
    Case(
        "coverage that is too low",
        COVERED,
        ["--cov=src", "--cov-fail-under=100"],
    ),
    Case(
        "coverage of the environment",
        {"test_a.py": "import sniffio_none\n", "test_b.py": PASSING},
        ["--cov=pytest_mock", "--cov=iniconfig", "--continue-on-collection-errors"],
    ),
    Case("asyncio", {"test_a.py": ASYNC}),
    Case(
        "asyncio by setting",
        {"pytest.ini": "[pytest]\nasyncio_mode = auto\n", "test_a.py": ASYNC},
    ),
    Case(
        "hypothesis",
        {
            "test_a.py": """
            from hypothesis import given, settings, strategies
            @settings(derandomize=True, database=None)
            @given(strategies.integers(), strategies.lists(strategies.integers()))
            def test_a(number, numbers): assert number not in numbers or number < 10
            @given(strategies.text())
            def test_b(text): assert text == text
            """
        },
        ["--hypothesis-seed=1", "--tb=short"],
    ),
    Case(
        "mock",
        {
            "test_a.py": """
            import os
            def test_a(mocker):
                mocker.patch("os.getcwd", return_value="mocked")
                os.getcwd(1)
                os.getcwd.assert_called_once_with(2)
            """
        },
    ),
    Case(
        "assertion in a plugin",
        {
            "test_a.py": """
            def test_a(same): same({"a": [1, 2]}, {"a": [1, 3]})
            def test_b(late): late([1, 2, 3])
            """
        },
        ["-vv"],
    ),
    Case(
        "plugin of the project",
        {
            "mine.py": "def pytest_report_header(): return 'mine is here'\n",
            "test_a.py": PASSING,
        },
        ["-p", "mine"],
        env={"PYTHONPATH": "."},
    ),
    Case(
        "plugins by a variable",
        {
            "mine.py": "def pytest_report_header(): return 'mine is here'\n",
            "test_a.py": PASSING,
        },
        env={"PYTEST_PLUGINS": "mine", "PYTHONPATH": ".", "PYTEST_ADDOPTS": "-v"},
    ),
    Case("plugin named again", {"test_a.py": PASSING}, ["-p", "xdist", "-p", "pytest_cov.plugin"]),
    Case("plugin that is part of pytest", {"test_a.py": PASSING}, ["-p", "no:cacheprovider"]),
    Case("plugin that is missing", {"test_a.py": PASSING}, ["-p", "missing_plugin"]),
    Case(
        "plugins that conftest asks for",
        {
            "conftest.py": "pytest_plugins = ['anyio.pytest_plugin', 'helpers.fixtures']\n",
            "helpers/__init__.py": "",
            "helpers/fixtures.py": """
            import pytest
            @pytest.fixture
            def check():
                def compare(value): assert value == 1
                return compare
            """,
            "test_a.py": "def test_a(check): check(2)\n",
        },
    ),
]

REFUSED = [
    Case("without a plugin", {"test_a.py": PASSING}, ["-p", "no:xdist"], unsupported=True),
    Case(
        "without a plugin by setting",
        {"pytest.ini": "[pytest]\naddopts = -p no:xdist\n", "test_a.py": PASSING},
        unsupported=True,
    ),
    Case("plain assertions", {"test_a.py": PASSING}, ["--assert=plain"], unsupported=True),
    Case(
        "another hash seed", {"test_a.py": PASSING}, env={"PYTHONHASHSEED": "1"}, unsupported=True
    ),
    Case("optimized", {"test_a.py": PASSING}, env={"PYTHONOPTIMIZE": "1"}, unsupported=True),
    Case("warnings", {"test_a.py": PASSING}, env={"PYTHONWARNINGS": "error"}, unsupported=True),
    Case("another locale", {"test_a.py": PASSING}, env={"LC_ALL": "C"}, unsupported=True),
    Case(
        "coverage from the start",
        {"test_a.py": PASSING, ".coveragerc": ""},
        env={"COVERAGE_PROCESS_START": ".coveragerc"},
        unsupported=True,
    ),
    Case(
        "a variable that a plugin has read",
        {"test_a.py": "def test_a(level): assert level == 'high'\n"},
        env={"CHECKING_LEVEL": "high"},
        unsupported=True,
    ),
    Case(
        "module in place of a plugin's",
        {"src/execnet.py": "", "test_a.py": PASSING},
        env={"PYTHONPATH": "src"},
        unsupported=True,
    ),
    Case(
        "module in place of a plugin's by setting",
        {
            "pytest.ini": "[pytest]\npythonpath = src\n",
            "src/checking/plugin.py": "",
            "test_a.py": PASSING,
        },
        unsupported=True,
    ),
    Case(
        "customized start",
        {"src/sitecustomize.py": "print('start')\n", "test_a.py": PASSING},
        env={"PYTHONPATH": "src"},
        unsupported=True,
    ),
]

CASES = [*OUTCOMES, *ENDS, *OUTPUT, *PROCESS, *PLUGINS, *REFUSED, *SHORTCUT_CASES]
