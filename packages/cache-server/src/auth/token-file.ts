import { hash } from 'node:crypto';
import {
  chownSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { putFile, syncFolder } from '../durable-file.js';
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

/** The file that is to follow what is there now: of all who would change that, one can make it. */
export function nextTokenFile(file: string): string {
  const status = statSync(file, { throwIfNoEntry: false });
  const text = status ? readFileSync(file, 'utf8') : '';
  return `${file}.${hash('sha256', `${status?.ino} ${text}`, 'hex').slice(0, 32)}`;
}

/** As older versions read it, too, where nothing was revoked. */
function textOf({ tokens, revokedSessions }: TokenFile): string {
  const content = revokedSessions.length > 0 ? { tokens, revokedSessions } : { tokens };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/** Whether this process made the file; false when there is one. */
function make(file: string, text: string): boolean {
  const folder = dirname(file);
  try {
    putFile(file, text, linkSync, (temporary) => giveToOwner(temporary, folder));
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Whether it was there. */
function wasThere(change: () => void): boolean {
  try {
    change();
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/**
 * Takes one step from what is there to what follows it. Whoever finds the step of another process takes it for
 * that one, which may be dead.
 *
 * @param next - {@link nextTokenFile} of what was changed
 * @returns whether the step that was taken is ours
 */
function takeStep(file: string, next: string, text: string): boolean {
  const isOurs = make(next, text);
  // Somebody was faster, and what we changed is no longer there; or took this very step for us.
  if (nextTokenFile(file) !== next) return isOurs && !wasThere(() => unlinkSync(next));
  wasThere(() => renameSync(next, file));
  syncFolder(dirname(file));
  return isOurs;
}

/**
 * Changes the file in one step, readable by its owner only. Of several changes at one time none is lost.
 *
 * @param change - called again when somebody else was faster
 * @throws CacheServerError STORAGE_UNUSABLE, TOKENS_INVALID
 */
export function changeTokenFile(file: string, change: (content: TokenFile) => TokenFile): void {
  const folder = dirname(file);
  try {
    mkdirSync(folder, { recursive: true });
    for (;;) {
      const next = nextTokenFile(file);
      if (takeStep(file, next, textOf(change(readTokenFile(file))))) return;
    }
  } catch (error) {
    throw error instanceof CacheServerError ? error : folderError(folder, error);
  }
}
