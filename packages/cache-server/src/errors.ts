/**
 * Every error an operator can meet: a stable code, what happened, where, and what to do about it.
 *
 * The codes are documented in `docs/reference/cache-server.md`; a test fails when one is missing there.
 */
export const errorCodes = [
  'CONFIG_INVALID',
  'CONFIG_UNREADABLE',
  'USAGE',
  'LISTEN_FAILED',
  'STORAGE_IN_USE',
  'STORAGE_UNUSABLE',
  'TOKENS_INVALID',
  'SERVER_UNREACHABLE',
  'LOGIN_FAILED',
] as const;

/** A code of {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number];

/** What {@link CacheServerError} is made of. */
export interface ErrorParts {
  code: ErrorCode;
  /** What happened, in one sentence. */
  message: string;
  /** Where: a file with line and key, a flag, a variable. */
  place?: string | undefined;
  /** What to do: one sentence, or the command that mends it. */
  hint?: string | undefined;
  cause?: unknown;
}

/** An error made for people: printed as message, place and hint, never as a stack trace. */
export class CacheServerError extends Error {
  override readonly name = 'CacheServerError';
  readonly code: ErrorCode;
  readonly place: string | undefined;
  readonly hint: string | undefined;

  constructor(parts: ErrorParts) {
    super(parts.message, { cause: parts.cause });
    this.code = parts.code;
    this.place = parts.place;
    this.hint = parts.hint;
  }
}

/** The text an operator sees: `error [CODE]: message`, the place, a blank line, the hint. */
export function formatError(error: unknown): string {
  if (!(error instanceof CacheServerError))
    return `error: ${error instanceof Error ? error.message : String(error)}`;
  const lines = [`error [${error.code}]: ${error.message}`];
  if (error.place) lines.push(`  at ${error.place}`);
  if (error.hint) lines.push('', `hint: ${error.hint}`);
  return lines.join('\n');
}
