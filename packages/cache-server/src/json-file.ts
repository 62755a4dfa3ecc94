import { readFileSync } from 'node:fs';
import { hasCode } from './files.js';

/** A JSON file as it stands. */
export interface JsonFile {
  text: string;
  value: unknown;
}

/**
 * Reads a JSON file; undefined when there is none.
 *
 * @param fail - makes the error for a file that cannot be read (`cause` has a code) or is not JSON
 * @throws whatever `fail` returns
 */
export function readJsonFile(
  file: string,
  fail: (problem: string, cause: unknown) => Error,
): JsonFile | undefined {
  try {
    const text = readFileSync(file, 'utf8');
    return { text, value: JSON.parse(text) };
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    const { message } = error as Error;
    throw fail(error instanceof SyntaxError ? `it is not JSON: ${message}` : message, error);
  }
}
