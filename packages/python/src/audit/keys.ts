import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auditKeyFile } from '../fingerprint/audit-input.js';
import { writeWhole } from '../process/write-whole.js';
import type { ProjectFacts } from '../project/facts.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import { type AuditedPackage, packagesOf } from './packages.js';
import { type AuditPolicy, endOf, expiredAt, policyOf } from './policy.js';
import { shortHash } from './snapshot.js';
import { auditFolder, type Snapshot } from './snapshot-store.js';

/** Whether a snapshot is to answer for a package: a service is not asked for names that are private. */
export function isAsked({ source }: AuditedPackage, { facts }: Pick<Snapshot, 'facts'>): boolean {
  return source === 'public' || (source === 'private' && facts.kind === 'database');
}

/**
 * What a snapshot says about some packages, as one digest: other news leave it as it is. Undefined where it does not
 * answer for all of them.
 */
export function touchingDigest(
  packages: readonly AuditedPackage[],
  snapshot: Snapshot,
): string | undefined {
  const lines = new Set<string>();
  for (const located of packages) {
    if (!isAsked(located, snapshot)) continue;
    const entry = snapshot.entry(located);
    if (entry === undefined) return undefined;
    if (entry !== 'none') lines.add(`${located.name}@${located.version} ${entry.digest}`);
  }
  const { kind, unreadable } = snapshot.facts;
  return shortHash([kind, JSON.stringify(unreadable), ...[...lines].sort()].join('\n'));
}

/** When what holds now ends to hold by the clock alone: the advisories get stale, or one is no longer ignored. */
function validUntil(asOf: number, policy: AuditPolicy, now: number): number {
  const ends = policy.ignore.flatMap((ignored) => endOf(ignored) ?? []);
  return Math.min(asOf + policy.maxAge, ...ends.filter((end) => end > now));
}

/**
 * The text of a project's key file, see `auditInput`; undefined where no result may be replayed.
 *
 * @param now - seconds since 1970
 */
export function keyText(
  facts: ProjectFacts,
  graph: PythonGraph,
  snapshot: Snapshot,
  now: number,
): string | undefined {
  const { audit } = facts.options;
  const packages = packagesOf(facts, graph);
  const policy = policyOf(audit ?? {});
  // What is installed nobody knows before the task runs: any news may touch it.
  const digest = packages ? touchingDigest(packages, snapshot) : snapshot.digest;
  if (digest === undefined) return undefined;
  const expired = expiredAt(policy, now).map(({ id }) => id);
  const until = Math.floor(validUntil(snapshot.facts.asOf, policy, now));
  const key = shortHash([digest, ...expired.sort()].join('\n'));
  return `${[until, key, process.env['NX_SIGNAL_AUDIT_DATABASE']].filter(Boolean).join(' ')}\n`;
}

function readKey(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** Brings the key files of all projects up to date with a snapshot. Without one there is nothing to replay. */
export function writeKeys(
  workspaceRoot: string,
  graph: PythonGraph,
  snapshot: Snapshot | undefined,
  now: number = Date.now() / 1000,
): void {
  const folder = join(auditFolder(workspaceRoot), 'keys');
  mkdirSync(folder, { recursive: true });
  for (const facts of graph.workspace.projects) {
    if (!facts.options.audit) continue;
    const path = join(folder, auditKeyFile(facts.directory));
    // The shell that reads it takes what is not there, or has one word, for nothing.
    const text = (snapshot && keyText(facts, graph, snapshot, now)) ?? '0\n';
    if (readKey(path) !== text) writeWhole(path, text);
  }
}
