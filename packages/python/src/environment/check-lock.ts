import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { runProcess } from '../process/run-process.js';
import { asTable, type Table, valueAt } from '../toml/pyproject.js';
import { lockStale, uvMissing } from './uv-errors.js';
import { resolvingVariables } from './uv-variables.js';

function tableIn(file: string): Table {
  try {
    return parse(readFileSync(file, 'utf8')) as Table;
  } catch {
    // uv says what is wrong with it.
    return {};
  }
}

/** What the repository itself tells uv about resolving: `uv.toml` replaces the table of the manifest. */
function repositorySettings(folder: string): Table {
  const own = join(folder, 'uv.toml');
  if (existsSync(own)) return tableIn(own);
  return asTable(valueAt(tableIn(join(folder, 'pyproject.toml')), 'tool.uv'));
}

/** Options of a resolution that uv writes into its lock, with the variable that sets each. */
const recorded: readonly [option: string, key: string, variable: string][] = [
  ['exclude-newer-span', 'exclude-newer', 'UV_EXCLUDE_NEWER'],
  ['exclude-newer', 'exclude-newer', 'UV_EXCLUDE_NEWER'],
  ['prerelease-mode', 'prerelease', 'UV_PRERELEASE'],
  ['resolution-mode', 'resolution', 'UV_RESOLUTION'],
  ['fork-strategy', 'fork-strategy', 'UV_FORK_STRATEGY'],
];

/** The indexes that packages of a lock come from, without credentials, in the order in which they stand. */
function registriesOf(lock: Table): string[] {
  const packages = Array.isArray(lock['package']) ? lock['package'] : [];
  const urls = packages.map((entry) => valueAt(asTable(entry), 'source.registry'));
  return [...new Set(urls)].filter(
    (url): url is string => typeof url === 'string' && /^https?:/.test(url),
  );
}

/** Addresses may differ in the slash at their end, and in who asks. */
const plain = (url: unknown) =>
  String(url)
    .replace(/\/+$/, '')
    .replace(/\/\/[^/@]*@/, '//');

/** Indexes that the repository names, and whether one of them takes the place of the public one. */
function indexesIn(settings: Table): { urls: string[]; hasDefault: boolean } {
  const list = Array.isArray(settings['index']) ? settings['index'].map(asTable) : [];
  const others = [settings['index-url'] ?? [], settings['extra-index-url'] ?? []].flat();
  return {
    urls: [...list.map(({ url }) => plain(url)), ...others.map(plain)],
    hasDefault:
      settings['index-url'] !== undefined ||
      settings['no-index'] === true ||
      list.some((index) => index['default'] === true),
  };
}

/** Indexes of the lock that the repository does not name: those of whoever made the lock. */
function otherIndexes(lock: Table, settings: Table): string[] {
  const { urls, hasDefault } = indexesIn(settings);
  const locked = registriesOf(lock);
  const known = new Set(locked.map(plain));
  // One that the lock knows nothing of was added since: then the lock is stale.
  if (hasDefault || !urls.every((url) => known.has(url))) return [];
  return locked.filter((url) => !urls.includes(plain(url)));
}

/**
 * How the lock says that it was resolved, where the repository says nothing about it: whoever made the lock
 * had that in the settings of the account, and others need not have it.
 */
export function recordedSettings(lock: Table, settings: Table): Record<string, string> {
  const options = asTable(lock['options']);
  const variables: Record<string, string> = {};
  for (const [option, key, variable] of recorded) {
    const value = options[option];
    if (value === undefined || key in settings || variable in variables) continue;
    variables[variable] = value instanceof Date ? value.toISOString() : String(value);
  }
  const [first, ...others] = otherIndexes(lock, settings);
  if (first === undefined) return variables;
  variables['UV_DEFAULT_INDEX'] = first;
  if (others.length > 0) variables['UV_INDEX'] = others.join(' ');
  return variables;
}

/**
 * Fails when the lock no longer fits the manifests. That is a question about them and the repository's own
 * settings, so those of the account and of the shell are kept away. Says nothing when uv cannot tell, as
 * without a network.
 *
 * @param nobody - a folder without settings
 * @throws SignalError LOCK_STALE or UV_MISSING
 */
export async function checkLock(cwd: string, environment: string, nobody: string): Promise<void> {
  const settings = recordedSettings(tableIn(join(cwd, 'uv.lock')), repositorySettings(cwd));
  const check = await runProcess({
    command: 'uv',
    args: ['lock', '--check'],
    cwd,
    env: { ...resolvingVariables(nobody), ...settings },
    timeout: 60_000,
  });
  if (check.startError) throw uvMissing();
  if (/needs to be updated/.test(check.output)) throw lockStale(environment);
}
