import { readFileSync } from 'node:fs';
import type { ProjectGraph, Task } from '@nx/devkit';
import { describe, expect, it } from 'vitest';
import type { EndedTask } from '../nx-internal-run.js';
import { verdictSchema } from './schema.js';
import { composeVerdict, readTasks, verdictOf } from './verdict.js';
import { verdictLine, verdictText } from './verdict-text.js';

function ended(id: string, status: string, terminalOutput?: string): EndedTask {
  const [project = '', target = ''] = id.split(':');
  const task: Task = {
    id,
    target: { project, target },
    overrides: {},
    outputs: [],
    cache: true,
    parallelism: true,
    hash: '1',
  };
  return { task, status, ...(terminalOutput === undefined ? {} : { terminalOutput }) };
}

const targets = {
  signal: { executor: 'nx:noop' },
  lint: { executor: '@nx-signal/python:check' },
  types: { executor: 'nx:run-commands' },
};
const nodes: ProjectGraph['nodes'] = {
  api: { name: 'api', type: 'lib', data: { root: 'api', targets } },
};

describe('readTasks', () => {
  it.each([
    ['success', { status: 'success', source: 'ran' }],
    ['failure', { status: 'failure', source: 'ran' }],
    ['local-cache', { status: 'success', source: 'local' }],
    ['local-cache-kept-existing', { status: 'success', source: 'local' }],
    ['remote-cache', { status: 'success', source: 'remote' }],
    ['skipped', { status: 'skipped', source: 'none' }],
    ['stopped', { status: 'unfinished', source: 'none' }],
    ['a word of a later Nx', { status: 'unfinished', source: 'none' }],
  ])('reads %s', (status, expected) => {
    expect(readTasks([ended('api:lint', status)], nodes)[0]).toMatchObject(expected);
  });

  it('leaves out what only stands for others, and sorts', () => {
    const all = ['api:types', 'api:signal', 'api:lint'].map((id) => ended(id, 'success'));
    expect(readTasks(all, nodes).map(({ id }) => id)).toEqual(['api:lint', 'api:types']);
  });

  it('keeps the text of what failed, without colours', () => {
    const tasks = [
      ended('api:lint', 'failure', '\u001B[31mE501\u001B[0m'),
      ended('api:types', 'success', 'ok'),
    ];
    expect(readTasks(tasks, nodes).map(({ text }) => text)).toEqual(['E501', null]);
  });
});

describe('verdictOf', () => {
  it.each([
    ['green', ['success', 'success']],
    ['red', ['success', 'failure']],
    ['red', ['success', 'skipped']],
    ['interrupted', ['failure', 'unfinished']],
  ] as const)('is %s for %j', (verdict, statuses) => {
    expect(verdictOf(statuses.map((status) => ({ status })))).toBe(verdict);
  });
});

it('is documented as it is', () => {
  const guide = readFileSync(new URL('../../../../docs/guides/speed.md', import.meta.url), 'utf8');
  const [, text = ''] = /```json\n([\s\S]*?)```/.exec(guide) ?? [];
  expect(verdictSchema.strict().parse(JSON.parse(text))).toEqual(JSON.parse(text));
});

describe('the text of a verdict', () => {
  const digest =
    'api:lint failed: 1 finding\n  api/a.py:1  F401  unused\n  again: npx nx run api:lint\n';
  const tasks = readTasks(
    [
      ended('api:lint', 'failure', `${digest}\nall that ruff says\n`),
      ended('api:types', 'local-cache'),
    ],
    nodes,
  );
  const verdict = composeVerdict(['signal'], tasks, [], 1234.5);

  it('tells what failed, then what all of it comes to', () => {
    expect(verdictText(verdict)).toBe(
      `${digest}\nred: 2 tasks, 1 of them replayed, 1 failed (1.24 s)`,
    );
  });

  it('is one line when all is well', () => {
    const green = composeVerdict(['signal'], tasks.slice(1), [], 150);
    expect(verdictText(green)).toBe('green: 1 task, 1 of them replayed (0.15 s)');
    expect(verdictLine(green)).toBe(verdictText(green));
  });

  it('fits the schema', () => {
    expect(verdictSchema.parse(verdict)).toEqual(verdict);
  });
});
