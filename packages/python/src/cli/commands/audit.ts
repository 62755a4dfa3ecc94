import { commandHere } from '../../program-command.js';
import type { Command } from '../command.js';
import { parseArguments, usageError } from '../options.js';

const usage = `nx-signal audit

Fetches the advisories that the audit targets go by: from the service, asked once for the packages of all
locks, or from the database that options name. Targets whose packages have no news are replayed afterwards.
Names of packages from private indexes are not sent.

Set the audit up first, with "audit": {} in the plugin's options in nx.json or [tool.nx-signal.audit] in the
pyproject.toml of the workspace root. See docs/guides/audit.md.`;

/** `nx-signal audit`: newer advisories. */
export const audit: Command = {
  name: 'audit',
  summary: 'fetch the advisories that the security audit goes by',
  usage,
  async run(argv, { workspaceRoot, stdout }) {
    const { values } = parseArguments(argv, []);
    if (values.length > 0)
      throw usageError(
        `audit takes no value, such as ${values[0]}.`,
        `to audit one project, run its target: \`${commandHere('nx')} run <project>:audit\`.`,
      );
    const { refreshAdvisories } = await import('../../audit/refresh-advisories.js');
    for (const line of await refreshAdvisories(workspaceRoot)) stdout(line);
    return 0;
  },
};
