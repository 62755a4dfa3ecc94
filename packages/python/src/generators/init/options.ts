import type { WorkspaceOptions } from '../../options/schema.js';
import type { CommandLine, OwnCommands } from './own-commands.js';

/** Options with which the targets do what the repository's own commands do. */
export function optionsFrom({ allExtras, checkedOnly }: OwnCommands): WorkspaceOptions {
  return {
    ...(allExtras ? { extras: '*' as const } : {}),
    ...(checkedOnly ? { targets: { lint: { format: false } } } : {}),
  };
}

const place = ({ file, line }: CommandLine) => `${file}:${line}`;

/** Each of the options with the command that it follows. */
export function optionLines({ allExtras, checkedOnly }: OwnCommands): string[] {
  return [
    ...(allExtras ? [`  "extras": "*", since ${place(allExtras)} installs all extras`] : []),
    ...(checkedOnly
      ? [
          `  "format": false for lint, since ${place(checkedOnly)} has ruff check, and nothing has it format`,
        ]
      : []),
  ];
}
