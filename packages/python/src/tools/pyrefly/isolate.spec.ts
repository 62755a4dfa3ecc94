import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorOf } from '../../testing/error-of.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { checkerTask, toolWorkspace } from '../../testing/tool-task.js';
import { isolatePyrefly } from './isolate.js';
import { pyreflySteps } from './run.js';

const isolate = (root: string) => isolatePyrefly(checkerTask('pyrefly'), toolWorkspace(root));
const section = '[tool.pyrefly.errors]\nmissing-import = false\n';

describe('settings of pyrefly above the workspace', () => {
  it.each([
    ['a file', { 'pyrefly.toml': '' }, 'pyrefly.toml'],
    ['a section', { 'pyproject.toml': section }, 'pyproject.toml'],
    [
      'a file far above',
      { 'pyrefly.toml': '', 'home/pyproject.toml': '[tool.ty]' },
      'pyrefly.toml',
    ],
  ])('are refused: %s', (_title, texts, file) => {
    const folder = temporaryFolder(texts as Record<string, string>);
    expect(errorOf(() => isolate(join(folder, 'home', 'workspace')))).toEqual({
      code: 'SETTINGS_OUTSIDE',
      message: `pyrefly has no settings in this workspace and would read ${join(folder, file)}, which is outside it and cannot be hashed.`,
      place: undefined,
      hint: 'add an empty [tool.pyrefly] section to the pyproject.toml of the workspace.',
    });
  });

  it('do not matter where it has some in the workspace', () => {
    const folder = temporaryFolder({ 'pyrefly.toml': '' });
    const workspace = toolWorkspace(join(folder, 'workspace'));
    expect(() =>
      pyreflySteps(checkerTask('pyrefly', { config: 'pyrefly.toml' }), workspace),
    ).not.toThrow();
    expect(errorOf(() => pyreflySteps(checkerTask('pyrefly'), workspace)).code).toBe(
      'SETTINGS_OUTSIDE',
    );
  });

  it('are none as a rule', () => {
    expect(() => isolate(join(temporaryFolder(), 'workspace'))).not.toThrow();
  });
});
