import fc from 'fast-check';
import type { PythonProject } from '../harness/python-workspace.js';
import { test, testModule } from './case.js';
import type { CheckerTexts } from './checkers.js';

/** What a made-up project is like. */
const project = fc.record({
  layout: fc.constantFrom('src', 'src', 'flat', 'namespace'),
  tests: fc.constantFrom('folder', 'folder', 'packages', 'two folders'),
  testName: fc.constantFrom('test_it', 'test_same', 'test_value'),
  helper: fc.option(fc.constantFrom('helpers', 'shared', 'common')),
  borrows: fc.option(fc.constantFrom('helpers', 'shared', 'common')),
  conftest: fc.boolean(),
  lint: fc.constantFrom('clean', 'clean', 'unused', 'crooked', 'accepted'),
  types: fc.constantFrom('clean', 'clean', 'wrong', 'missing', 'ignored', 'unused ignore'),
  outcome: fc.constantFrom('passes', 'passes', 'fails', 'errors', 'skips', 'quits', 'nothing'),
  settings: fc.constantFrom('none', 'none', 'mypy', 'ruff', 'pytest', 'loose'),
  uses: fc.option(fc.nat(7)),
});

/** A made-up project. */
type RandomProject = typeof project extends fc.Arbitrary<infer T> ? T : never;

/** Six to eight projects. */
export const randomProjects: fc.Arbitrary<RandomProject[]> = fc.array(project, {
  minLength: 6,
  maxLength: 8,
});

/** The name of a project by its place; also its package's, unless that lies in a namespace. */
const nameOf = (index: number) => `p${index}`;

function packageOf({ layout }: RandomProject, name: string): { folder: string; module: string } {
  if (layout === 'flat') return { folder: name, module: name };
  if (layout === 'namespace') return { folder: `src/space/${name}`, module: `space.${name}` };
  return { folder: `src/${name}`, module: name };
}

const lintTexts: Record<RandomProject['lint'], string> = {
  clean: 'CLEAN = 1\n',
  unused: 'import os\n',
  crooked: 'CROOKED  =  1\n',
  accepted: 'import os  # noqa: F401\n',
};

const typeTexts: Record<RandomProject['types'], string> = {
  clean: 'VALUE: int = 1\n',
  wrong: 'VALUE: int = "one"\n',
  missing: 'import nowhere\n\nVALUE = nowhere.VALUE\n',
  ignored: 'VALUE: int = "one"  # type: ignore[assignment]\n',
  'unused ignore': 'VALUE: int = 1  # type: ignore[assignment]\n',
};

const testTexts: Record<RandomProject['outcome'], string> = {
  passes: testModule([], test('it', 'assert True')),
  fails: testModule([], test('it', 'print("printed")', 'assert [1, 2] == [1, 3]')),
  errors: 'raise RuntimeError("while it is collected")\n',
  skips: testModule(['import pytest'], test('it', 'pytest.skip("not now")')),
  quits: testModule(['import os'], test('it', 'os._exit(3)')),
  nothing: '"""No tests."""\n',
};

const settingTexts: Record<RandomProject['settings'], string> = {
  none: '',
  mypy: '[tool.mypy]\nshow_column_numbers = true\n',
  ruff: '[tool.ruff.lint]\nselect = ["D100", "F"]\n',
  pytest: '[tool.pytest.ini_options]\naddopts = "-v -ra"\n',
  loose:
    '[tool.mypy]\nignore_missing_imports = true\n\n[tool.pytest.ini_options]\naddopts = "-p no:logging"\n',
};

function sources(all: readonly RandomProject[], index: number): Record<string, string> {
  const own = all[index] as RandomProject;
  const { folder } = packageOf(own, nameOf(index));
  const used = own.uses ?? index;
  const other = all[used];
  const imported = other && used !== index ? packageOf(other, nameOf(used)).module : undefined;
  return {
    [`${folder}/__init__.py`]: '',
    [`${folder}/linted.py`]: lintTexts[own.lint],
    [`${folder}/typed.py`]: typeTexts[own.types],
    ...(imported
      ? { [`${folder}/uses.py`]: `from ${imported}.typed import VALUE\n\nTEXT: str = VALUE\n` }
      : {}),
  };
}

function tests(own: RandomProject): Record<string, string> {
  const folder = own.tests === 'two folders' ? 'tests/unit/deep' : 'tests/unit';
  const borrowed =
    own.borrows && testModule([`from ${own.borrows} import HELP`], test('help', 'assert HELP'));
  return {
    [`${folder}/${own.testName}.py`]: testTexts[own.outcome],
    ...(own.tests === 'packages' ? { 'tests/__init__.py': '', 'tests/unit/__init__.py': '' } : {}),
    ...(own.helper ? { [`tests/unit/${own.helper}.py`]: 'HELP: int = 1\n' } : {}),
    ...(borrowed ? { 'tests/unit/test_borrowed.py': borrowed } : {}),
    ...(own.conftest ? { 'tests/conftest.py': 'import os\n\nos.environ["SEEN"] = "yes"\n' } : {}),
  };
}

/** Settings of a type checker in a file of the project's own, for some. */
function checkerFiles(
  { settings }: RandomProject,
  texts: CheckerTexts | undefined,
): Record<string, string> {
  if (!texts || (settings !== 'mypy' && settings !== 'loose')) return {};
  return { [texts.file]: settings === 'mypy' ? texts.lax : texts.exclude };
}

/**
 * The projects of a workspace as they are made.
 *
 * @param checker - the type checker, if it is not mypy
 */
export function projectsOf(
  all: readonly RandomProject[],
  checker?: CheckerTexts,
): Record<string, PythonProject> {
  return Object.fromEntries(
    all.map((own, index) => [
      nameOf(index),
      {
        bare: true,
        pyproject: settingTexts[own.settings],
        files: { ...sources(all, index), ...tests(own), ...checkerFiles(own, checker) },
      },
    ]),
  );
}
