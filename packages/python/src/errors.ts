/**
 * Every error a user can meet: a stable code, what happened, where, and what to do about it.
 *
 * The codes are documented in `docs/reference/errors.md`; a test fails when one is missing there.
 */
export const errorCodes = [
  'PYPROJECT_SYNTAX',
  'PYPROJECT_UNREADABLE',
  'PYPROJECT_INVALID',
  'OPTIONS_INVALID',
  'PROJECT_NAME_CLASH',
  'LINK_REFUSED',
  'INPUTS_REPLACED',
  'LOCK_MISSING',
  'LOCK_BROKEN',
  'LOCK_STALE',
  'LOCK_CHANGED',
  'UV_MISSING',
  'ENVIRONMENT_FAILED',
  'ENVIRONMENT_OUTDATED',
  'PYTHON_UNSUITABLE',
  'TOOL_MISSING',
  'TOOL_FAILED',
  'PROGRAM_MISSING',
  'SETTINGS_OUTSIDE',
  'SETTINGS_IGNORED',
  'ARGUMENT_UNHASHED',
  'ARGUMENT_REFUSED',
  'NOTHING_SELECTED',
  'INPUTS_CHANGED',
  'TERMINAL_NEEDED',
  'TERMINAL_READ',
  'COVERAGE_MISSING',
  'COVERAGE_FAILED',
  'COVERAGE_LOW',
  'COVERAGE_NOT_SET_UP',
  'BASE_UNKNOWN',
  'TIMEOUT',
  'INPUTS_UNDECLARED',
  'INPUTS_UNVERIFIED',
  'INPUTS_NOT_OBSERVED',
  'PACKAGE_UNDECLARED',
  'TRACE_UNAVAILABLE',
  'TRACE_EMPTY',
  'WORKSPACE_MISSING',
  'RUN_MISSING',
  'USAGE',
  'TASK_UNKNOWN',
  'CONTEXT_FAILED',
  'BUILDER_MISSING',
  'BUILDER_UNREACHABLE',
  'BUILDER_DENIED',
  'BUILDER_UNABLE',
  'DISK_FULL',
  'IMAGE_FAILED',
  'SECRET_MISSING',
  'BUILD_FAILED',
  'BUNDLE_FAILED',
  'PUBLISH_FAILED',
  'PUBLISHED_OTHERWISE',
  'VERSION_DYNAMIC',
  'VERSION_INVALID',
  'FILE_EXISTS',
  'NAME_REFUSED',
  'FOLDER_REFUSED',
  'PROJECT_UNKNOWN',
  'PROJECT_NEEDED',
  'AUDIT_NOT_SET_UP',
  'AUDIT_UNANSWERED',
  'AUDIT_STALE',
  'AUDIT_VULNERABLE',
  'AUDIT_LICENCE',
  'TOML_NOT_EDITABLE',
  'UV_FAILED',
] as const;

/** A code of {@link errorCodes}. */
export type ErrorCode = (typeof errorCodes)[number];

/** Where an error was found. */
export interface ErrorPlace {
  /** Path relative to the workspace root, with forward slashes. */
  file: string;
  /** 1-based. */
  line?: number | undefined;
  /** 1-based. */
  column?: number | undefined;
  /** Dotted key in a TOML or JSON file, such as `tool.nx-signal.typeChecker`. */
  key?: string | undefined;
}

/** What {@link SignalError} is made of. */
export interface SignalErrorParts {
  code: ErrorCode;
  /** What happened, in one sentence. */
  message: string;
  place?: ErrorPlace | undefined;
  /** What to do: one sentence, or the command that mends it. */
  hint?: string | undefined;
  cause?: unknown;
}

/** An error made for people: printed as message, place and hint, never as a stack trace. */
export class SignalError extends Error {
  /** Bundles have a class each, and one prints what another one throws. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof Error && value.name === 'SignalError';
  }

  override readonly name = 'SignalError';
  readonly code: ErrorCode;
  readonly place: ErrorPlace | undefined;
  readonly hint: string | undefined;

  constructor(parts: SignalErrorParts) {
    super(parts.message, { cause: parts.cause });
    this.code = parts.code;
    this.place = parts.place;
    this.hint = parts.hint;
  }
}

/** `file:line:column (key)`, leaving out what is not known. */
export function formatPlace(place: ErrorPlace): string {
  const position = [place.file, place.line, place.column].filter((part) => part !== undefined);
  return position.join(':') + (place.key ? ` (${place.key})` : '');
}

/** The text a user sees: `error [CODE]: message`, the place, a blank line, the hint. */
export function formatError(error: unknown): string {
  if (!(error instanceof SignalError)) {
    return `error: ${error instanceof Error ? error.message : String(error)}`;
  }
  const lines = [`error [${error.code}]: ${error.message}`];
  if (error.place) lines.push(`  at ${formatPlace(error.place)}`);
  if (error.hint) lines.push('', `hint: ${error.hint}`);
  return lines.join('\n');
}
