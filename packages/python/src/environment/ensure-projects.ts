import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder } from '../data-folder.js';
import { type EnvironmentRequest, ensureEnvironment } from './ensure-environment.js';
import { identifyInterpreter } from './identify-interpreter.js';
import { readInterpreter } from './interpreter.js';
import { membersOf } from './plan-environment.js';
import type { Members, WantedProject } from './select-members.js';
import { SyncFailure } from './uv-errors.js';

/** The environment of each project by its folder, or why there is none. */
export type MadeEnvironments = Map<string, { folder: string } | { error: unknown }>;

/** How often it is tried to make an environment without the projects that it could not be made for. */
const attempts = 12;

interface Attempts {
  left: number;
}

/** The projects that need a package; half of them where it is not known which package it is. */
function suspects(
  wanted: readonly WantedProject[],
  { failed }: SyncFailure,
  members: Members,
): WantedProject[] {
  const needing = wanted.filter(
    (project) => failed !== undefined && members.reachedBy(members.some([project])).all.has(failed),
  );
  return needing.length > 0 ? needing : wanted.slice(0, Math.ceil(wanted.length / 2));
}

/** Whether all of some projects need the package that could not be had. */
function isNeeded(wanted: readonly WantedProject[], failure: SyncFailure, members: Members) {
  return (
    wanted.length === 1 ||
    (failure.failed !== undefined &&
      wanted.every((project) =>
        members.reachedBy(members.some([project])).all.has(failure.failed ?? ''),
      ))
  );
}

/** Makes the environment for some projects without what it was made for before, should that be what fails. */
async function ensureSome(request: EnvironmentRequest): Promise<string> {
  try {
    return await ensureEnvironment(request);
  } catch (error) {
    if (!(error instanceof SyncFailure && error.isAboutPackages)) throw error;
    const { failed } = error;
    const members = membersOf(request);
    const { all } = members.reachedBy(members.some(request.wanted ?? []));
    if (failed === undefined || all.has(failed)) throw error;
    return await ensureEnvironment({ ...request, isAlone: true });
  }
}

async function ensureMost(
  request: EnvironmentRequest,
  wanted: readonly WantedProject[],
  made: MadeEnvironments,
  budget: Attempts,
): Promise<void> {
  if (wanted.length === 0) return;
  const put = (result: { folder: string } | { error: unknown }) => {
    for (const { directory } of wanted) made.set(directory, result);
  };
  try {
    put({ folder: await ensureSome({ ...request, wanted }) });
  } catch (error) {
    budget.left -= 1;
    const mayDiffer = error instanceof SyncFailure && error.isAboutPackages && budget.left > 0;
    if (!mayDiffer || isNeeded(wanted, error, membersOf(request))) return put({ error });
    const first = suspects(wanted, error, membersOf(request));
    const others = wanted.filter((project) => !first.includes(project));
    // Those that need what is missing are known to fail, and have this very error.
    if (
      isNeeded(first, error, membersOf(request)) &&
      first.length < wanted.length &&
      error.failed
    ) {
      for (const { directory } of first) made.set(directory, { error });
    } else await ensureMost(request, first, made, budget);
    await ensureMost(request, others, made, budget);
  }
}

/**
 * Makes the one environment that most projects share. What cannot be had costs the projects that need it.
 *
 * @param request - `wanted` are all projects that share it
 */
export async function ensureShared(
  request: EnvironmentRequest,
  wanted: readonly WantedProject[],
): Promise<MadeEnvironments> {
  const made: MadeEnvironments = new Map();
  await ensureMost(request, wanted, made, { left: attempts });
  return made;
}

/** The folder of the environment that one project has for itself. */
export function ownFolder(
  { workspaceRoot, environment, asked }: EnvironmentRequest,
  project: string,
): string {
  const parts = [environment, project, ...(asked === undefined ? [] : [asked])];
  const digest = createHash('sha256').update(parts.join('\0')).digest('hex');
  const name = project.slice(project.lastIndexOf('/') + 1).replace(/[^A-Za-z0-9_-]/g, '');
  return join(dataFolder(workspaceRoot), 'environments', `${name || 'root'}-${digest.slice(0, 8)}`);
}

/** An interpreter in the words of `--python`: of `3.11.9.final.0` and `PyPy-3.10.14`, too; undefined for none. */
export function inUv(interpreter: string): string | undefined {
  const [, name = '', version = ''] = /^(?:([A-Za-z]+)-)?(\d+\.\d+\.\d+)/.exec(interpreter) ?? [];
  if (version === '') return undefined;
  return name === '' ? version : `${name.toLowerCase()}@${version}`;
}

/**
 * Makes the environment that one project has for itself, with the Python that its hash names: that of the
 * shared environment, or the one that uv would choose, or the one that options ask for.
 *
 * @param wanted - the project, and others that are to be in it
 */
export async function ensureOwn(
  request: EnvironmentRequest,
  project: string,
  wanted: readonly WantedProject[],
): Promise<string> {
  const { workspaceRoot, environment } = request;
  const folder = ownFolder(request, project);
  const python = request.python ?? inUv(await identifyInterpreter(workspaceRoot, environment));
  const found = readInterpreter(folder);
  if (found !== undefined && python !== undefined && inUv(found) !== python) {
    await rm(folder, { recursive: true, force: true });
  }
  return await ensureEnvironment({
    ...request,
    wanted,
    folder,
    isExact: true,
    python,
  });
}
