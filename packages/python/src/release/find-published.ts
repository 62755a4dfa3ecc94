import type { Tree } from '@nx/devkit';
import { compare, explain } from '@renovatebot/pep440';
import { SignalError } from '../errors.js';
import { normalizeName } from '../normalize-name.js';
import { chooseIndex, indexesIn, type PackageIndex, uvSettingsIn } from './indexes.js';

/** What an index has of a distribution. */
export interface Published {
  /** The highest version; of pre-releases only where there is nothing else. */
  version: string | undefined;
  index: string;
}

const accepted = 'application/vnd.pypi.simple.v1+json, text/html;q=0.1';

/** The version in the name of a wheel or an sdist. */
export function versionOfFile(file: string, distribution: string): string | undefined {
  const wheel = /^[^-]+-([^-]+)-.*\.whl$/.exec(file)?.[1];
  if (wheel !== undefined) return wheel;
  const [, name = '', version] = /^(.+)-([^-]+)\.(?:tar\.gz|zip)$/.exec(file) ?? [];
  return normalizeName(name) === normalizeName(distribution) ? version : undefined;
}

/** Names of files, and versions where it says them, of an answer in either form of the simple API. */
function versionsIn(text: string, type: string, distribution: string): string[] {
  const files = /json/.test(type)
    ? (JSON.parse(text) as {
        versions?: string[];
        files?: { filename: string; yanked?: unknown }[];
      })
    : {
        files: [...text.matchAll(/<a\b([^>]*)>\s*([^<]+?)\s*<\/a>/gi)].map(
          ([, attributes = '', filename = '']) => ({
            filename,
            yanked: /data-yanked/.test(attributes),
          }),
        ),
      };
  return (files.files ?? [])
    .filter(({ yanked }) => yanked === undefined || yanked === false)
    .flatMap(({ filename }) => versionOfFile(filename, distribution) ?? []);
}

/** The highest of some versions; a pre-release only where there is nothing else. */
export function highest(versions: readonly string[]): string | undefined {
  const known = versions.filter((version) => explain(version) !== null);
  const stable = known.filter((version) => {
    const { pre, dev } = explain(version) ?? {};
    return !pre && !dev;
  });
  return (stable.length > 0 ? stable : known).toSorted(compare).at(-1);
}

/** User and password of an index: in its address, or in uv's variables for its name. */
function credentials({ name = '', url }: PackageIndex): { address: string; headers: object } {
  const address = new URL(url);
  const key = `UV_INDEX_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`;
  const user = decodeURIComponent(address.username) || process.env[`${key}_USERNAME`];
  const password = decodeURIComponent(address.password) || process.env[`${key}_PASSWORD`] || '';
  address.username = '';
  address.password = '';
  const basic = Buffer.from(`${user}:${password}`).toString('base64');
  return {
    address: address.href.replace(/\/$/, ''),
    headers: user ? { authorization: `Basic ${basic}` } : {},
  };
}

function unanswered(address: string, why: string): SignalError {
  return new SignalError({
    code: 'PUBLISH_FAILED',
    message: `${address} could not list its versions: ${why}.`,
    hint: 'make sure that the index can be reached, or set currentVersionResolver to "disk" or "git-tag" in nx.json.',
  });
}

/**
 * Asks an index for the highest version of a distribution.
 *
 * @param metadata - `registry` or `index` names it or has its address
 * @throws SignalError PUBLISH_FAILED where it gives no answer
 */
export async function findPublished(
  tree: Tree,
  distribution: string,
  metadata: Record<string, unknown>,
): Promise<Published> {
  const wanted = [metadata['registry'], metadata['index']].find((word) => typeof word === 'string');
  const index = chooseIndex(uvSettingsIn(tree).flatMap(indexesIn), wanted as string | undefined);
  if (!index) throw unanswered(String(wanted), '[[tool.uv.index]] has no index of this name');
  const { address, headers } = credentials(index);
  const response = await fetch(`${address}/${normalizeName(distribution)}/`, {
    headers: { accept: accepted, ...headers },
    signal: AbortSignal.timeout(30_000),
  }).catch((error: Error) => {
    throw unanswered(address, String(error.cause ?? error.message));
  });
  if (response.status === 404) return { version: undefined, index: address };
  if (!response.ok) throw unanswered(address, `it answers ${response.status}`);
  const type = response.headers.get('content-type') ?? '';
  const versions = versionsIn(await response.text(), type, distribution);
  return { version: highest(versions), index: address };
}
