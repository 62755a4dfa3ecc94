import { createHash } from 'node:crypto';
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { textIn } from '../project/text-in.js';
import { distributionName, type Table } from '../toml/pyproject.js';

/** Where Poetry keeps environments, as far as it can be told without asking it. */
function places(variables: NodeJS.ProcessEnv): string[] {
  const home = homedir();
  const caches = [
    variables['POETRY_CACHE_DIR'],
    join(variables['XDG_CACHE_HOME'] || join(home, '.cache'), 'pypoetry'),
    join(home, 'Library', 'Caches', 'pypoetry'),
    variables['LOCALAPPDATA'] && join(variables['LOCALAPPDATA'], 'pypoetry', 'Cache'),
  ];
  const configured = variables['POETRY_VIRTUALENVS_PATH'];
  if (configured) return [configured];
  return caches.flatMap((cache) => (cache ? [join(cache, 'virtualenvs')] : []));
}

function nameIn(base: string): string | undefined {
  try {
    const data = parse(textIn(base, 'pyproject.toml') ?? '') as Table;
    return distributionName(data);
  } catch {
    return undefined;
  }
}

/** What Poetry calls the environments of a project: its name, and a hash of where it is. */
export function environmentName(name: string, path: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[ $`!*@"\\\r\n\t]/g, '_')
    .slice(0, 42);
  const digest = createHash('sha256').update(path).digest('base64url').slice(0, 8);
  return `${plain}-${digest}`;
}

/**
 * The environment that Poetry keeps for a folder, where there is exactly one: Poetry itself takes seconds
 * to say so, and is asked before every hash.
 */
export function keptByPoetry(
  base: string,
  variables: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const name = nameIn(base);
  if (name === undefined) return undefined;
  const start = `${environmentName(name, realpathSync(base))}-py`;
  const found = places(variables)
    .filter((place) => existsSync(place))
    .flatMap((place) =>
      readdirSync(place)
        .filter((entry) => entry.startsWith(start))
        .map((entry) => join(place, entry)),
    )
    .filter((folder) => existsSync(join(folder, 'pyvenv.cfg')));
  return found.length === 1 ? found[0] : undefined;
}
