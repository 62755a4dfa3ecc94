import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readConflicts } from '../lock/conflicts.js';
import type { Lock } from '../lock/lock.js';
import { readLock } from '../lock/read-lock.js';
import { currentStamp, hashManifests } from './current-stamp.js';
import type { EnvironmentRequest } from './ensure-environment.js';
import { checkHashedLock } from './lock-errors.js';
import { type Manifests, readManifests } from './manifests.js';
import { Members } from './select-members.js';
import { covers, type Selection, unite } from './selection.js';
import { allSitePackages } from './site-packages.js';
import { compareStamps, isOfSameFiles, parseStamp, type Stamp, type SyncNeed } from './stamp.js';

/** Name of the file inside an environment that says what it was made from. */
export const stampName = '.nx-signal.json';

/** What an environment was made from; undefined when it was not made here. */
export function readStamp(folder: string): Stamp | undefined {
  const path = join(folder, stampName);
  return existsSync(path) ? parseStamp(readFileSync(path, 'utf8')) : undefined;
}

/** Whether an environment is one that is made from a uv.lock by this plugin. */
export function isMadeHere(folder: string): boolean {
  return existsSync(join(folder, stampName));
}

/** Whether this plugin has installed something in it since a time, in milliseconds. */
export function wasMadeSince(folder: string, time: number): boolean {
  const stats = statSync(join(folder, stampName), { throwIfNoEntry: false });
  return stats !== undefined && stats.mtimeMs > time;
}

/** Reads a lock when it is asked for first; the graph tells what is wrong with it, and uv does. */
function lockReader(file: string, text: string): () => Lock | undefined {
  let known: { lock: Lock | undefined } | undefined;
  return () => {
    if (known === undefined) {
      try {
        known = { lock: readLock(file, text) };
      } catch {
        known = { lock: undefined };
      }
    }
    return known.lock;
  };
}

/** Who is a member of an environment, and what each needs. */
export function membersOf(
  request: EnvironmentRequest,
  manifests: Manifests = readManifests(request),
  lockText = readLockText(request),
): Members {
  const { environment, groups, extras } = request;
  return new Members({
    environment,
    pyprojects: manifests.pyprojects,
    lock: lockReader(join(environment, 'uv.lock').replaceAll('\\', '/'), lockText),
    conflicts: readConflicts(lockText),
    groups,
    extras,
  });
}

function readLockText({ workspaceRoot, environment }: EnvironmentRequest): string {
  return readFileSync(join(workspaceRoot, environment, 'uv.lock'), 'utf8');
}

/** What an environment is to be made from, and what is missing from it. */
export interface Plan {
  manifests: Manifests;
  members: Members;
  before: Stamp | undefined;
  now: Stamp;
  need: SyncNeed;
}

/** What to make an environment for: what is asked for, and what it was made for before as far as that still holds. */
function selectionFor(
  request: EnvironmentRequest,
  members: Members,
  before: Stamp | undefined,
  isSame: boolean,
): Selection {
  const wanted = request.wanted === undefined ? members.all() : members.some(request.wanted);
  if (request.isExact) return { ...wanted, isExact: true };
  if (!before || !isSame || request.isAlone) return wanted;
  return covers(before.selection, wanted) ? before.selection : unite(before.selection, wanted);
}

/** Plans that were made before anybody asked, by what is asked for, with what tells whether they still hold. */
const foreseen = new Map<string, { plan: Plan; marks: string; time: number }>();

/** Milliseconds for which a plan holds. */
const lifetime = 2_000;

/** Counts questions. */
let question = 0;

const keyOf = (request: EnvironmentRequest, folder: string) => JSON.stringify([request, folder]);

/** What tells whether anybody has made an environment or locked it since. */
function marksOf({ workspaceRoot, environment }: EnvironmentRequest, folder: string): string {
  const lock = join(workspaceRoot, environment, 'uv.lock');
  const own = [stampName, 'pyvenv.cfg'].map((name) => join(folder, name));
  return [lock, ...own, ...allSitePackages(folder)]
    .map((path) => {
      const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
      return `${path} ${stats?.ino} ${stats?.mtimeNs} ${stats?.ctimeNs}`;
    })
    .join('\n');
}

/** Makes the plan for what will probably be asked for next, in the same question. */
export async function foreseePlan(request: EnvironmentRequest, folder: string): Promise<void> {
  const asked = question;
  const time = performance.now();
  const marks = marksOf(request, folder);
  const plan = await planEnvironment(request, folder);
  // It may have been read before the question that there is by now.
  if (asked === question) foreseen.set(keyOf(request, folder), { plan, marks, time });
}

/** To be called for each new question: what was read before it was asked counts no more. */
export function forgetPlans(): void {
  question += 1;
  foreseen.clear();
}

/** The plan that was foreseen, or one that is made now. */
export async function latestPlan(request: EnvironmentRequest, folder: string): Promise<Plan> {
  const known = foreseen.get(keyOf(request, folder));
  const holds =
    known !== undefined &&
    performance.now() - known.time < lifetime &&
    known.marks === marksOf(request, folder);
  return holds ? known.plan : await planEnvironment(request, folder);
}

/** Compares an environment with what it should be. The lock and the manifests are read first. */
export async function planEnvironment(request: EnvironmentRequest, folder: string): Promise<Plan> {
  const before = readStamp(folder);
  const lockText = readLockText(request);
  const manifests = readManifests(request);
  const files = hashManifests(request, manifests, lockText);
  const lock = join(request.environment, 'uv.lock');
  checkHashedLock(lock, files[lock], request.lockDigest);
  const members = membersOf(request, manifests, lockText);
  const isSame = isOfSameFiles(before, files, new Set(manifests.unreadable));
  const selection = selectionFor(request, members, before, isSame);
  const isKnown = before !== undefined && isSame && isDeepStrictEqual(before.selection, selection);
  const local = isKnown ? before.members : [...members.reachedBy(selection).local].sort();
  const sources = { manifests, lockText, files, selection };
  const now = await currentStamp(
    request,
    { ...sources, members: selection.packages === undefined ? undefined : local },
    folder,
    before,
  );
  const need = compareStamps(before, now, new Set(manifests.unreadable));
  return { manifests, members, before, now, need };
}
