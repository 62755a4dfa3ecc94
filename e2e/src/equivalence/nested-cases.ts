import { type EquivalenceCases, test, testModule } from './case.js';

const unused = 'import os\n';

const manifest = (name: string) =>
  `[project]\nname = "${name}"\nversion = "1"\nrequires-python = ">=3.11"\n\n[tool.uv]\npackage = false\n`;

/** Files of a project with a test and one finding of each tool. */
function faulty(folder: string, name: string): Record<string, string> {
  return {
    [`${folder}/pyproject.toml`]: manifest(name),
    [`${folder}/src/${name}/__init__.py`]: '',
    [`${folder}/src/${name}/unused.py`]: unused,
    [`${folder}/src/${name}/wrong.py`]: 'WRONG: int = ""\n',
    [`${folder}/tests/unit/test_place.py`]: testModule(
      ['from pathlib import Path'],
      test('place', `assert Path.cwd().name == "${name}"`),
      test('fails', 'raise AssertionError'),
    ),
  };
}

const failing = (name: string) => [`${name}:lint`, `${name}:typecheck`, `${name}:test:unit`];

/** Projects inside others, the outermost of them the workspace itself. */
export const nestedCases: EquivalenceCases = {
  'the project of the root': {
    names: ['whole'],
    files: {
      'src/whole/__init__.py': '',
      'tests/unit/test_whole.py': testModule([], test('whole', 'assert True')),
      'conftest.py': 'def pytest_report_header() -> str:\n    return "from the root"\n',
    },
    shows: { 'whole:test:unit': 'from the root', 'whole:lint': 'All checks passed!' },
  },
  'a project in it': { projects: { plain: {} } },
  'a project that the root’s settings leave out': {
    names: ['hidden'],
    files: faulty('libs/hidden', 'hidden'),
    failing: failing('hidden'),
    shows: { 'hidden:lint': 'libs/hidden/src/hidden/unused.py' },
  },
  'a project in a project': {
    names: ['outer', 'inner'],
    files: {
      'libs/outer/pyproject.toml': manifest('outer'),
      'libs/outer/src/outer/__init__.py': '',
      ...faulty('libs/outer/inner', 'inner'),
    },
    failing: failing('inner'),
  },
  'a project at the top, and a folder of its name in another project': {
    names: ['examples', 'exhibits'],
    files: {
      ...faulty('examples', 'examples'),
      'libs/exhibits/pyproject.toml': manifest('exhibits'),
      'libs/exhibits/src/exhibits/__init__.py': '',
      'libs/exhibits/examples/unused.py': unused,
    },
    failing: [...failing('examples'), 'exhibits:lint'],
  },
};
