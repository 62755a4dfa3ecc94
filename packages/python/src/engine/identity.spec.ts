import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installationOf, isInstalled, openedIn, variablesReadOnce } from './identity.js';

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function workspace(): { root: string; data: string } {
  const root = mkdtempSync(join(tmpdir(), 'nx-signal-identity-'));
  const data = join(root, '.nx/workspace-data');
  write(join(root, 'nx.json'), '{}');
  write(join(root, 'node_modules/nx/package.json'), '{ "version": "24.0.6" }');
  write(join(root, 'node_modules/.package-lock.json'), '{}');
  write(join(data, 'one.db'), 'a');
  return { root, data };
}

type Change = (root: string, data: string) => void;

describe('installationOf', () => {
  const others: [string, Change][] = [
    ['an edited nx.json', (root) => write(join(root, 'nx.json'), '{ }')],
    ['another Nx', (root) => write(join(root, 'node_modules/nx/package.json'), '{}')],
    ['a new installation', (root) => write(join(root, 'node_modules/.package-lock.json'), '{ }')],
    [
      'other node_modules in the same place',
      (root) => {
        rmSync(join(root, 'node_modules'), { recursive: true });
        mkdirSync(join(root, 'node_modules'));
      },
    ],
  ];
  it.each(others)('is another after %s', (_what, change) => {
    const { root, data } = workspace();
    const before = installationOf(root);
    change(root, data);
    expect(installationOf(root)).not.toBe(before);
  });

  it('is the same after an edited module', () => {
    const { root } = workspace();
    const before = installationOf(root);
    write(join(root, 'a.py'), 'A = 1\n');
    expect(installationOf(root)).toBe(before);
  });
});

describe('openedIn', () => {
  const others: [string, Change][] = [
    [
      'a database that was made anew',
      (_root, data) => {
        renameSync(join(data, 'one.db'), join(data, 'old'));
        write(join(data, 'one.db'), 'a');
      },
    ],
    ['a database that is gone', (_root, data) => rmSync(join(data, 'one.db'))],
    ['a folder that is gone', (_root, data) => rmSync(data, { recursive: true })],
  ];
  it.each(others)('is another after %s', (_what, change) => {
    const { root, data } = workspace();
    const before = openedIn([data]);
    change(root, data);
    expect(openedIn([data])).not.toBe(before);
  });

  it('is the same after an entry of the database', () => {
    const { data } = workspace();
    const before = openedIn([data]);
    writeFileSync(join(data, 'one.db'), 'ab');
    expect(openedIn([data])).toBe(before);
  });
});

describe('variablesReadOnce', () => {
  const variables = { HOME: '/home/ann', NX_PARALLEL: '2' };
  it.each([
    ['another value', { ...variables, NX_PARALLEL: '3' }, false],
    ['one of Nx that was not set', { ...variables, NX_CACHE_DIRECTORY: '/x' }, false],
    ['an option of Node', { ...variables, NODE_OPTIONS: '--max-old-space-size=1' }, false],
    ['one that each question brings along', { NX_PARALLEL: '2', A: 'b' }, true],
    ['what is said about the engine', { ...variables, NX_SIGNAL_ENGINE: 'true' }, true],
    ['one that Nx sets while it works', { ...variables, NX_LOAD_DOT_ENV_FILES: 'true' }, true],
  ])('%s', (_what, after, isSame) => {
    expect(variablesReadOnce(after) === variablesReadOnce(variables)).toBe(isSame);
  });
});

describe('isInstalled', () => {
  it('tells what was installed from what is of the workspace', () => {
    const { root } = workspace();
    write(join(root, 'packages/own/package.json'), '{}');
    symlinkSync('../packages/own', join(root, 'node_modules/own'));
    write(join(root, 'node_modules/@scope/plugin/package.json'), '{}');
    const names = ['nx', '@scope/plugin', '@scope/plugin/sub', 'own', './tools/own', 'missing'];
    expect(names.filter((name) => isInstalled(root, name))).toEqual([
      'nx',
      '@scope/plugin',
      '@scope/plugin/sub',
    ]);
  });
});
