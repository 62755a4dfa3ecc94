import { expect, test } from 'vitest';
import { kindOfProcess, sumByKind } from './kinds.mjs';

test.each([
  [
    '/w/.venv/bin/python /m/python/nx_signal_zygote.py {}',
    "pytest's runs, and the process that forks them",
  ],
  ['/w/.venv/bin/python /w/.venv/bin/pytest tests', 'pytest in a process of its own'],
  ['/w/.venv/bin/python /m/python/nx_signal_mypy.py /m/plugin', 'mypy'],
  ['/w/.venv/bin/ruff check', 'ruff'],
  ['node /w/node_modules/nx/dist/bin/nx.js run-many', 'Nx itself'],
  ['node /w/node_modules/@nx-signal/python/dist/bundle/engine.js /w', 'the engine'],
  ['uv sync', 'uv'],
  ['/bin/sh -c echo', 'others: shells, Python to ask it something'],
])('%s is %s', (command, kind) => {
  expect(kindOfProcess(command)).toBe(kind);
});

test('processor time is added up, and what was too short to be seen is the rest', () => {
  const processes = [
    { command: 'ruff check', cpu: 0.25 },
    { command: 'ruff format', cpu: 0.25 },
    { command: 'git ls-files', cpu: 1 },
  ];
  expect(sumByKind(processes, 2)).toEqual([
    { kind: 'git', count: 1, cpu: 1 },
    { kind: 'ruff', count: 2, cpu: 0.5 },
    { kind: 'too short to be seen', count: 0, cpu: 0.5 },
  ]);
});
