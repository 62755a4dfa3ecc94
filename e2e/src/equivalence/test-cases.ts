import { type EquivalenceCases, test, testModule } from './case.js';

const environmentIsUntouched = testModule(
  ['import os', 'from pathlib import Path'],
  test('folder', 'assert Path.cwd().name == "still"'),
  test('variables', 'assert "MOVED" not in os.environ'),
);

const moving = `import os
import tempfile

os.environ["MOVED"] = "yes"
os.environ["COLUMNS"] = "60"
os.chdir(tempfile.gettempdir())
`;

const fixture = (name: string, value: string) => `import pytest


@pytest.fixture
def ${name}() -> str:
    return "${value}"
`;

function conftests(name: string): Record<string, string> {
  return {
    'tests/conftest.py': fixture('outer', name),
    'tests/unit/conftest.py': fixture('inner', name),
    'tests/unit/test_fixtures.py': `def test_fixtures(outer: str, inner: str) -> None:\n    assert (outer, inner) == ("${name}", "${name}")\n`,
  };
}

function packaged(value: number): Record<string, string> {
  return {
    'tests/__init__.py': '',
    'tests/unit/__init__.py': '',
    'tests/unit/helpers.py': `VALUE = ${value}\n`,
    'tests/unit/test_packaged.py': testModule(
      ['from tests.unit.helpers import VALUE'],
      test('value', `assert VALUE == ${value}`),
    ),
  };
}

const threads = testModule(
  ['import threading', 'import time'],
  test('daemon', 'threading.Thread(target=time.sleep, args=(600,), daemon=True).start()'),
  test('late', 'threading.Thread(target=time.sleep, args=(0.2,)).start()'),
  test(
    'dies',
    'thread = threading.Thread(target=int, args=("x",))',
    'thread.start()',
    'thread.join()',
  ),
);

const ends = `import pytest


@pytest.fixture
def broken() -> int:
    raise RuntimeError("no fixture")


def test_fails() -> None:
    values = {"a": 1, "b": [1, 2, 3]}
    assert values == {"a": 1, "b": [1, 2, 4]}


def test_errors(broken: int) -> None:
    assert broken


@pytest.mark.skip(reason="not today")
def test_skipped() -> None:
    raise AssertionError


@pytest.mark.xfail(reason="known")
def test_known() -> None:
    assert not __name__


@pytest.mark.parametrize("value", [1, "ä", None])
def test_many(value: object) -> None:
    assert value
`;

const streams = `import logging
import os
import subprocess
import sys
import warnings

import pytest


def test_capsys(capsys: pytest.CaptureFixture[str]) -> None:
    print("out")
    print("err", file=sys.stderr)
    assert capsys.readouterr() == ("out\\n", "err\\n")


def test_everything_is_shown() -> None:
    print("printed")
    os.write(2, b"written past Python\\n")
    subprocess.run(["echo", "by a child"], check=True)
    logging.getLogger("here").warning("logged")
    warnings.warn("old", DeprecationWarning, stacklevel=1)
    raise AssertionError


def test_no_input() -> None:
    assert sys.stdin.fileno() == 0
    assert input() == ""
`;

const leaving = `import atexit
import sys

atexit.register(print, "printed at the end")


def test_nothing() -> None:
    print("ends")


def test_arguments() -> None:
    assert sys.argv[0].endswith("pytest")
    assert sys.modules["__main__"].__file__ == sys.argv[0]
`;

