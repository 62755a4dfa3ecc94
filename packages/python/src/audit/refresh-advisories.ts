import { SignalError } from '../errors.js';
import { readNxSettings } from '../nx-internal.js';
import { registeredOptions } from '../options/registered-options.js';
import { buildGraph } from '../workspace/build-graph.js';
import { writeKeys } from './keys.js';
import { refreshSnapshot } from './refresh.js';
import { isAuditSetUp, sourceOf } from './source.js';
import { counted, timeText } from './words.js';

/** How long a refresh may take that somebody has asked for, in milliseconds: a database is large. */
const deadlines = { service: 10_000, address: 120_000, path: 120_000 };

/**
 * Fetches the advisories of a workspace.
 *
 * @returns what to say about them, line by line
 * @throws SignalError AUDIT_NOT_SET_UP, AUDIT_UNANSWERED
 */
export async function refreshAdvisories(workspaceRoot: string): Promise<string[]> {
  const graph = await buildGraph(
    workspaceRoot,
    registeredOptions(await readNxSettings(workspaceRoot)),
  );
  if (!isAuditSetUp(graph)) {
    throw new SignalError({
      code: 'AUDIT_NOT_SET_UP',
      message: 'The security audit is not set up in this workspace.',
      hint: 'add an empty [tool.nx-signal.audit] to the pyproject.toml of the workspace root, or "audit": {} to the options of @nx-signal/python in nx.json. Names of public packages are then sent to https://api.osv.dev, unless you set another service or a database.',
    });
  }
  const { kind } = sourceOf(graph, workspaceRoot);
  const snapshot = await refreshSnapshot(workspaceRoot, graph, deadlines[kind]);
  writeKeys(workspaceRoot, graph, snapshot);
  const { facts } = snapshot;
  return [
    `${counted(facts.count, 'advisory', 'advisories')} from ${facts.source}, as of ${timeText(facts.asOf)}`,
    ...facts.unreadable.map(
      ({ id, reason }) => `warning: the record ${id} cannot be read: ${reason}`,
    ),
  ];
}
