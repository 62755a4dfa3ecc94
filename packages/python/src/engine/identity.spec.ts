import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { identityOf, isInstalled } from './identity.js';

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

const variables = { HOME: '/home/ann', NX_PARALLEL: '2' };

describe('identityOf', () => {
  const others: [string, (root: string, data: string) => void, NodeJS.ProcessEnv?][] = [
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
    [
      'a database that was made anew',
      (_root, data) => {
        renameSync(join(data, 'one.db'), join(data, 'old'));
        write(join(data, 'one.db'), 'a');
      },
    ],
    ['a database that is gone', (_root, data) => rmSync(join(data, 'one.db'))],
    ['another variable of Nx', () => {}, { ...variables, NX_PARALLEL: '3' }],
    ['one of Nx that was not set', () => {}, { ...variables, NX_CACHE_DIRECTORY: '/x' }],
    ['an option of Node', () => {}, { ...variables, NODE_OPTIONS: '--max-old-space-size=1' }],
  ];
  it.each(others)('is another after %s', (_what, change, after = variables) => {
    const { root, data } = workspace();
    const before = identityOf(root, variables, [data]);
    change(root, data);
    expect(identityOf(root, after, [data])).not.toBe(before);
  });

  const same: [string, (root: string, data: string) => void, NodeJS.ProcessEnv?][] = [
    ['nothing', () => {}],
    ['an edited module', (root) => write(join(root, 'a.py'), 'A = 1\n')],
    ['an entry of the database', (_root, data) => writeFileSync(join(data, 'one.db'), 'ab')],
    ['variables that each question brings along', () => {}, { NX_PARALLEL: '2', A: 'b' }],
  ];
  it.each(same)('is the same after %s', (_what, change, after = variables) => {
    const { root, data } = workspace();
    const before = identityOf(root, variables, [data]);
    change(root, data);
    expect(identityOf(root, after, [data])).toBe(before);
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
