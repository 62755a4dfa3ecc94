import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../../testing/error-of.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { toolTask, toolWorkspace } from '../../testing/tool-task.js';
import type { ToolTask } from '../tool-task.js';
import { followsSettingsAbove, refuseSettingsAbove } from './isolate.js';

const version = '[project]\nrequires-python = ">=3.12"\n';
const own = { 'home/work/libs/a/pyproject.toml': '[project]\nrequires-python = ">=3.11"\n' };

function follows(texts: Record<string, string>, args?: string[], more: Partial<ToolTask> = {}) {
  const folder = temporaryFolder(texts);
  const task = toolTask({ kind: 'lint', environment: '.', ...(args ? { args } : {}) }, more);
  return followsSettingsAbove(task, toolWorkspace(join(folder, 'home', 'work')));
}

describe('settings of ruff above the workspace', () => {
  it.each<[string, Record<string, string>, boolean]>([
    ['a file', { ...own, 'home/ruff.toml': '' }, true],
    ['a hidden file far above', { ...own, '.ruff.toml': '' }, true],
    ['a section', { ...own, 'home/pyproject.toml': '[tool.ruff.lint]\n' }, true],
    ['a manifest without it', { ...own, 'home/pyproject.toml': version }, false],
    ['the only version of Python', { 'home/pyproject.toml': version }, true],
    [
      'a version in the repository around it',
      { 'home/.git/HEAD': '', 'home/pyproject.toml': version },
      false,
    ],
    ['nothing', own, false],
  ])('count: %s', (_, texts, expected) => expect(follows(texts)).toBe(expected));

  it.each<[string, string[] | undefined, Partial<ToolTask>, boolean]>([
    ['nearer settings stop the search', undefined, { config: 'ruff.toml' }, false],
    ['arguments do', ['--isolated'], {}, false],
    ['so does a file', ['--config', 'x.toml'], {}, false],
    ['also in one word', ['--config=x.toml'], {}, false],
    ['a single setting does not', ['--config', 'line-length=80'], {}, true],
    ['nor does it in one word', ['--config=line-length=80'], {}, true],
  ])('%s', (_, args, more, expected) => {
    expect(follows({ ...own, 'home/ruff.toml': '' }, args, more)).toBe(expected);
  });

  it('are named with what to do', () => {
    const folder = temporaryFolder({ ...own, 'ruff.toml': '' });
    const task = toolTask({ kind: 'lint', environment: '.' });
    const workspace = toolWorkspace(join(folder, 'home', 'work'));
    expect(errorOf(() => refuseSettingsAbove(task, workspace))).toMatchObject({
      code: 'SETTINGS_OUTSIDE',
      message: expect.stringContaining(
        `ruff has no settings in this workspace and would read ${folder}`,
      ),
      hint: 'add an empty [tool.ruff] section to the pyproject.toml of the workspace.',
    });
  });
});
