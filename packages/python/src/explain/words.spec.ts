import { describe, expect, it } from 'vitest';
import type { Cause, Explanation, RunReference } from './cause.js';
import { describeCause, describeCauses, describeExplanation, describeTime } from './words.js';

const file = {
  kind: 'file',
  change: 'changed',
  path: 'a.py',
  relation: 'own',
  project: null,
} as const;
const pydantic = {
  kind: 'package',
  change: 'changed',
  name: 'pydantic',
  ecosystem: 'pypi',
} as const;

describe('a cause in words', () => {
  const rows: [cause: Cause, label: string, text: string][] = [
    [file, 'file', 'a.py changed'],
    [{ ...file, change: 'added' }, 'file', 'a.py was added'],
    [
      { ...file, change: 'removed', relation: 'dependency', project: 'models' },
      'dependency file',
      'a.py was removed (models)',
    ],
    [{ ...file, path: 'nx.json', relation: 'workspace' }, 'workspace file', 'nx.json changed'],
    [{ kind: 'edge', change: 'gained', project: 'models' }, 'dependency', 'models was added'],
    [{ kind: 'edge', change: 'lost', project: 'models' }, 'dependency', 'models was removed'],
    [{ ...pydantic, before: '2.8.0', after: '2.9.1' }, 'package', 'pydantic 2.8.0 → 2.9.1'],
    [{ ...pydantic, before: null, after: '2.9.1' }, 'package', 'pydantic 2.9.1 was added'],
    [{ ...pydantic, before: '2.9.1', after: null }, 'package', 'pydantic 2.9.1 was removed'],
    [
      { ...pydantic, before: '2.8.0', after: '2.8.0' },
      'package',
      'pydantic 2.8.0 with different files, source or requirements',
    ],
    [
      { ...pydantic, ecosystem: 'npm', name: 'vite', before: '8', after: '9' },
      'package',
      'npm:vite 8 → 9',
    ],
    [
      { kind: 'requirements', change: 'changed', name: 'api' },
      'lock',
      'the requirements of api changed',
    ],
    [
      { kind: 'requirements', change: 'changed', name: '.' },
      'lock',
      'the requirements of the workspace changed',
    ],
    [{ kind: 'requirements', change: 'added', name: 'api' }, 'lock', 'api was added'],
    [
      { kind: 'settings', change: 'changed', file: 'pyproject.toml', section: 'tool.ruff' },
      'settings',
      'pyproject.toml [tool.ruff] changed',
    ],
    [
      { kind: 'settings', change: 'changed', file: 'ruff.toml, base.toml', section: null },
      'settings',
      'ruff.toml, base.toml changed',
    ],
    [{ kind: 'interpreter', before: '3.11.7', after: '3.12.1' }, 'interpreter', '3.11.7 → 3.12.1'],
    [{ kind: 'platform', before: 'a', after: 'b' }, 'platform', 'a → b'],
    [{ kind: 'plugin', before: '1', after: '2' }, 'plugin', '@nx-signal/python 1 → 2'],
    [{ kind: 'variable', name: 'URL', change: 'set' }, 'variable', 'URL is set now'],
    [{ kind: 'variable', name: 'URL', change: 'unset' }, 'variable', 'URL is no longer set'],
    [{ kind: 'variable', name: 'URL', change: 'changed' }, 'variable', 'URL has another value'],
    [
      { kind: 'variable', name: 'URL', change: 'declared' },
      'variable',
      'URL was added as an input',
    ],
    [
      { kind: 'configuration', project: 'api', keys: ['a', 'b', 'c', 'd', 'e', 'f'] },
      'configuration',
      'api: a, b, c, d and 2 more changed',
    ],
    [{ kind: 'input', change: 'added', name: 'x' }, 'input', 'x was added'],
    [{ kind: 'unrecorded', candidates: ['a', 'b'] }, 'not recorded', 'one of these changed: a; b'],
  ];
  it.each(rows)('%o', (cause, label, text) => {
    expect(describeCause(cause)).toEqual([label, text]);
  });
});

it('aligns causes, and cuts long lists unless asked not to', () => {
  const files = Array.from({ length: 14 }, (_, index): Cause => ({ ...file, path: `${index}.py` }));
  const causes: Cause[] = [...files, { kind: 'interpreter', before: '1', after: '2' }];
  const lines = describeCauses(causes, false);
  expect(lines[0]).toBe('  file         0.py changed');
  expect(lines.slice(-2)).toEqual([
    '  interpreter  1 → 2',
    '  file         and 2 more (--verbose)',
  ]);
  expect(describeCauses(causes, true)).toHaveLength(15);
});

const first: RunReference = {
  time: '2026-01-02T03:04:05.678Z',
  command: 'nx run a:b',
  hash: '1',
  outcome: 'ran',
  success: true,
};
const at = describeTime(first.time);

describe('an explanation in words', () => {
  const plain: Explanation = {
    version: 1,
    task: 'a:b',
    next: 'run',
    subject: 'next',
    before: null,
    after: null,
    causes: [],
  };
  const rows: [title: string, explanation: Partial<Explanation>, text: string][] = [
    [
      'nothing recorded',
      {},
      'a:b would run now: there is no record of an earlier run.\nRun it once, so that this command can compare.',
    ],
    [
      'an edit',
      { before: first, causes: [file] },
      `a:b would run now. Since its run at ${at} (nx run a:b):\n\n  file  a.py changed`,
    ],
    [
      'a replay, and the run before it',
      { next: 'replay', subject: 'last', before: first, after: first, causes: [file] },
      `a:b would be replayed from the cache now.\nIt last ran at ${at} (nx run a:b). Since the run before, at ${at} (nx run a:b):\n\n  file  a.py changed`,
    ],
    [
      'the first run',
      { next: 'replay', subject: 'last', after: first },
      `a:b would be replayed from the cache now.\nIt last ran at ${at} (nx run a:b).\nThere is no record of an earlier run to compare with.`,
    ],
    [
      'replays only',
      { next: 'replay', subject: null },
      'a:b would be replayed from the cache now.\nThere is no record of a run that executed a:b.',
    ],
    [
      'looking back',
      { next: null, subject: 'last', before: first, after: first, causes: [file] },
      `a:b last ran at ${at} (nx run a:b). Since the run before, at ${at} (nx run a:b):\n\n  file  a.py changed`,
    ],
    [
      'a target without a cache',
      { causes: [{ kind: 'not-cached' }] },
      'a:b would run now:\n\n  result  the target is not cached, so it runs every time',
    ],
    [
      'a library that cannot be shared',
      {
        before: first,
        causes: [file],
        unshared: { alone: null, modules: { starlette: 'starts a thread' } },
      },
      `a:b would run now. Since its run at ${at} (nx run a:b):\n\n  file  a.py changed\n\nIt imports these for itself, since they cannot be shared:\n  starlette: starts a thread`,
    ],
    [
      'a task that shares nothing',
      {
        next: 'replay',
        subject: null,
        unshared: { alone: 'PANDAS_MODE has changed, which pandas reads', modules: {} },
      },
      'a:b would be replayed from the cache now.\nThere is no record of a run that executed a:b.\n\nIt runs by itself, without libraries that others share: PANDAS_MODE has changed, which pandas reads.',
    ],
  ];
  it.each(rows)('%s', (_title, explanation, text) => {
    expect(describeExplanation({ ...plain, ...explanation })).toBe(text);
  });
});
