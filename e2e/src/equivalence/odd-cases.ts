import { type EquivalenceCases, test, testModule } from './case.js';

const property = `from hypothesis import given, settings
from hypothesis import strategies as st


@settings(derandomize=True, database=None)
@given(st.integers())
def test_holds(value: int) -> None:
    assert value == int(str(value))


@settings(derandomize=True, database=None, print_blob=False)
@given(st.lists(st.integers()))
def test_does_not(values: list[int]) -> None:
    assert sum(values) < 100
`;

/** What keeps ruff or mypy from checking everything in one go, and what takes its time. */
export const oddCases: EquivalenceCases = {
  'settings of ruff that it refuses': {
    projects: {
      bad_rules: { files: { 'ruff.toml': 'line-length = "long"\n' } },
      good_rules: { files: { 'src/good_rules/unused.py': 'import os\n' } },
    },
    failing: ['bad_rules:lint', 'good_rules:lint'],
    shows: { 'bad_rules:lint': 'ruff.toml', 'good_rules:lint': 'Found 1 error.' },
  },
  'settings of ruff that it warns about': {
    projects: { old_rules: { files: { 'ruff.toml': 'select = ["F"]\n' } } },
    shows: { 'old_rules:lint': 'deprecated' },
  },
  'a syntax error': {
    projects: {
      unparsable: { files: { 'src/unparsable/broken.py': 'def broken(:\n' } },
      needs_unparsable: {
        dependencies: ['unparsable'],
        files: {
          'src/needs_unparsable/more.py': 'from unparsable.broken import broken\n\nbroken()\n',
          'src/needs_unparsable/wrong.py': 'WRONG: int = ""\n',
        },
      },
      parsable: { files: { 'src/parsable/wrong.py': 'WRONG: int = ""\n' } },
    },
    failing: [
      'unparsable:lint',
      'unparsable:typecheck',
      'needs_unparsable:typecheck',
      'parsable:typecheck',
    ],
    shows: { 'parsable:typecheck': 'Found 1 error in 1 file (checked 3 source files)' },
  },
  'a syntax error in tests': {
    projects: {
      untestable: { files: { 'tests/unit/test_broken.py': 'def test_broken(:\n' } },
    },
    failing: ['untestable:lint', 'untestable:typecheck', 'untestable:test:unit'],
  },
  'a namespace package that mypy was not told about': {
    projects: {
      holds_space: { files: { 'src/space/inner/__init__.py': 'INNER: int = 1\n' } },
      uses_space: {
        dependencies: ['holds_space'],
        files: {
          'tests/unit/test_inner.py': testModule(
            ['from space.inner import INNER'],
            test('inner', 'assert INNER'),
          ),
        },
      },
    },
  },
  hypothesis: {
    projects: { holds: { files: { 'tests/unit/test_property.py': property } } },
    failing: ['holds:test:unit'],
    shows: { 'holds:test:unit': 'Failing test case: test_does_not' },
  },
};
