import { join } from 'node:path';
import { countTests, taskIds } from './tasks.mjs';

/** The four tools over some folders, in sequence. */
export function toolSteps(workspace, folders) {
  const tool = (name, ...args) => ({
    command: [join(workspace.root, '.venv', 'bin', name), ...args, ...folders],
  });
  return [tool('ruff', 'check'), tool('ruff', 'format', '--check'), tool('mypy'), tool('pytest')];
}

/** What the tools say when all is well, and nothing less. */
export function readTools(output, projects) {
  const isGreen =
    output.includes('All checks passed!') &&
    /\d+ files? already formatted/.test(output) &&
    output.includes('Success: no issues found');
  return { ran: isGreen ? taskIds(projects) : [], cached: [], tests: countTests(output) };
}

/**
 * The bare tools over everything: no isolation, no cache but their own.
 *
 * @type {import('./index.mjs').Contender}
 */
export const bare = {
  id: 'bare',
  title: 'bare tools, over everything',
  files: () => ({}),
  needsSync: true,
  steps: (workspace) => toolSteps(workspace, ['libs']),
  read: ({ output }, plan) =>
    readTools(
      output,
      plan.projects.map(({ name }) => name),
    ),
};
