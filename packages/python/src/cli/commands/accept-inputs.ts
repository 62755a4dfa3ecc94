import type { Command } from '../command.js';
import { parseArguments, usageError } from '../options.js';

const usage = `nx-signal accept-inputs <project>:<target>...

Declares the files and variables that the last run of a test task read and that are not among its inputs,
in [tool.nx-signal] of the project's pyproject.toml. Comments and layout of the file stay as they are.

Example: nx-signal accept-inputs models:test:unit`;

/** `nx-signal accept-inputs`: turns undeclared reads into inputs. */
export const acceptInputsCommand: Command = {
  name: 'accept-inputs',
  summary: 'declare the files that a test task read as its inputs',
  usage,
  async run(argv, { workspaceRoot, stdout }) {
    const { values: tasks } = parseArguments(argv, []);
    if (tasks.length === 0)
      throw usageError(
        'accept-inputs takes at least one task.',
        'name it as project:target, such as `nx-signal accept-inputs models:test:unit`.',
      );
    const { acceptInputs } = await import('../../verify/accept-inputs.js');
    for (const task of tasks) {
      const { file, added } = await acceptInputs(workspaceRoot, task);
      stdout(
        added.length === 0
          ? `${file} already declares everything that ${task} read.`
          : [`Added to ${file}:`, ...added.map((input) => `  ${input}`)].join('\n'),
      );
    }
    return 0;
  },
};
