import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import type { ToolTask } from '../tools/tool-task.js';
import { ignoredSettings } from './ignored-settings.js';

const lint = (id: string, config?: string): ToolTask => ({
  ...{ id, project: 'libs/a', nested: [], config },
  options: { kind: 'lint', environment: '.' },
});
const test = (id: string, path: string): ToolTask => ({
  ...{ id, project: 'libs/a', nested: [] },
  options: { kind: 'test', environment: '.', paths: [path], report: 'dist' },
});
const tasks = [
  lint('none'),
  lint('above', '../ruff.toml'),
  lint('kept', 'ruff.toml'),
  lint('own', 'libs/a/ruff.toml'),
  test('unit', 'tests/unit'),
  test('other', 'other'),
];

function refused(ignore: string): Promise<Map<string, Error>> {
  const root = temporaryFolder({
    ...{ 'nx.json': '', 'ruff.toml': '', 'libs/a/ruff.toml': '', 'libs/a/tests/conftest.py': '' },
    '.gitignore': ignore,
  });
  execFileSync('git', ['init', '--quiet'], { cwd: root });
  return ignoredSettings(tasks, root);
}

it('settings that git ignores are refused to the tasks that would follow them', async () => {
  const errors = await refused('libs/a/ruff.toml\nconftest.py\n');
  expect([...errors.keys()]).toEqual(['own', 'unit']);
  expect(String(errors.get('unit'))).toContain('libs/a/tests/conftest.py');
});

it('nothing is refused where nothing is ignored, or all of the workspace is', async () => {
  expect((await refused('')).size).toBe(0);
  expect((await refused('*\n')).size).toBe(0);
});
