import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closure, rootsForRequirements, rootsOf } from './closure.js';
import type { Lock } from './lock.js';
import { readLock } from './read-lock.js';
import { modelLocks, modelText } from './testing/uv-model.js';

const style = { uploadTime: '2025-01-01T00:00:00Z', size: 1, backwards: false };

/** Reachability the slow and obvious way: grow the set until it stays the same. */
function reachable(lock: Lock, root: string): string[] {
  const reached = new Set([root]);
  for (let size = 0; size !== reached.size; ) {
    size = reached.size;
    for (const id of [...reached])
      for (const next of lock.nodes.get(id)?.requires ?? []) reached.add(next);
  }
  return [...reached].sort();
}

describe('closure', () => {
  it('is what can be reached, cycles or not', () => {
    fc.assert(
      fc.property(modelLocks, (packages) => {
        const lock = readLock('uv.lock', modelText(packages, style));
        for (const id of lock.nodes.keys()) {
          expect([...closure(lock, [id])].sort()).toEqual(reachable(lock, id));
        }
      }),
    );
  });

  it('of several roots is the union of theirs', () => {
    fc.assert(
      fc.property(modelLocks, (packages) => {
        const lock = readLock('uv.lock', modelText(packages, style));
        const roots = [...lock.nodes.keys()].slice(0, 3);
        const union = roots.flatMap((id) => [...closure(lock, [id])]);
        expect(closure(lock, roots)).toEqual(new Set(union));
      }),
    );
  });

  it('skips roots that the lock lacks', () => {
    const lock = readLock('uv.lock', 'version = 1');
    expect(closure(lock, ['gone'])).toEqual(new Set());
  });

  it('survives a chain that would overflow a stack', () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => {
      const next = index > 0 ? `dependencies = [{ name = "p${index - 1}" }]` : '';
      return `[[package]]\nname = "p${index}"\n${next}`;
    });
    const lock = readLock('uv.lock', `version = 1\n${chain.join('\n')}`);
    expect(closure(lock, ['p19999']).size).toBe(20_000);
  });
});

const workspace = readLock(
  'uv.lock',
  `version = 1
[[package]]
name = "billing"
version = "1.0"
source = { editable = "libs/billing" }
dependencies = [{ name = "six" }]
[package.optional-dependencies]
fast = [{ name = "attrs" }]
[package.dev-dependencies]
dev = [{ name = "pluggy" }]
[[package]]
name = "six"
[[package]]
name = "attrs"
[[package]]
name = "pluggy"
`,
);

describe('rootsOf', () => {
  const rows: [title: string, parts: Parameters<typeof rootsOf>[2], roots: string[]][] = [
    ['the project', { extras: [], groups: [] }, ['billing']],
    [
      'with parts',
      { extras: ['fast'], groups: ['dev'] },
      ['billing', 'billing[fast]', 'billing:dev'],
    ],
    ['the groups alone', { extras: [], groups: ['dev'], projectItself: false }, ['billing:dev']],
    ['parts without requirements', { extras: ['none'], groups: ['none'] }, ['billing']],
  ];
  it.each(rows)('%s', (_title, parts, roots) => {
    expect(rootsOf(workspace, 'libs/billing', parts)).toEqual(roots);
  });

  it('takes the groups of all members along at a root that is no project', () => {
    const lock = readLock(
      'uv.lock',
      `version = 1
[manifest]
members = ["a", "b"]
dependency-groups = { dev = [{ name = "six" }] }
[[package]]
name = "a"
source = { editable = "a" }
[package.dev-dependencies]
dev = [{ name = "b" }]
[[package]]
name = "b"
source = { editable = "b" }
[[package]]
name = "six"
`,
    );
    const parts = { extras: [], groups: ['dev'] };
    expect(rootsOf(lock, '.', parts)).toEqual(['.', '.:dev', 'a:dev']);
    expect(rootsOf(lock, '.', { ...parts, projectItself: false })).toEqual(['.:dev']);
  });

  it('has none for a directory that is not in the lock', () => {
    expect(rootsOf(workspace, 'libs/other', { extras: [], groups: [] })).toEqual([]);
  });
});

const forked = readLock(
  'poetry.lock',
  `[[package]]
name = "numpy"
version = "1.26.4"
[[package]]
name = "numpy"
version = "2.1.0"
[[package]]
name = "requests"
version = "2.32.0"
[package.dependencies]
pysocks = { version = "*", optional = true }
[package.extras]
socks = ["PySocks"]
[[package]]
name = "pysocks"
version = "1.7"
[metadata]
lock-version = "2.1"
`,
);

describe('rootsForRequirements', () => {
  const rows: [name: string, extras: string[], roots: string[]][] = [
    ['requests', [], ['requests']],
    ['requests', ['socks'], ['requests', 'requests[socks]']],
    ['requests', ['unknown'], ['requests']],
    ['numpy', [], ['numpy@1.26.4', 'numpy@2.1.0']],
    ['absent', [], []],
  ];
  it.each(rows)('%s %j', (name, extras, roots) => {
    expect(rootsForRequirements(forked, [{ name, extras }])).toEqual(roots);
  });
});
