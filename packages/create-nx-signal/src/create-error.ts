/** An error made for people: what happened, and what to do about it. */
export class CreateError extends Error {
  override readonly name = 'CreateError';

  constructor(
    message: string,
    /** One sentence, or the command that mends it. */
    readonly hint: string,
  ) {
    super(message);
  }
}

/** What a user sees of an error. */
export function errorText(error: unknown): string {
  if (error instanceof CreateError) return `error: ${error.message}\n\nhint: ${error.hint}`;
  return `error: ${error instanceof Error ? error.message : String(error)}`;
}
