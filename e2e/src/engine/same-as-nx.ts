import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { aboutEnvironments } from '../equivalence/compare.js';
import { normalize } from '../equivalence/normalize.js';
import { parseOutputs } from '../harness/nx-run.js';
import type { Workspace } from '../harness/workspace.js';
import type { Asker } from './asker.js';

/** The text of a task; Nx prints what is said of no task behind the text of whichever came before. */
const textOf = (text = '', { root }: Workspace) =>
  normalize(text.replace(aboutEnvironments, '')).replaceAll(root, '<root>');

/** A task, how it came out, and its text where it failed. */
type Told = [id: string, outcome: string, text: string];

/** What Nx says of a workspace. */
export interface Expected {
  tasks: Told[];
  isGreen: boolean;
}

/** Hashes that Nx has written down with its last run, by the ids of tasks. */
function hashesOfNx({ workspace }: Asker): Record<string, string> {
  const { tasks } = JSON.parse(workspace.read('.nx/cache/run.json'));
  return Object.fromEntries(
    (tasks as { taskId: string; hash: string }[]).map(({ taskId, hash }) => [taskId, hash]),
  );
}

/** What Nx has said, by bytes and variables: on the same ones it says the same. */
export type Memory = Map<string, Expected>;

/** All that there is in a workspace, but for what is made there; and what git tracks and ignores, which decides about the graph. */
async function digestOf(workspace: Workspace, env: Record<string, string>): Promise<string> {
  const { root } = workspace;
  const { output } = await workspace.run('git', ['ls-files']);
  const rules = '.git/info/exclude';
  const ofGit = [output, workspace.has(rules) ? workspace.read(rules) : ''];
  const hash = createHash('sha256').update(JSON.stringify([Object.entries(env).sort(), ofGit]));
  const made = new Set(['.git', '.nx', '.venv', 'dist', 'node_modules', '__pycache__']);
  const add = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (made.has(entry.name) || entry.name.endsWith('_cache')) continue;
      if (entry.isDirectory()) add(path);
      else hash.update(JSON.stringify([path, readFileSync(join(root, path), 'latin1')]));
    }
  };
  add('');
  return hash.digest('hex');
}

async function askNx(asker: Asker, env: Record<string, string>): Promise<Expected> {
  asker.forgetTimes();
  const { output, tasks, exitCode } = await asker.workspace.nx(
    ['run-many', '-t', 'signal', '--skip-nx-cache'],
    { env },
  );
  const texts = parseOutputs(output);
  const told = Object.entries(tasks).map(
    ([id, outcome]): Told => [
      id,
      outcome,
      outcome === 'failed' ? textOf(texts[id], asker.workspace) : '',
    ],
  );
  return { tasks: told.sort(), isGreen: exitCode === 0 };
}

/** How the comparison is made. */
export interface Comparison {
  /** Nx may borrow tools from the engine, too. */
  isBeside?: boolean;
  /** What it has said before is not asked again. */
  memory?: Memory;
}

/**
 * Asks, and has Nx run everything on the same bytes without its cache: each task must have come to the same, by its
 * success and, where it failed, by its text.
 */
export async function expectSameAsNx(
  asker: Asker,
  env: Record<string, string>,
  what: string,
  { isBeside = false, memory = new Map() }: Comparison = {},
): Promise<void> {
  const verdict = await asker.ask([], env);
  const key = await digestOf(asker.workspace, env);
  const known = memory.get(key);
  const expected = known ?? (await askNx(asker, isBeside ? { ...env, ...asker.variables() } : env));
  memory.set(key, expected);
  if (!known) {
    const hashes = Object.fromEntries(verdict.tasks.map(({ id, hash }) => [id, hash]));
    expect(hashesOfNx(asker), what).toMatchObject(hashes);
  }
  const told = verdict.tasks.map(({ id, status, text }): Told => {
    if (status === 'failure') return [id, 'failed', textOf(text ?? '', asker.workspace)];
    return [id, status === 'success' ? 'ran' : status, ''];
  });
  expect({ what, tasks: told }).toEqual({ what, tasks: expected.tasks });
  expect(verdict.verdict).toBe(expected.isGreen ? 'green' : 'red');
}
