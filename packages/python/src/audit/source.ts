import { readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { PythonGraph } from '../workspace/python-graph.js';
import { policyOf } from './policy.js';
import { shortHash } from './snapshot.js';
import { openSnapshot, type Snapshot } from './snapshot-store.js';

/** Where a workspace has its advisories from. */
export type AdvisorySource =
  | { kind: 'service'; name: string }
  /** An `all.zip` somewhere else. */
  | { kind: 'address'; name: string }
  /** An `all.zip` or a folder of this machine. */
  | { kind: 'path'; name: string; path: string };

const usual = 'https://api.osv.dev';

/** Whether some project is to be audited. */
export function isAuditSetUp({ workspace }: PythonGraph): boolean {
  return workspace.projects.some(({ options }) => options.audit !== undefined);
}

/** Whether some project wants to know what indexes have taken back. */
export function asksIndexes({ workspace }: PythonGraph): boolean {
  return workspace.projects.some(
    ({ options }) => options.audit && policyOf(options.audit).releases !== 'ignore',
  );
}

/** Where advisories are from: the same for all projects, since options of one of them cannot say. */
export function sourceOf(
  { workspace }: PythonGraph,
  workspaceRoot: string,
  variables: NodeJS.ProcessEnv = process.env,
): AdvisorySource {
  const options = workspace.projects.find((facts) => facts.options.audit)?.options.audit ?? {};
  const database = variables['NX_SIGNAL_AUDIT_DATABASE'] || options.database;
  if (database === undefined) return { kind: 'service', name: options.service ?? usual };
  if (/^https?:\/\//.test(database)) return { kind: 'address', name: database };
  return { kind: 'path', name: database, path: resolve(workspaceRoot, database) };
}

/** Name, time and size of each file in a folder, at any depth. */
function stampOfFolder(folder: string): string {
  const lines = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      const status = statSync(path, { throwIfNoEntry: false });
      return `${relative(folder, path)} ${status?.mtimeMs} ${status?.size}`;
    });
  return shortHash(lines.sort().join('\n'));
}

/** What changes when somebody edits a database of this machine; undefined where there is none. */
export function stampOf(source: AdvisorySource): string | undefined {
  if (source.kind !== 'path') return undefined;
  try {
    const status = statSync(source.path);
    return status.isDirectory() ? stampOfFolder(source.path) : `${status.mtimeMs} ${status.size}`;
  } catch {
    return undefined;
  }
}

function isOfStamp({ facts }: Snapshot, stamp: string | undefined): boolean {
  return stamp !== undefined && facts.stamp === stamp;
}

/** The snapshot that counts for a workspace: one of another source, or of what its source was before, is none. */
export function currentSnapshot(workspaceRoot: string, graph: PythonGraph): Snapshot | undefined {
  const source = sourceOf(graph, workspaceRoot);
  const snapshot = openSnapshot(workspaceRoot);
  const kind = source.kind === 'service' ? 'service' : 'database';
  if (snapshot?.facts.source !== source.name || snapshot.facts.kind !== kind) return undefined;
  if (kind === 'service' && asksIndexes(graph) && !snapshot.facts.releases) return undefined;
  return source.kind !== 'path' || isOfStamp(snapshot, stampOf(source)) ? snapshot : undefined;
}
