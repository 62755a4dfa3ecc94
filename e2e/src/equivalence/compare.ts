import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { Asker } from '../engine/asker.js';
import { type NxRun, parseOutputs, type TaskOutcome } from '../harness/nx-run.js';
import type { Workspace } from '../harness/workspace.js';
import { normalize } from './normalize.js';

/** What a task came to. */
export interface TaskEnd {
  outcome: TaskOutcome;
  /** Without what differs between any two runs. */
  output: string;
  /** The JUnit report, for tests. */
  report: string | undefined;
}

/** Ends by task id. */
export type TaskEnds = Record<string, TaskEnd>;

const targets = ['lint', 'typecheck', 'test:unit'];

function reportOf(workspace: Workspace, id: string): string | undefined {
  const [project = '', ...target] = id.split(':');
  const file = join(workspace.root, 'dist/reports', project, target.join('-'), 'junit.xml');
  return existsSync(file) ? normalize(readFileSync(file, 'utf8')) : undefined;
}

/** Lines about environments, which come in between and are part of no task's output. */
export const aboutEnvironments = /^Making the environment .*\n?/gm;

/** A task's text as it would be in any folder. */
function plain({ root }: Workspace, text = ''): string {
  return normalize(text.replaceAll(root, '<root>'));
}

function endsOf(workspace: Workspace, { tasks, output }: NxRun): TaskEnds {
  const texts = parseOutputs(output.replace(aboutEnvironments, ''));
  return Object.fromEntries(
    Object.entries(tasks).map(([id, outcome]) => [
      id,
      {
        outcome,
        output: plain(workspace, texts[id]),
        report: id.endsWith(':test:unit') ? reportOf(workspace, id) : undefined,
      },
    ]),
  );
}

/** Runs everything, with nothing left from earlier runs but the environment. */
export async function runAll(workspace: Workspace, ...args: string[]): Promise<TaskEnds> {
  for (const folder of ['dist', '.nx/workspace-data/nx-signal/mypy', '.ruff_cache']) {
    workspace.remove(folder);
  }
  return endsOf(workspace, await workspace.nx(commandLine(args)));
}

/** Runs everything with the caches that mypy and ruff have by now. */
export async function runAgain(workspace: Workspace, ...args: string[]): Promise<TaskEnds> {
  return endsOf(workspace, await workspace.nx(commandLine(args)));
}

/** An engine has no text of what passed. */
export function withoutPassed(ends: TaskEnds): TaskEnds {
  return Object.fromEntries(
    Object.entries(ends).map(([id, end]) => [
      id,
      end.outcome === 'failed' ? end : { ...end, output: '' },
    ]),
  );
}

/** Has an engine run everything, with the tools that wait in it. */
export async function runInEngine(
  workspace: Workspace,
  wanted: readonly string[],
): Promise<TaskEnds> {
  const asker = new Asker(workspace, true);
  const names = (wanted.length > 0 ? wanted : targets).join(',');
  const ask = () => asker.ask(['-t', names], { NX_SKIP_NX_CACHE: 'true' });
  try {
    await ask();
    await asker.engine();
    const { tasks } = await ask();
    const ends = tasks.map(({ id, status, text }) => {
      const outcome = status === 'success' ? 'ran' : status === 'failure' ? 'failed' : 'skipped';
      const report = id.endsWith(':test:unit') ? reportOf(workspace, id) : undefined;
      return [id, { outcome, output: plain(workspace, text ?? ''), report }] as const;
    });
    expect(asker.log.at(-1)).toMatch(/ (?:red|green)/);
    return Object.fromEntries(ends);
  } finally {
    asker.end();
  }
}

function commandLine(args: string[]): string[] {
  const wanted = args.includes('-t') ? [] : ['-t', ...targets];
  return ['run-many', ...wanted, '--skipNxCache', ...args];
}

/** The part of some ends that belongs to projects. */
export function endsOfProjects(ends: TaskEnds, projects: readonly string[]): TaskEnds {
  return Object.fromEntries(
    Object.entries(ends).filter(([id]) => projects.includes(id.slice(0, id.indexOf(':')))),
  );
}
