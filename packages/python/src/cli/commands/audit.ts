import { commandHere } from '../../program-command.js';
import type { Command } from '../command.js';
import { parseArguments, usageError } from '../options.js';

const usage = `nx-signal audit

Fetches the advisories that the audit targets use: from the service, which is asked once for the packages of all
locks, or from the database named in the options. Targets that the news does not affect are replayed afterwards.
Names of packages from private indexes are not sent.

Set the audit up first, with "audit": {} in the plugin's options in nx.json or [tool.nx-signal.audit] in the
pyproject.toml of the workspace root. See docs/guides/audit.md.`;

/** `nx-signal audit`: newer advisories. */
export const audit: Command = {
  name: 'audit',
  summary: 'fetch new advisories for the security audit',
  usage,
  async run(argv, { workspaceRoot, stdout }) {
    const { values } = parseArguments(argv, []);
    if (values.length > 0)
      throw usageError(
        `audit takes no argument, but got ${values[0]}.`,
        `to audit one project, run its target: \`${commandHere('nx')} run <project>:audit\`.`,
      );
    const { refreshAdvisories } = await import('../../audit/refresh-advisories.js');
    for (const line of await refreshAdvisories(workspaceRoot)) stdout(line);
    return 0;
  },
};
