import { CacheServerError } from '../errors.js';
import { usageError } from './arguments.js';
import type { Arguments, CommandIo } from './command.js';

/** Which server to ask, and as who. */
export interface ServerConnection {
  /** Without a slash at the end. */
  url: string;
  token: string | undefined;
}

/** Takes the server from `--server` or the variables that Nx uses. */
export function serverConnection(
  { flags }: Arguments,
  { environment }: CommandIo,
): ServerConnection {
  const url = flags['server'] ?? environment['NX_SELF_HOSTED_REMOTE_CACHE_SERVER'];
  if (!url)
    throw usageError(
      'No server is given.',
      'set NX_SELF_HOSTED_REMOTE_CACHE_SERVER, or use --server URL.',
    );
  if (!/^https?:\/\/[^\s\p{Cc}]+$/u.test(url) || !URL.canParse(url))
    throw usageError(
      `"${url}" is not the URL of a server.`,
      'use a URL such as http://127.0.0.1:7420, in NX_SELF_HOSTED_REMOTE_CACHE_SERVER or after --server.',
    );
  return {
    url: url.replace(/\/$/, ''),
    token: environment['NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN'],
  };
}

/**
 * Asks a server.
 *
 * @throws CacheServerError SERVER_UNREACHABLE
 */
export async function ask(url: string, options: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, { ...options, signal: AbortSignal.timeout(15_000) });
  } catch (error) {
    const cause: Error & { code?: string } = (error as { cause?: Error }).cause ?? (error as Error);
    throw new CacheServerError({
      code: 'SERVER_UNREACHABLE',
      message: `${new URL(url).origin} does not answer: ${cause.message || cause.code}`,
      hint: 'start it, or correct NX_SELF_HOSTED_REMOTE_CACHE_SERVER.',
      cause: error,
    });
  }
}
