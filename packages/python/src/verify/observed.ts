import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { dataFolder } from '../data-folder.js';
import type { DeclaredInput } from './declaration.js';
import type { VariableRead } from './lists.js';

/** The undeclared reads of a task's last run, kept for the command that accepts them. */
export interface Observed {
  /** Version of this format. */
  version: 1;
  /** Nx's id of the task. */
  task: string;
  /** Folder of its project, relative to the workspace root. */
  directory: string;
  /** The target's kind, its key in `[tool.nx-signal.targets]`. */
  kind: string;
  /** Files, relative to the workspace root. */
  files: string[];
  /** Those of the files that git or Nx ignore. */
  ignored?: string[];
  /** Variables that were asked for. */
  variables?: VariableRead[];
  /** Inputs that nx.json sets for the target; those of the project take their place. */
  shared: DeclaredInput[];
  /** The same for its variables. */
  sharedVariables?: string[];
}

/** Where verified inputs keep their files. */
export function inputsFolder(workspaceRoot: string): string {
  return join(dataFolder(workspaceRoot), 'inputs');
}

function observedFile(workspaceRoot: string, task: string): string {
  return join(inputsFolder(workspaceRoot), `${encodeURIComponent(task)}.json`);
}

/** Keeps what was observed. */
export async function keepObserved(workspaceRoot: string, observed: Observed): Promise<void> {
  const file = observedFile(workspaceRoot, observed.task);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(observed));
}

/** Forgets a task's undeclared reads: it has none any more. */
export async function forgetObserved(workspaceRoot: string, task: string): Promise<void> {
  await rm(observedFile(workspaceRoot, task), { force: true });
}

/** What was observed in the task's last run; undefined when nothing undeclared was. */
export function readObserved(workspaceRoot: string, task: string): Observed | undefined {
  const file = observedFile(workspaceRoot, task);
  if (!existsSync(file)) return undefined;
  const observed = JSON.parse(readFileSync(file, 'utf8')) as Observed;
  return observed.version === 1 ? observed : undefined;
}
