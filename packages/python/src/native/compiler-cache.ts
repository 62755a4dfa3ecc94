import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { runProcess } from '../process/run-process.js';
import { findSccache } from './find-sccache.js';
import { freePort } from './free-port.js';
import { addressVariables, type ServerAddress, startServer } from './sccache-server.js';
import { type CompilerCounts, parseStats } from './sccache-stats.js';
import { type Wrapped, wrapperVariables } from './wrapper-variables.js';

/** What a compiler cache is started for. */
export interface CompilerCacheRequest extends Omit<Wrapped, 'sccache'> {
  /** Folder for an sccache that is installed on request. */
  folder: string;
  /** Folders whose paths do not count: the same file in another checkout is the same. */
  basedirs: readonly string[];
}

/** A compiler cache at work, or the reason why there is none. */
export interface CompilerCache {
  /** For whatever starts compilers. */
  variables: Record<string, string>;
  /** Why nothing is cached, in a line. */
  note: string | undefined;
  /** Ends it; its counts. */
  finish(): Promise<CompilerCounts | undefined>;
}

const without = (why: string): CompilerCache => ({
  variables: {},
  note: `note: compiled without sccache: ${why}.`,
  finish: async () => undefined,
});

/** The place of a server of our own: that of the account may know other folders and counts others' files. */
async function addressOf(scratch: string): Promise<ServerAddress> {
  if (process.platform !== 'win32') return { path: join(scratch, 's') };
  return { port: await freePort() };
}

/**
 * Starts an sccache server for one build. Its storage is the one that the account's settings and variables name, so
 * that servers share what they know. It is no failure that there is none, or that it does not start.
 */
export async function startCompilerCache(request: CompilerCacheRequest): Promise<CompilerCache> {
  const found = await findSccache(request.folder);
  if ('absent' in found) return without(found.absent);
  const { program } = found;
  const scratch = await mkdtemp(join(await realpath(tmpdir()), 'nxs-'));
  const address = await addressOf(scratch);
  const server: Record<string, string> = {
    ...addressVariables(address),
    SCCACHE_BASEDIRS: [...request.basedirs, process.env['SCCACHE_BASEDIRS'] ?? '']
      .filter(Boolean)
      .join(delimiter),
  };
  const call = (...args: string[]) =>
    runProcess({ command: program, args, cwd: scratch, env: server, timeout: 60_000 });
  const started = await startServer({ program, cwd: scratch, address, variables: server });
  if ('failed' in started) {
    await rm(scratch, { recursive: true, force: true });
    return without(`it does not start (${started.failed})`);
  }
  return {
    variables: { ...server, ...wrapperVariables({ ...request, sccache: program }) },
    note: undefined,
    finish: async () => {
      const { output } = await call('--show-stats', '--stats-format', 'json');
      await call('--stop-server');
      await started.end();
      await rm(scratch, { recursive: true, force: true });
      return parseStats(output);
    },
  };
}
