import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { ignoredFolders } from './ignored-files.js';

describe('folders that are ignored as a whole', () => {
  async function ignoredOf(rules: Record<string, string>, folders: string[]): Promise<unknown> {
    const root = temporaryFolder({ ...rules, 'kept/a.py': '', 'logs/a.log': '', 'out/x/y.py': '' });
    execFileSync('git', ['init', '-q'], { cwd: root });
    return await ignoredFolders(folders, root);
  }

  it.each([
    ['by a rule of the root', { '.gitignore': 'out/\n' }, ['out']],
    ['by a rule of a folder', { 'out/.gitignore': 'x/\n' }, ['out/x']],
    ['by none that matches its files alone', { '.gitignore': '*.log\n*.py\n' }, []],
    ['by none that is taken back', { '.gitignore': 'out/\n!out/\n' }, []],
  ])('%s', async (_, rules, expected) => {
    const folders = ['kept', 'logs', 'out', ...(expected.includes('out') ? [] : ['out/x'])];
    expect(await ignoredOf(rules, folders)).toEqual(new Set(expected));
  });

  it('with unusual names', async () => {
    const name = 'out/ü "x"\n y';
    expect(await ignoredOf({ '.gitignore': 'out/*\n', [`${name}/a`]: '' }, [name])).toEqual(
      new Set([name]),
    );
  });

  it('by no rule that is git’s alone', async () => {
    const root = temporaryFolder({ 'out/a.py': '', rules: 'out/\n' });
    execFileSync('git', ['init', '-q'], { cwd: root });
    execFileSync('git', ['config', 'core.excludesFile', join(root, 'rules')], { cwd: root });
    expect(await ignoredFolders(['out'], root)).toEqual(new Set());
  });

  it('are not known without a repository, and none of no folders', async () => {
    const root = temporaryFolder({ 'out/a.py': '' });
    expect(await ignoredFolders(['out'], root)).toBeUndefined();
    expect(await ignoredFolders([], root)).toEqual(new Set());
  });
});
