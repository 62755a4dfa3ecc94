import { SignalError } from '../errors.js';
import { commandHere } from '../program-command.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import { snapshotOfDatabase } from './from-database.js';
import { download, snapshotOfService } from './osv-service.js';
import { packagesOf } from './packages.js';
import { recordsAt, recordsInZip } from './read-database.js';
import { type AskedRelease, askIndexes } from './release-status.js';
import type { SnapshotText } from './snapshot.js';
import { type Snapshot, storeSnapshot } from './snapshot-store.js';
import { type AdvisorySource, asksIndexes, sourceOf, stampOf } from './source.js';

const pypi = 'https://pypi.org/simple';

/** How long a refresh may take where somebody waits for a signal, in milliseconds. */
export const signalDeadline = 3000;

/** All packages whose names may be sent, each once. */
export function publicPackages(graph: PythonGraph): AskedRelease[] {
  const found = new Map<string, AskedRelease>();
  for (const facts of graph.workspace.projects) {
    if (!facts.options.audit) continue;
    // The lock of PDM names none where there is PyPI alone.
    for (const { name, version, source, index } of packagesOf(facts, graph) ?? [])
      if (source === 'public')
        found.set(`${name}@${version}`, { name, version, index: index || pypi });
  }
  return [...found.values()].sort((left, right) => (left.name < right.name ? -1 : 1));
}

async function fetchSnapshot(
  source: AdvisorySource,
  graph: PythonGraph,
  signal: AbortSignal,
): Promise<SnapshotText> {
  const now = Math.floor(Date.now() / 1000);
  const { kind, name } = source;
  if (kind === 'service') {
    const packages = publicPackages(graph);
    const releases = asksIndexes(graph) ? await askIndexes(packages, signal) : undefined;
    return snapshotOfService(name, packages, { now, signal, releases });
  }
  if (kind === 'address')
    return snapshotOfDatabase(name, recordsInZip(await download(name, signal)), now);
  const stamp = stampOf(source);
  const { facts, ...text } = await snapshotOfDatabase(name, recordsAt(source.path), now);
  return { ...text, facts: { ...facts, stamp } };
}

/** What to do where advisories cannot be had. */
function remedyOf({ kind, name }: AdvisorySource): string {
  if (kind === 'path') return `put OSV’s all.zip, or a folder of its records, at ${name}.`;
  const where = kind === 'service' ? 'the service' : 'the database';
  return `run \`${commandHere('nx-signal')} audit\` where ${where} can be reached, or set \`database\` to a copy of OSV’s all.zip in [tool.nx-signal.audit].`;
}

function reasonOf(error: unknown): string {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'it does not exist';
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\.$/, '');
}

/** The error for advisories that cannot be had. */
export function noAnswer(source: AdvisorySource, error: unknown): SignalError {
  return new SignalError({
    code: 'AUDIT_UNANSWERED',
    message: `${source.name} gave no answer: ${reasonOf(error)}.`,
    hint: remedyOf(source),
    cause: error,
  });
}

/**
 * Fetches the advisories for all projects and makes them the snapshot that counts. The one before stays where this
 * fails.
 *
 * @param deadline - milliseconds that all of it may take on the network
 * @throws SignalError AUDIT_UNANSWERED
 */
export async function refreshSnapshot(
  workspaceRoot: string,
  graph: PythonGraph,
  deadline: number,
): Promise<Snapshot> {
  const source = sourceOf(graph, workspaceRoot);
  try {
    const text = await fetchSnapshot(source, graph, AbortSignal.timeout(deadline));
    return storeSnapshot(workspaceRoot, text);
  } catch (error) {
    throw noAnswer(source, error);
  }
}
