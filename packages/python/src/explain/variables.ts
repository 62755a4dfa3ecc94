import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { VariableValue } from './state.js';

/**
 * What a record keeps of variables: enough to see that one moved. Values may be secrets, so only
 * a digest with a salt of the workspace is written.
 */
export function recordVariables(
  names: Iterable<string>,
  environment: NodeJS.ProcessEnv,
  salt: string,
): Record<string, VariableValue> {
  const values: Record<string, VariableValue> = {};
  for (const name of names) {
    const value = environment[name];
    values[name] =
      value === undefined
        ? null
        : `#${createHash('sha256').update(`${salt}\n${name}\n${value}`).digest('hex')}`;
  }
  return values;
}

/** The salt in a file, made when there is none. */
export function readSalt(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    const salt = randomBytes(16).toString('hex');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, salt, { mode: 0o600 });
    return salt;
  }
}
