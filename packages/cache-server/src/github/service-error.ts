/** Why the cache service did not do what it was asked for. */
export type ServiceFailure =
  /** There is an entry of that name. */
  | 'exists'
  /** The content of an entry is gone. */
  | 'gone'
  /** The token does not allow it. */
  | 'denied'
  /** Too many requests. */
  | 'limited'
  /** Everything else: it is away, slow or broken. */
  | 'unavailable';

/** The cache service did not do what it was asked for. Its message holds no URL: signed ones are secrets. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';

  constructor(
    readonly failure: ServiceFailure,
    message: string,
  ) {
    super(message);
  }
}

/** What to say about any error, in a few words and without what is secret. */
export function reasonOf(error: unknown): string {
  if (error instanceof ServiceError) return error.message;
  const { name, code, cause } = error as Error & { code?: string; cause?: { code?: string } };
  if (name === 'TimeoutError' || name === 'AbortError') return 'the cache service is too slow';
  if (cause?.code) return `the cache service cannot be reached (${cause.code})`;
  return code ? `something failed on this machine (${code})` : 'the cache service failed';
}
