import type { PythonGraph } from '../workspace/python-graph.js';
import { writeKeys } from './keys.js';
import type { Snapshot } from './snapshot-store.js';
import { currentSnapshot, isAuditSetUp, sourceOf } from './source.js';

/**
 * The snapshot that counts. A database on this machine is read where it changed, so that the first run has the key
 * of the second; the network waits for an audit.
 */
async function snapshotFor(root: string, graph: PythonGraph): Promise<Snapshot | undefined> {
  const known = currentSnapshot(root, graph);
  if (known || sourceOf(graph, root).kind !== 'path') return known;
  // It reads zip files, which most graphs need not.
  const { refreshSnapshot, signalDeadline } = await import('./refresh.js');
  // Why it cannot be read the task says; until it can be, nothing is replayed.
  return await refreshSnapshot(root, graph, signalDeadline).catch(() => undefined);
}

/**
 * Brings what the hashes of audits are made from in step with a new graph. Where it cannot be written, what stands
 * there is of an older graph, whose closures are in the hashes as well.
 */
export async function refreshKeys(workspaceRoot: string, graph: PythonGraph): Promise<void> {
  if (!isAuditSetUp(graph)) return;
  try {
    writeKeys(workspaceRoot, graph, await snapshotFor(workspaceRoot, graph));
  } catch {
    // The task says what it can say itself.
  }
}
