import { appendFileSync } from 'node:fs';
import type { CommandIo } from './command.js';

/**
 * Hands variables to the steps behind this one, or prints them for a shell.
 *
 * @param secrets - names of those whose values GitHub must not show
 */
export function setVariables(
  variables: Readonly<Record<string, string>>,
  secrets: readonly string[],
  io: CommandIo,
): void {
  const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
  const file = io.environment['GITHUB_ENV'];
  if (!file) {
    for (const line of lines) io.stdout(`export ${line}`);
    return;
  }
  for (const name of secrets) if (variables[name]) io.stdout(`::add-mask::${variables[name]}\n`);
  appendFileSync(file, lines.join(''));
}
