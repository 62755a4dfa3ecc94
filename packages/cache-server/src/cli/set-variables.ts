import { appendFileSync } from 'node:fs';
import type { CommandIo } from './command.js';

/** As a shell takes it for one word. */
const quoted = (value: string) =>
  /^[\w:/.@%+=~-]*$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;

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
  const list = Object.entries(variables);
  const file = io.environment['GITHUB_ENV'];
  if (!file) {
    for (const [name, value] of list) io.stdout(`export ${name}=${quoted(value)}\n`);
    return;
  }
  for (const name of secrets) if (variables[name]) io.stdout(`::add-mask::${variables[name]}\n`);
  appendFileSync(file, list.map(([name, value]) => `${name}=${value}\n`).join(''));
}
