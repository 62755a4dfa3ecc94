import type { WorkspaceOptions } from '../../options/schema.js';
import type { CommandLine, OwnCommands } from './own-commands.js';

/** Options with which the targets do what the repository's own commands do. */
export function optionsFrom({ allExtras, other }: OwnCommands): WorkspaceOptions {
  return {
    ...(allExtras ? { extras: '*' as const } : {}),
    ...(other ? { targets: { lint: false as const, fix: false as const } } : {}),
  };
}

const place = ({ file, line }: CommandLine) => `${file}:${line}`;

/** Each of the options with the command that it follows. */
export function optionLines({ allExtras, other }: OwnCommands): string[] {
  return [
    ...(allExtras ? [`  "extras": "*", because ${place(allExtras)} installs all extras`] : []),
    ...(other
      ? [
          `  "lint": false and "fix": false, because ${place(other)} uses ${other.tool}, and nothing uses ruff; remove both to use ruff`,
        ]
      : []),
  ];
}
