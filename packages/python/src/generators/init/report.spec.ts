import { expect, it } from 'vitest';
import { graphOf, type Texts } from '../../testing/workspace.js';
import { initReport } from './report.js';

const report = (texts: Texts) => initReport(graphOf(texts), (file) => file in texts);

it('lists projects, their checkers and tests, and the next command', () => {
  const text = report({
    'pyproject.toml':
      '[tool.uv.workspace]\nmembers = ["libs/*"]\n\n[dependency-groups]\ndev = ["ruff", "pytest", "mypy"]\n\n[tool.mypy]\n',
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

it('names the command for what is missing, and for a lock that is missing', () => {
  const text = report({ 'libs/a/pyproject.toml': '[project]\nname = "a"\n', 'libs/a/a.py': '' });
  expect(text).toContain('  uv add --dev --directory libs/a "ruff>=0.17" "pytest>=9" "mypy>=2.4"');
  expect(text).toContain('Environment of libs/a: one project, not locked yet');
  expect(text).toContain('Next: uv lock --directory libs/a, then npx nx run-many -t signal');
});

it('says what keeps a setup.cfg from being a project', () => {
  const text = report({
    'pyproject.toml': '[build-system]\nrequires = ["setuptools"]\n',
    'setup.cfg': '[metadata]\nname = x\n',
  });
  expect(text).toContain('pyproject.toml has no [project] table: setup.cfg names the project');
});

it('shows what is broken with its place', () => {
  const text = report({ 'libs/a/pyproject.toml': '[project\n' });
  expect(text).toContain('error [PYPROJECT_SYNTAX]');
  expect(text).toContain('at libs/a/pyproject.toml:1');
});

it('says where to start in an empty repository', () => {
  expect(report({})).toContain('Next: npx nx g @nx-signal/python:library NAME');
});