/** What pytest is asked to do, and what tests do to the process they are in. */
export const testCases: EquivalenceCases = {
  'test modules of one name in two projects': {
    projects: {
      same_a: { files: { 'tests/unit/test_same.py': testModule([], test('it', 'assert True')) } },
      same_b: { files: { 'tests/unit/test_same.py': testModule([], test('it', 'assert 0')) } },
    },
    failing: ['same_b:test:unit'],
  },
  'tests that are packages of one name': {
    projects: { packed_a: { files: packaged(1) }, packed_b: { files: packaged(2) } },
  },
  'a conftest.py beside the tests and one above, in two projects': {
    projects: { conf_a: { files: conftests('a') }, conf_b: { files: conftests('b') } },
  },
  'a conftest.py that changes the folder and variables': {
    projects: {
      moving: { files: { 'tests/conftest.py': moving } },
      still: { files: { 'tests/unit/test_place.py': environmentIsUntouched } },
    },
  },
  'a conftest.py that cannot be imported': {
    projects: { unfit: { files: { 'tests/unit/conftest.py': 'raise RuntimeError("unfit")\n' } } },
    failing: ['unfit:test:unit'],
    shows: { 'unfit:test:unit': 'RuntimeError: unfit' },
  },
  'threads that are left behind': {
    projects: { threads: { files: { 'tests/unit/test_threads.py': threads } } },
    shows: { 'threads:test:unit': 'PytestUnhandledThreadExceptionWarning' },
  },
  'passing, failing, erring, skipped and expected to fail': {
    projects: { ends: { files: { 'tests/unit/test_ends.py': ends } } },
    failing: ['ends:test:unit'],
    shows: { 'ends:test:unit': '2 failed, 2 passed, 1 skipped, 1 xfailed, 1 error' },
  },
  'what tests print, in every way': {
    projects: { streams: { files: { 'tests/unit/test_streams.py': streams } } },
    failing: ['streams:test:unit'],
  },
  'what is printed while the process ends': {
    projects: {
      leaving: {
        files: { 'tests/unit/test_leaving.py': leaving },
        pyproject: '[tool.pytest.ini_options]\naddopts = "-s"\n',
      },
    },
    shows: { 'leaving:test:unit': 'printed at the end' },
  },
  'characters of many alphabets': {
    projects: {
      letters: {
        files: {
          'tests/unit/test_letters.py': testModule(
            [],
            test('größe', 'print("日本語 🐍 عربي")', 'assert "naïve" == "naive"'),
          ),
        },
      },
    },
    failing: ['letters:lint', 'letters:test:unit', 'letters:typecheck'],
    shows: { 'letters:test:unit': '日本語 🐍 عربي' },
  },
  'a process that ends in the middle': {
    projects: {
      quits: {
        files: {
          'tests/unit/test_quits.py': testModule(
            ['import os'],
            test('quits', 'print("about to")', 'os._exit(3)'),
          ),
        },
      },
      crashes: {
        files: {
          'tests/unit/test_crashes.py': testModule(
            ['import ctypes'],
            test('crashes', 'ctypes.string_at(0)'),
          ),
        },
      },
      exits: {
        files: {
          'tests/unit/test_exits.py': testModule(
            ['import pytest'],
            test('exits', 'pytest.exit("enough", returncode=7)'),
          ),
        },
      },
    },
    failing: ['quits:test:unit', 'crashes:test:unit', 'exits:test:unit'],
    shows: { 'crashes:test:unit': 'Segmentation fault', 'exits:test:unit': 'Exit: enough' },
  },
  'no tests in a file for them, and no file for them': {
    projects: { hollow: { files: { 'tests/unit/test_hollow.py': '"""Later."""\n' } } },
    files: {
      'libs/testless/pyproject.toml':
        '[project]\nname = "testless"\nversion = "1"\nrequires-python = ">=3.11"\n\n[tool.uv]\npackage = false\n',
      'libs/testless/src/testless/__init__.py': '',
    },
    names: ['testless'],
    shows: { 'hollow:test:unit': 'No tests were collected, which counts as success.' },
  },
  'a helper module that only another project’s tests have': {
    projects: {
      lender: {
        files: {
          'tests/unit/lent.py': 'LENT: int = 1\n',
          'tests/unit/test_lent.py': testModule(
            ['from lent import LENT'],
            test('it', 'assert LENT'),
          ),
        },
      },
      borrower: {
        files: {
          'tests/unit/test_borrowed.py': testModule(
            ['from lent import LENT'],
            test('it', 'assert LENT'),
          ),
        },
      },
    },
    failing: ['borrower:test:unit', 'borrower:typecheck'],
    shows: {
      'borrower:test:unit': "No module named 'lent'",
      'borrower:typecheck': 'import-not-found',
    },
  },
};
