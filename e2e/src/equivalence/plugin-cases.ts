import { type EquivalenceCases, test, testModule } from './case.js';

const pytest = (settings: string) => `[tool.pytest.ini_options]\n${settings}\n`;

const early = `"""A plugin that has to be loaded before any conftest.py."""

import os


def pytest_load_initial_conftests() -> None:
    os.environ["EARLY"] = "yes"
`;

const seen = `import os

EARLY = os.environ.get("EARLY", "no")


def pytest_report_header() -> str:
    return f"early: {EARLY}"
`;

const asynchronous = `import asyncio


async def test_waits() -> None:
    await asyncio.sleep(0)


async def test_fails() -> None:
    await asyncio.sleep(0)
    raise AssertionError("in a loop")
`;

const documented = `"""Documented.

>>> 1 + 1
2
>>> print("ä")
a
"""


def test_nothing() -> None:
    pass
`;

const covered = `import sys


def sign(value: int) -> int:
    if value < 0:
        return -1
    return 1


def version() -> str:
    return sys.version
`;

/** Plugins and settings of pytest. */
export const pluginCases: EquivalenceCases = {
  'a plugin that is loaded early by -p': {
    projects: {
      early: { files: { 'src/early/__init__.py': `${early}\n\nNAME: str = "early"\n` } },
      wants_early: {
        dependencies: ['early'],
        files: { 'tests/conftest.py': seen },
        pyproject: pytest('addopts = "-p early"'),
      },
      not_early: { files: { 'tests/conftest.py': seen } },
    },
    shows: { 'wants_early:test:unit': 'early: yes', 'not_early:test:unit': 'early: no' },
  },
  'a plugin that is left out by -p': {
    projects: {
      no_asyncio: {
        files: { 'tests/unit/test_async.py': asynchronous },
        pyproject: pytest('addopts = "-p no:asyncio -p no:anyio"'),
      },
    },
    failing: ['no_asyncio:test:unit'],
  },
  'pytest-asyncio': {
    projects: {
      waits: {
        files: { 'tests/unit/test_async.py': asynchronous },
        pyproject: pytest('asyncio_mode = "auto"'),
      },
    },
    failing: ['waits:test:unit'],
    shows: { 'waits:test:unit': /plugins: .*asyncio/ },
  },
  'pytest-xdist': {
    projects: {
      spread: {
        files: {
          'tests/unit/test_spread.py': testModule(
            ['import os'],
            test('worker', 'assert os.environ["PYTEST_XDIST_WORKER"]'),
            test('fails', 'print("in a worker")', 'raise AssertionError'),
          ),
        },
        pyproject: pytest('addopts = "-n 2 --dist loadfile"'),
      },
    },
    failing: ['spread:test:unit'],
    shows: { 'spread:test:unit': 'created: 2/2 workers' },
  },
  'pytest-cov with a report': {
    projects: {
      covered: {
        files: {
          'src/covered/signs.py': covered,
          'tests/unit/test_signs.py': testModule(
            ['from covered.signs import sign'],
            test('positive', 'assert sign(3) == 1'),
          ),
        },
        pyproject: pytest('addopts = "--cov=covered --cov-branch --cov-report=term-missing"'),
      },
      barely: {
        pyproject: pytest('addopts = "--cov=barely --cov-fail-under=100"'),
        files: { 'src/barely/more.py': 'MORE = 1\n' },
      },
      covered_spread: {
        pyproject: pytest('addopts = "-n 2 --cov=covered_spread --cov-report=term"'),
      },
    },
    failing: ['barely:test:unit'],
    shows: { 'covered:test:unit': /signs\.py +\d.*83%|signs\.py +\d/ },
  },
  'a pytest.ini with options, and doctests': {
    projects: {
      chatty: { files: { 'pytest.ini': '[pytest]\naddopts = -v -ra --tb=short\n' } },
      documented: {
        files: {
          'pytest.ini': '[pytest]\naddopts = --doctest-modules\n',
          'tests/unit/test_documented.py': documented,
        },
      },
    },
    failing: ['documented:test:unit'],
    shows: { 'chatty:test:unit': 'PASSED', 'documented:test:unit': '[doctest]' },
  },
  'settings that pytest refuses': {
    projects: { refused: { pyproject: pytest('addopts = "--no-such-option"') } },
    failing: ['refused:test:unit'],
    shows: { 'refused:test:unit': 'unrecognized arguments: --no-such-option' },
  },
};
