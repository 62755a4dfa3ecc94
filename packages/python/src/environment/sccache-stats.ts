import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import type { CacheCount } from '../process/cache-counts.js';
import { runProcess } from '../process/run-process.js';

type Variables = NodeJS.ProcessEnv;

/** Variables that put a program before the compiler. */
const launchers = [
  'CC',
  'CXX',
  'RUSTC_WRAPPER',
  'CARGO_BUILD_RUSTC_WRAPPER',
  'CMAKE_C_COMPILER_LAUNCHER',
  'CMAKE_CXX_COMPILER_LAUNCHER',
];

const usualPort = 4226;
const milliseconds = 5_000;

/** The path of sccache, as a variable has it; undefined where none compiles through it. */
export function sccacheIn(variables: Variables = process.env): string | undefined {
  const words = launchers.flatMap((name) => variables[name]?.split(/\s+/)[0] ?? []);
  return words.find((word) => /(?:^|[\\/])sccache(?:\.exe)?$/.test(word));
}

/** Whether its server is there: to be asked for figures would start one. */
async function isServing(variables: Variables): Promise<boolean> {
  const socket = variables['SCCACHE_SERVER_UDS'];
  if (socket) return existsSync(socket);
  const port = Number(variables['SCCACHE_SERVER_PORT'] || usualPort);
  return await new Promise((resolve) => {
    const connection = connect({ port, host: '127.0.0.1', timeout: milliseconds });
    const end = (isThere: boolean) => {
      connection.destroy();
      resolve(isThere);
    };
    connection.once('connect', () => end(true));
    connection.once('error', () => end(false));
    connection.once('timeout', () => end(false));
  });
}

function sumOf(counted: unknown): number {
  const values = Object.values((counted as { counts?: object } | undefined)?.counts ?? {});
  return values.reduce((sum: number, value: unknown) => sum + Number(value), 0);
}

/** What its server has counted since it started; undefined for text that is no such answer. */
export function parseStats(text: string): CacheCount | undefined {
  try {
    const { stats } = JSON.parse(text);
    const [hits, misses] = [sumOf(stats.cache_hits), sumOf(stats.cache_misses)];
    return Number.isFinite(hits + misses) ? { hits, of: hits + misses } : undefined;
  } catch {
    return undefined;
  }
}

/** What the server of sccache has counted by now; nothing where there is none, undefined where it does not tell. */
async function readStats(program: string, variables: Variables): Promise<CacheCount | undefined> {
  if (!(await isServing(variables))) return { hits: 0, of: 0 };
  const args = ['--show-stats', '--stats-format=json'];
  const asked = { command: program, args, cwd: process.cwd(), timeout: milliseconds };
  const { exitCode, output } = await runProcess(asked);
  return exitCode === 0 ? parseStats(output) : undefined;
}

/**
 * Does what may compile through sccache, and says how much of that its server found in its cache meanwhile.
 *
 * @param onCounted - is told, where anything was compiled and the server tells
 */
export async function countingSccache<T>(
  work: () => Promise<T>,
  onCounted: (count: CacheCount) => void,
  variables: Variables = process.env,
): Promise<T> {
  const program = sccacheIn(variables);
  if (program === undefined) return await work();
  const before = await readStats(program, variables);
  try {
    return await work();
  } finally {
    const after = before && (await readStats(program, variables));
    // A server that was started anew counts from the beginning.
    if (after && before && after.of > before.of && after.hits >= before.hits)
      onCounted({ hits: after.hits - before.hits, of: after.of - before.of });
  }
}
