import type { PythonGraph } from '../workspace/python-graph.js';
import { writeKeys } from './keys.js';
import { currentSnapshot, isAuditSetUp } from './source.js';

/**
 * Brings what the hashes of audits are made from in step with a new graph. Where it cannot be written, what stands
 * there is of an older graph, whose closures are in the hashes as well.
 */
export function refreshKeys(workspaceRoot: string, graph: PythonGraph): void {
  if (!isAuditSetUp(graph)) return;
  try {
    writeKeys(workspaceRoot, graph, currentSnapshot(workspaceRoot, graph));
  } catch {
    // The task says what it can say itself.
  }
}
