import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { CacheServerError } from '../errors.js';
import { hasCode } from '../files.js';
import { workspaceNameSchema } from './workspace-name.js';

/** One token as it is kept: its digest, never the token. */
export const tokenEntrySchema = z.strictObject({
  /** Name for people: in logs, in the provenance of objects, and to revoke it. */
  id: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/),
  /** SHA-256 of the token, hexadecimal. A token is 32 random bytes, so no slow hash is needed. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  role: z.enum(['read', 'write']),
  /** `shared` for trusted runs; any other name is an own scope. */
  scope: z.string().min(1).max(200),
  workspace: workspaceNameSchema.default('default'),
  /** ISO 8601; without it the token does not expire. */
  expires: z.iso.datetime().optional(),
  created: z.iso.datetime().optional(),
});

/** One token as it is kept. */
export type TokenEntry = z.infer<typeof tokenEntrySchema>;

const fileSchema = z.strictObject({ tokens: z.array(tokenEntrySchema) });

function invalid(file: string, message: string, cause?: unknown): CacheServerError {
  return new CacheServerError({
    code: 'TOKENS_INVALID',
    message: `The token file cannot be used: ${message}`,
    place: file,
    hint: 'write it with `nx-signal-cache token add` and `nx-signal-cache token revoke`.',
    cause,
  });
}

/**
 * The tokens in a file; none when there is no file.
 *
 * @throws CacheServerError TOKENS_INVALID
 */
export function readTokenFile(file: string): TokenEntry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw invalid(file, (error as Error).message, error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw invalid(file, 'it is not JSON.', error);
  }
  const result = fileSchema.safeParse(value);
  if (result.success) return result.data.tokens;
  const [issue] = result.error.issues;
  throw invalid(file, `${issue?.path.join('.')}: ${issue?.message}.`, result.error);
}

/** Replaces the file in one step, readable by its owner only. */
export function writeTokenFile(file: string, tokens: readonly TokenEntry[]): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(temporary, `${JSON.stringify({ tokens }, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}
