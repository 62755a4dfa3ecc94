import type { ExecutorContext, TaskGraph } from '@nx/devkit';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { type CheckOptions, checkBatch } from './check.js';

const ruff = `#!/bin/sh
case "$*" in
  *--output-format=json*) exit 2 ;;
  *bad*) echo found; exit 1 ;;
  *) echo fine ;;
esac
`;

interface Wanted {
  id: string;
  options: CheckOptions;
  after?: string[];
}

/** Runs a batch the way Nx does, in a workspace with an environment that somebody else keeps. */
async function batch(tasks: Wanted[], dependencyForm: 'id' | 'object' = 'id') {
  const root = temporaryFolder({
    '.venv/pyvenv.cfg': 'version = 3.12.4',
    '.venv/bin/ruff': ruff,
    'gone/poetry.lock': '',
    // What is beside another lock is not for a folder with a lock of its own.
    'pdm.lock': '[metadata]\nlock_version = "4.5.0"\n',
  });
  const entries = tasks.map(({ id, options }) => {
    const [project = '', target = ''] = id.split(':');
    return { id, project, target, options };
  });
  const projects = entries.map(({ project, target, options }) => {
    const description = `error [X]: ${project} is broken.`;
    return [
      project,
      { root: project, targets: { [target]: { options, metadata: { description } } } },
    ];
  });
  const graph = {
    tasks: Object.fromEntries(entries.map(({ id, ...target }) => [id, { id, target }])),
    dependencies: Object.fromEntries(
      tasks.map(({ id, after = [] }) => [
        id,
        after.map((other) => (dependencyForm === 'id' ? other : { id: other })),
      ]),
    ),
  } as unknown as TaskGraph;
  const context = {
    root,
    projectsConfigurations: { version: 2, projects: Object.fromEntries(projects) },
    nxJsonConfiguration: {},
  } as unknown as ExecutorContext;
  const options = Object.fromEntries(tasks.map((task) => [task.id, task.options]));
  const results: [string, object][] = [];
  for await (const { task, result } of checkBatch(graph, options, {}, context)) {
    const { startTime, endTime, ...rest } = result;
    expect(endTime).toBeGreaterThanOrEqual(startTime);
    results.push([task, rest]);
  }
  expect(results).toHaveLength(tasks.length);
  return Object.fromEntries(results);
}

const lint: CheckOptions = { kind: 'lint', environment: '.' };
const broken: CheckOptions = { kind: 'broken', environment: '.' };
const fine = { success: true, terminalOutput: 'fine\nfine\n' };
const skipped = {
  success: false,
  terminalOutput: 'Skipped: a task it depends on failed.\n',
  status: 'skipped',
};

describe('a batch gives Nx one result for each task', () => {
  it('of tools', async () => {
    expect(
      await batch([
        { id: 'a:lint', options: lint },
        { id: 'bad:lint', options: lint },
      ]),
    ).toEqual({
      'a:lint': fine,
      'bad:lint': { success: false, terminalOutput: 'found\nfound\n' },
    });
  });

  it.each(['id', 'object'] as const)('in order, dependencies given by %s', async (form) => {
    const tasks = [
      { id: 'a:lint', options: lint, after: ['bad:lint'] },
      { id: 'bad:lint', options: lint },
      { id: 'c:lint', options: lint, after: ['elsewhere:lint'] },
    ];
    expect(await batch(tasks, form)).toMatchObject({ 'a:lint': skipped, 'c:lint': fine });
  });

  it('of tasks with wrong options, while the others run', async () => {
    const wrong = { ...lint, args: 'x' } as unknown as CheckOptions;
    const results = await batch([
      { id: 'a:lint', options: lint },
      { id: 'b:lint', options: wrong },
      { id: 'c:lint', options: undefined as unknown as CheckOptions },
      { id: 'd:lint', options: lint, after: ['b:lint'] },
    ]);
    expect(results).toMatchObject({
      'a:lint': fine,
      'b:lint': {
        success: false,
        terminalOutput: expect.stringContaining('The option "args" of b:lint is not valid: "x".'),
      },
      'c:lint': { success: false, terminalOutput: expect.stringContaining('"kind" of c:lint') },
      'd:lint': skipped,
    });
  });

  it('of projects that cannot be used, with their error', async () => {
    expect(
      await batch([
        { id: 'x:lint', options: broken },
        { id: 'a:lint', options: lint },
      ]),
    ).toEqual({
      'x:lint': { success: false, terminalOutput: 'error [X]: x is broken.\n' },
      'a:lint': fine,
    });
  });

  it('of an environment that cannot be made', async () => {
    const options: CheckOptions = { kind: 'lint', environment: 'gone' };
    const results = await batch([
      { id: 'b:lint', options },
      { id: 'a:lint', options: lint },
    ]);
    expect(results['a:lint']).toEqual(fine);
    expect(results['b:lint']).toEqual({
      success: false,
      terminalOutput: expect.stringMatching(/^error \[LOCK_BROKEN\]: /),
    });
  });

  it('of nothing', async () => {
    expect(await batch([])).toEqual({});
  });
});

it('what waits for a project that cannot be used is skipped, and what waits for that', async () => {
  const tasks = [
    { id: 'x:lint', options: broken },
    { id: 'a:lint', options: lint, after: ['x:lint'] },
    { id: 'b:lint', options: lint, after: ['a:lint'] },
    { id: 'c:lint', options: lint },
  ];
  expect(await batch(tasks)).toMatchObject({
    'a:lint': skipped,
    'b:lint': skipped,
    'c:lint': fine,
  });
});
