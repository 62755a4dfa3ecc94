import { expect, it } from 'vitest';
import { graphOf, type Texts } from '../../testing/workspace.js';
import { initReport } from './report.js';

const report = (texts: Texts, nx = 'npx nx') =>
  initReport(graphOf(texts), {
    files: Object.keys(texts).sort(),
    exists: (file) => file in texts,
    read: (file) => texts[file] ?? null,
    nx,
  });

it('lists projects, their checkers and tests, and the next command', () => {
  const text = report({
    'pyproject.toml':
      '[tool.uv.workspace]\nmembers = ["libs/*"]\n\n[dependency-groups]\ndev = ["ruff", "pytest", "mypy"]\n\n[tool.mypy]\n',
    Makefile: 'fmt:\n\truff format\n',
    'libs/a/a.py': '',
    'uv.lock': 'version = 1\n',
    'libs/a/pyproject.toml': '[project]\nname = "a"\n',
    'libs/a/tests/integration/test_a.py': '',
    'libs/a/tests/unit/test_a.py': '',
  });
  expect(text).toBe(
    [
      'Found one Python project:',
      '',
      '  project  folder  types  tests',
      '  a        libs/a  mypy   unit (tests/unit), integration (tests/integration)',
      '',
      'Environment of the root: one project, locked in uv.lock',
      '',
      'Next: npx nx run-many -t signal',
    ].join('\n'),
  );
});

it('says where lint checks no formatting', () => {
  const texts = { 'a/pyproject.toml': '[project]\nname = "a"\n', 'a/a.py': '' };
  const line = 'Lint checks no formatting in a: no settings and no command have ruff format there.';
  expect(report(texts)).toContain(line);
  expect(report({ ...texts, 'pyproject.toml': '[tool.ruff.format]' })).not.toContain(line);
});

it('names the command for what is missing, and for a lock that is missing', () => {
  const text = report({ 'libs/a/pyproject.toml': '[project]\nname = "a"\n', 'libs/a/a.py': '' });
  expect(text).toContain('  uv add --dev --directory libs/a "ruff>=0.17" "pytest>=9" "mypy>=2.4"');
  expect(text).toContain('Environment of libs/a: one project, not locked yet');
  expect(text).toContain('Next: uv lock --directory libs/a, then npx nx run-many -t signal');
});

it('knows a project of setup.cfg, and how pip fills its environment', () => {
  const text = report({
    'pyproject.toml': '[build-system]\nrequires = ["setuptools"]\n',
    'setup.cfg': '[metadata]\nname = x\n[options.extras_require]\ntest = pytest\n',
    'x.py': '',
    'tests/test_x.py': '',
  });
  expect(text).toContain('  x        .       none   unit (tests)');
  expect(text).toContain(
    'Next: uv venv, uv pip install -e ".[test]" "ruff>=0.17" "mypy>=2.4", then npx nx run-many -t signal',
  );
});

it('adds the type checker that only settings name', () => {
  const text = report({
    'setup.cfg': '[metadata]\nname = x\n[mypy]\nstrict = true\n',
    'x.py': '',
  });
  expect(text).toContain('uv pip install -e . "ruff>=0.17" "pytest>=9" "mypy>=2.4"');
});

it('says what there is where no project is, and the smallest step', () => {
  expect(report({ 'app/a.py': '', 'setup.cfg': '[flake8]\n' }, './nx')).toBe(
    [
      'No Python project found: a project has a pyproject.toml, setup.cfg or setup.py that names it, or tests beside its requirements.',
      '  seen: Python: app/a.py',
      '  seen: a setup.cfg that names no project: setup.cfg',
      'Next: write this into app/pyproject.toml',
      '  [project]',
      '  name = "…"',
      '  version = "0"',
    ].join('\n'),
  );
});

it('counts tests that are in no target, and in no project', () => {
  const text = report({
    'libs/a/pyproject.toml': '[project]\nname = "a"\n[tool.pytest]\ntestpaths = ["tests"]\n',
    'libs/a/tests/test_a.py': '',
    'libs/a/qa/test_b.py': '',
    'qa/test_c.py': '',
    'qa/d_test.py': '',
  });
  expect(text).toContain('One test file belongs to no target: libs/a/qa/test_b.py.');
  expect(text).toContain('2 test files belong to no project: qa/d_test.py, qa/test_c.py.');
});

it('names templates that are passed over', () => {
  const text = report({
    'a/pyproject.toml': '[project]\nname = "a"\n',
    't/{{ x }}/pyproject.toml': '[project]\nname = "{{ x }}"\n',
  });
  expect(text).toContain('Skipped, as a template of projects: t/{{ x }}/pyproject.toml');
});

it('is short where there are many', () => {
  const texts: Texts = {};
  for (let index = 0; index < 100; index++) {
    texts[`libs/a${index}/pyproject.toml`] = `[project]\nname = "a${index}"\n`;
    texts[`libs/a${index}/tests/test_a.py`] = '';
  }
  const lines = report(texts, './nx').split('\n');
  expect(lines.length).toBeLessThan(16);
  expect(lines).toContain('  libs/*  100       none   unit   a0, a1, a10 and 97 more');
  expect(lines.at(-1)).toBe('Next: uv lock --directory libs/a0, then ./nx run-many -t signal');
});

it('shows what is broken with its place', () => {
  const text = report({ 'libs/a/pyproject.toml': '[project\n' });
  expect(text).toContain('error [PYPROJECT_SYNTAX]');
  expect(text).toContain('at libs/a/pyproject.toml:1');
});

it('says where to start in an empty repository', () => {
  expect(report({})).toContain('Next: npx nx g @nx-signal/python:library NAME');
});
