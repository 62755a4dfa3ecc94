import { chownSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { putFile } from '../durable-file.js';
import { CacheServerError } from '../errors.js';
import { hasCode } from '../files.js';
import { folderError } from '../folder-error.js';
import { readJsonFile } from '../json-file.js';
import { workspaceNameSchema } from './workspace-name.js';

/** One token as it is kept: its digest, never the token. */
export const tokenEntrySchema = z.strictObject({
  /** Name for people: in logs, in the provenance of objects, and to revoke it. */
  id: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'up to 64 letters, digits, ".", "-" and "_" only'),
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
    hint: hasCode(cause, 'EACCES', 'EPERM')
      ? 'give the user that the server runs as the right to read it.'
      : 'write it with `nx-signal-cache token add` and `nx-signal-cache token revoke`.',
    cause,
  });
}

/**
 * The tokens in a file; none when there is no file.
 *
 * @throws CacheServerError TOKENS_INVALID
 */
export function readTokenFile(file: string): TokenEntry[] {
  const found = readJsonFile(file, (problem, cause) => invalid(file, problem, cause));
  if (!found) return [];
  const result = fileSchema.safeParse(found.value);
  if (result.success) return result.data.tokens;
  const [issue] = result.error.issues;
  throw invalid(file, `${issue?.path.join('.')}: ${issue?.message}.`, result.error);
}

/** Gives a new file to the owner of its folder: what root adds must be readable for the server's own user. */
function giveToOwner(file: string, folder: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(folder);
  chownSync(file, uid, gid);
}

/**
 * Replaces the file in one step, readable by its owner only.
 *
 * @throws CacheServerError STORAGE_UNUSABLE
 */
export function writeTokenFile(file: string, tokens: readonly TokenEntry[]): void {
  const folder = dirname(file);
  try {
    mkdirSync(folder, { recursive: true });
    putFile(file, `${JSON.stringify({ tokens }, null, 2)}\n`, renameSync, (temporary) =>
      giveToOwner(temporary, folder),
    );
  } catch (error) {
    throw folderError(folder, error);
  }
}
