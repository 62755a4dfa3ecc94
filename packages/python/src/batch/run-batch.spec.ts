import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SignalError } from '../errors.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { toolTask, toolWorkspace } from '../testing/tool-task.js';
import type { ToolOptions } from '../tools/tool-task.js';
import type { BatchTask } from './group-tasks.js';
import { runBatch, type TaskResult } from './run-batch.js';

/** Fails for projects whose folder is called `bad…`, merged or alone. */
const ruff = `#!/bin/sh
case "$*" in
  *--output-format=json*) echo "no JSON"; exit 2 ;;
  *bad*) echo "found"; exit 1 ;;
  *) echo "fine" ;;
esac
`;

interface Settings {
  limit?: number;
  bail?: boolean;
  tools?: Record<string, string>;
  /** Environments that cannot be made. */
  unusable?: string[];
}

/** Runs a batch with shell scripts as tools, and gathers what is reported, in order. */
async function run(batch: BatchTask[], settings: Settings = {}): Promise<[string, TaskResult][]> {
  const { limit = 2, bail = false, tools = { ruff }, unusable = [] } = settings;
  const texts = Object.entries(tools).map(([name, text]) => [`.venv/bin/${name}`, text]);
  const workspace = toolWorkspace(temporaryFolder(Object.fromEntries(texts)));
  const reported: [string, TaskResult][] = [];
  await runBatch(batch, {
    limit,
    bail,
    environment: async ({ options: own }) => {
      if (!unusable.includes(own.environment)) return workspace;
      throw new SignalError({ code: 'LOCK_MISSING', message: 'No lock.', hint: 'make one.' });
    },
    report: (id, result) => reported.push([id, result]),
  });
  return reported;
}

function lint(
  project: string,
  after: string[] = [],
  options: Partial<ToolOptions> = {},
): BatchTask {
  const all = { kind: 'lint', environment: '.', ...options } as ToolOptions;
  return { task: toolTask(all, { id: `${project}:lint`, project }), after };
}

const skipped = {
  success: false,
  output: 'Skipped: a task it depends on failed.\n',
  status: 'skipped',
};
const fine = { success: true, output: 'fine\nfine\n' };
const found = { success: false, output: 'found\nfound\n' };

describe('what becomes of each task', () => {
  type Row = [title: string, batch: BatchTask[], results: Record<string, object>];
  const rows: Row[] = [
    ['nothing to do', [], {}],
    ['one', [lint('a')], { 'a:lint': fine }],
    ['one fails', [lint('a'), lint('bad')], { 'a:lint': fine, 'bad:lint': found }],
    [
      'what waits for a failure is skipped, and so is what waits for that',
      [lint('bad'), lint('b', ['bad:lint']), lint('c', ['b:lint']), lint('d')],
      { 'bad:lint': found, 'b:lint': skipped, 'c:lint': skipped, 'd:lint': fine },
    ],
    [
      'what waits for a success is not, although its neighbour fails',
      [lint('a'), lint('bad'), lint('b', ['a:lint']), lint('c', ['bad:lint'])],
      { 'a:lint': fine, 'bad:lint': found, 'b:lint': fine, 'c:lint': skipped },
    ],
  ];
  it.each(rows)('%s', async (_title, batch, results) => {
    expect(Object.fromEntries(await run(batch))).toEqual(results);
  });
});

describe('what goes wrong around the tools', () => {
  it('an environment that cannot be made fails its own tasks', async () => {
    const batch = [lint('a'), lint('b', [], { environment: 'tools' })];
    expect(Object.fromEntries(await run(batch, { unusable: ['tools'] }))).toEqual({
      'a:lint': fine,
      'b:lint': { success: false, output: 'error [LOCK_MISSING]: No lock.\n\nhint: make one.\n' },
    });
  });

  it('a task with nothing to check needs none', async () => {
    const options: ToolOptions = {
      kind: 'typecheck',
      tool: 'mypy',
      environment: 'tools',
      sources: [],
    };
    const task = toolTask(options, { id: 'a:typecheck', project: 'a', config: 'mypy.ini' });
    expect(Object.fromEntries(await run([{ task, after: [] }], { unusable: ['tools'] }))).toEqual({
      'a:typecheck': {
        success: true,
        output: 'Nothing to check: mypy.ini excludes all of a.\n',
      },
    });
  });

  it('a missing tool fails every task that needs it', async () => {
    const results = await run([lint('a'), lint('b')], { tools: {} });
    expect(results.map(([id]) => id).sort()).toEqual(['a:lint', 'b:lint']);
    for (const [, { success, output }] of results) {
      expect(success).toBe(false);
      expect(output).toMatch(/^error \[TOOL_MISSING\]: ruff is not installed/);
    }
  });

  it('a tool that is killed fails the task it was killed in', async () => {
    const killed = ruff.replace('echo "found"; exit 1', () => 'kill -KILL $$');
    const results = Object.fromEntries(
      await run([lint('a'), lint('bad')], { tools: { ruff: killed } }),
    );
    expect(results['a:lint']).toEqual(fine);
    expect(results['bad:lint']?.output).toMatch(
      /^error \[TOOL_FAILED\]: ruff was killed by SIGKILL\./,
    );
  });
});

it('with bail nothing is started once a task has failed', async () => {
  const batch = [lint('bad1'), lint('b'), lint('c')];
  const results = await run(batch, { bail: true, limit: 1 });
  expect(Object.fromEntries(results)).toEqual({
    'bad1:lint': found,
    'b:lint': skipped,
    'c:lint': skipped,
  });
});

it('every task has exactly one result, whatever waits for what', async () => {
  const plans = fc.array(
    fc.record({
      bad: fc.boolean(),
      after: fc.array(fc.nat(5), { maxLength: 2 }),
      alone: fc.boolean(),
    }),
    { maxLength: 6 },
  );
  await fc.assert(
    fc.asyncProperty(
      plans,
      fc.integer({ min: 1, max: 3 }),
      fc.boolean(),
      async (plan, limit, bail) => {
        const names = plan.map(({ bad }, index) => `${bad ? 'bad' : 'ok'}${index}`);
        const batch = plan.map(({ after, alone }, index) => {
          const before = after.flatMap((other) => names[other] ?? []).map((name) => `${name}:lint`);
          return lint(names[index] ?? '', before, alone ? { args: ['-v'] } : {});
        });
        const results = await run(batch, { limit, bail });
        expect(results.map(([id]) => id).sort()).toEqual(batch.map(({ task }) => task.id).sort());
        for (const [id, { success, status }] of results) {
          if (id.startsWith('bad')) expect(success).toBe(false);
          else if (status === undefined) expect(success).toBe(true);
        }
      },
    ),
    { numRuns: 25 },
  );
});
