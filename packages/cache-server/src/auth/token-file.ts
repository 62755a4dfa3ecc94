import { chownSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { putFile } from '../durable-file.js';
import { CacheServerError } from '../errors.js';
import { hasCode } from '../files.js';
import { folderError } from '../folder-error.js';
import { readJsonFile } from '../json-file.js';
import { type ChangeLock, lockForChange } from './change-lock.js';
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

/** Which sessions of CI runs have ended before their time: all that fit what is given. */
export const revocationSchema = z.strictObject({
  /** As in the provenance of objects, such as `github:acme/shop`. */
  identity: z.string().optional(),
  ref: z.string().optional(),
  /** A run that is named gets no other session, either. */
  run: z.string().optional(),
  /** ISO 8601: those of before. */
  before: z.iso.datetime(),
});

/** Which sessions have ended. */
export type Revocation = z.infer<typeof revocationSchema>;

const fileSchema = z.strictObject({
  tokens: z.array(tokenEntrySchema),
  revokedSessions: z.array(revocationSchema).default([]),
});

/** What is in the file. */
export type TokenFile = z.infer<typeof fileSchema>;

function invalid(file: string, message: string, cause?: unknown): CacheServerError {
  return new CacheServerError({
    code: 'TOKENS_INVALID',
    message: `The token file cannot be used: ${message}`,
    place: file,
    hint: hasCode(cause, 'EACCES', 'EPERM')
      ? "give the server's user permission to read it."
      : 'change it with `nx-signal-cache token add` and `nx-signal-cache token revoke` only.',
    cause,
  });
}

/**
 * What is in a file; nothing when there is no file.
 *
 * @throws CacheServerError TOKENS_INVALID
 */
export function readTokenFile(file: string): TokenFile {
  const found = readJsonFile(file, (problem, cause) => invalid(file, problem, cause));
  if (!found) return { tokens: [], revokedSessions: [] };
  const result = fileSchema.safeParse(found.value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const at = issue?.path.length ? `${issue.path.join('.')}: ` : '';
  throw invalid(file, `${at}${issue?.message}.`, result.error);
}

/** Gives a new file to the owner of its folder: what root adds must be readable for the server's own user. */
function giveToOwner(file: string, folder: string): void {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = statSync(folder);
  chownSync(file, uid, gid);
}

/** As older versions read it, too, where nothing was revoked. */
function textOf({ tokens, revokedSessions }: TokenFile): string {
  const content = revokedSessions.length > 0 ? { tokens, revokedSessions } : { tokens };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/**
 * Puts what is changed in place of what is there.
 *
 * @returns false when the lock was lost meanwhile, and nothing was changed
 */
function replace(file: string, content: TokenFile | undefined, lock: ChangeLock): boolean {
  const folder = dirname(file);
  let isReplaced = false;
  const place = (from: string) => {
    isReplaced = lock.isHeld();
    if (isReplaced) renameSync(from, file);
  };
  if (content) putFile(file, textOf(content), place, (made) => giveToOwner(made, folder));
  else if (lock.isHeld()) {
    rmSync(file, { force: true });
    isReplaced = true;
  }
  return isReplaced;
}

/**
 * Changes the file in one step, readable by its owner only. Of several changes at one time none is lost.
 *
 * @param change - what is to be there next; undefined removes the file. Called again when this process slept so
 *   long that another one took its turn
 * @throws CacheServerError STORAGE_UNUSABLE, TOKENS_INVALID
 */
export function changeTokenFile(
  file: string,
  change: (content: TokenFile) => TokenFile | undefined,
): void {
  const folder = dirname(file);
  try {
    mkdirSync(folder, { recursive: true });
    for (let isChanged = false; !isChanged; ) {
      const lock = lockForChange(file);
      try {
        isChanged = replace(file, change(readTokenFile(file)), lock);
      } finally {
        lock.release();
      }
    }
  } catch (error) {
    throw error instanceof CacheServerError ? error : folderError(folder, error);
  }
}
