import { expect, it } from 'vitest';
import { targetsOf } from '../testing/workspace.js';
import { withNotes } from '../tools/tool-task.js';

const notesIn = (targets: ReturnType<typeof targetsOf>) =>
  Object.entries(targets).flatMap(([name, { options }]) =>
    options?.notes ? [[name, ...options.notes]] : [],
  );

const project = '[project]\nname = "a"\n[tool.pytest.ini_options]\ntestpaths = ["tests"]\n';
const outside = { 'a/qa/test_x.py': '', 'a/pyproject.toml': project };

it('the unit tests tell of tests that are in no target, and without them lint does', () => {
  const text =
    "one test file belongs to no target, so nothing runs it: qa/test_x.py (add a folder with pytest's testpaths, or exclude one with its norecursedirs)";
  expect(notesIn(targetsOf({ ...outside, 'a/tests/test_y.py': '' }, 'a'))).toEqual([
    ['test:unit', text],
  ]);
  const off = `${project}[tool.nx-signal.targets."test:unit"]\nfolder = "none"\n`;
  expect(notesIn(targetsOf({ ...outside, 'a/pyproject.toml': off }, 'a'))).toEqual([
    ['lint', text],
  ]);
});

it('a target that is switched off is no reason to tell', () => {
  const off = `${project}[tool.nx-signal.targets]\n"test:integration" = false\n`;
  const texts = { 'a/pyproject.toml': off, 'a/tests/e2e/test_x.py': '', 'a/tests/test_y.py': '' };
  expect(notesIn(targetsOf(texts, 'a'))).toEqual([]);
});

it('names three, counts the others, and stands on lines of its own', () => {
  const many = Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`a/qa/test_${n}.py`, '']));
  const targets = targetsOf({ ...outside, ...many, 'a/tests/test_y.py': '' }, 'a');
  const { notes } = targets['test:unit']?.options ?? {};
  expect(notes[0]).toContain('6 test files belong to no target');
  expect(notes[0]).toContain('qa/test_1.py, qa/test_2.py, qa/test_3.py, and 3 more');
  const result = withNotes(
    { success: true, output: 'ok' },
    { kind: 'lint', environment: '.', notes },
  );
  expect(result.output).toBe(`ok\nwarning: ${notes[0]}\n`);
});
