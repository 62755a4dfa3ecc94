import { existsSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder } from '../data-folder.js';
import { SignalError } from '../errors.js';
import type { CacheFigures } from '../process/cache-counts.js';
import { toolNames } from '../project/dependency-groups.js';
import { withCompilerCache } from './compiler-cache-of-sync.js';
import { stampAfter } from './current-stamp.js';
import { withEnvironmentLock } from './environment-lock.js';
import { ensureForeignEnvironment } from './foreign-environment.js';
import { readInterpreter } from './interpreter.js';
import { environmentPath } from './locate.js';
import { lockUnsteady } from './lock-errors.js';
import {
  latestPlan,
  type Plan,
  planEnvironment,
  readStamp,
  stampName,
} from './plan-environment.js';
import type { WantedProject } from './select-members.js';
import { syncArguments } from './selection.js';
import { makeBytecodeFolder, sitePackagesTime } from './site-packages.js';
import type { Stamp } from './stamp.js';
import { syncEnvironment } from './uv-sync.js';

/** Called before an environment is made; what it returns hears uv, lines for the user, and the end. */
export type Progress = (
  folder: string,
  plan: Plan,
  isNew: boolean,
) => { heard: (text: string) => void; tell: (line: string) => void; end: () => void };

/** Which environment, and what decides its contents. */
export interface EnvironmentRequest {
  workspaceRoot: string;
  /** Folder of the environment's lock, relative to the workspace root. */
  environment: string;
  /** Folders of the projects that are installed in it. */
  projects: readonly string[];
  /** Groups and extras that options add. */
  groups: readonly string[];
  extras: readonly string[];
  /** Digest of the lock that the hashes of the tasks were made from, where that is known. */
  lockDigest?: string | undefined;
  /** The projects whose tasks are to run in it. Default: all of them, and nothing else is kept in it. */
  wanted?: readonly WantedProject[] | undefined;
  /** Whether it is not to be made for what it was made for before. */
  isAlone?: boolean | undefined;
  /** Where it is, when it is not the one that all share. */
  folder?: string | undefined;
  /** Whether it holds what is wanted and nothing else. */
  isExact?: boolean | undefined;
  /** The Python it gets. Default: uv chooses. */
  python?: string | undefined;
  /** The version of Python that options ask for by name; others have environments beside this one. */
  asked?: string | undefined;
  /** The only distribution that matters of an environment that somebody else keeps. */
  program?: string | undefined;
  /** Is told what of the compiled code of its packages was found in a cache. */
  onCounted?: ((figures: CacheFigures) => void) | undefined;
  /** Says what is made and why. */
  progress?: Progress | undefined;
}

/** How often an environment is made when something moves meanwhile. */
const attempts = 4;

async function writeStamp(folder: string, stamp: Stamp): Promise<void> {
  const path = join(folder, stampName);
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, JSON.stringify(stamp));
  await rename(temporary, path);
}

/** What uv is to be called with: what is to be installed, and what again. */
function callsFor({ python }: EnvironmentRequest, { now, need }: Plan): string[][] {
  return syncArguments(now.selection).map((args) => [
    ...args,
    ...(python === undefined ? [] : ['--python', python]),
    ...need.rebuild.flatMap((name) => ['--reinstall-package', name]),
  ]);
}

/**
 * Whether a tool in an environment is one that its lock knows of. Where others' packages are left alone, a
 * tool may be there that somebody has installed, or that an older lock has left: no hash knows which.
 */
export function isFromLock(folder: string, tool: string): boolean {
  const stamp = readStamp(folder);
  return stamp?.tools === undefined || stamp.tools.includes(tool);
}

/** The stamp of what was made; what uv has left alone, since nobody asked for it, is still to be replaced. */
async function finalStamp(
  { members, now, need }: Plan,
  folder: string,
  making: { workspaceRoot: string; began: number },
): Promise<Stamp> {
  const made = await stampAfter(now, folder, need.rebuild, making);
  if (now.selection.packages === undefined) return { ...made, pending: [] };
  const { all } = members.reachedBy(now.selection);
  return {
    ...made,
    tools: toolNames.filter((name) => all.has(name)),
    pending: need.rebuild.filter((name) => !all.has(name)),
  };
}

async function make(request: EnvironmentRequest, folder: string, plan: Plan): Promise<void> {
  const { manifests, before } = plan;
  const isNew = readInterpreter(folder) === undefined;
  if (manifests.unreadable.length > 0 && isNew) {
    throw new SignalError({
      code: 'ENVIRONMENT_FAILED',
      message: `The environment cannot be created because ${manifests.unreadable.join(', ')} cannot be read.`,
      hint: 'correct that file first; uv reads every member of a workspace.',
    });
  }
  const began = Date.now();
  // While uv works, and should it be stopped, nobody may take the environment for what it was. What was
  // locked is kept: uv goes by versions, and would not see that a package has to be installed again.
  if (before) await writeStamp(folder, { ...before, installed: -1 });
  const said = request.progress?.(folder, plan, isNew);
  try {
    const tell = said?.tell ?? (() => {});
    await withCompilerCache(request, folder, plan, isNew, tell, async (variables) => {
      for (const args of callsFor(request, plan))
        await syncEnvironment({
          ...request,
          folder,
          args,
          isNew,
          variables,
          onOutput: said?.heard,
        });
    });
  } catch (error) {
    // It fetches and builds all before it installs anything.
    if (before && sitePackagesTime(folder) === before.installed) await writeStamp(folder, before);
    throw error;
  } finally {
    said?.end();
  }
  makeBytecodeFolder(folder);
  await writeStamp(folder, await finalStamp(plan, folder, { ...request, began }));
}

function sameFiles(left: Stamp, right: Stamp): boolean {
  return JSON.stringify(left.files) === JSON.stringify(right.files);
}

/**
 * Makes an environment until its stamp says that it is what the files say now. Once is enough, unless
 * it holds copies, which only show when it is there, or a file changed meanwhile.
 */
async function makeUntilSteady(request: EnvironmentRequest, folder: string): Promise<void> {
  let made: Plan | undefined;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const next = await planEnvironment(request, folder);
    if (!next.need.sync) return;
    // A build that writes into its own sources never looks done; twice is as good as ever.
    if (attempt > 1 && made && sameFiles(made.now, next.now)) return;
    await make(request, folder, next);
    made = next;
  }
  throw lockUnsteady(request.environment);
}

/**
 * Makes the environment if it is missing or out of date, and does nothing else when its stamp says
 * that it is what the lock and the manifests ask for. Never writes uv.lock.
 *
 * @returns the folder of the virtual environment
 * @throws SignalError UV_MISSING, LOCK_MISSING, LOCK_STALE, LOCK_BROKEN, LOCK_CHANGED,
 *   PYTHON_UNSUITABLE, ENVIRONMENT_OUTDATED or ENVIRONMENT_FAILED, each with what mends it
 */
export async function ensureEnvironment(request: EnvironmentRequest): Promise<string> {
  const { workspaceRoot, environment } = request;
  if (!existsSync(join(workspaceRoot, environment, 'uv.lock'))) {
    return ensureForeignEnvironment(request);
  }
  const folder = request.folder ?? environmentPath(workspaceRoot, environment);
  const { need, now } = await latestPlan(request, folder);
  if (!need.sync) return folder;
  const lockDigest = request.lockDigest ?? now.files[join(environment, 'uv.lock')];
  await withEnvironmentLock(dataFolder(workspaceRoot), folder, () =>
    makeUntilSteady({ ...request, lockDigest }, folder),
  );
  return folder;
}
