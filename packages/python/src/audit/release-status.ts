import { eq, valid } from '@renovatebot/pep440';
import { asTable, type Table } from '../toml/pyproject.js';
import type { Advisory } from './advisory.js';
import { askAll, NoAnswer, request } from './requests.js';
import { asTables } from './severity.js';

/** A release whose index is asked about it. */
export interface AskedRelease {
  name: string;
  version: string;
  /** Address of its index, or of a file of it. */
  index: string;
}

const accept = 'application/vnd.pypi.simple.v1+json';

/** Where an index has a project, and what it is sent besides. */
interface Place {
  /** Without a password: it is told where it gives no answer. */
  address: string;
  headers: Record<string, string>;
}

/** The password of an index, which `fetch` takes in no address. */
function authorization({ username, password }: URL): Record<string, string> {
  if (username === '') return {};
  const both = [username, password].map(decodeURIComponent).join(':');
  return { authorization: `Basic ${Buffer.from(both).toString('base64')}` };
}

/** Where the index has a project; files of PyPI lie at another host. */
function placeOf({ name, index }: AskedRelease): Place | undefined {
  const url = new URL(index);
  const headers = { accept, ...authorization(url) };
  if (url.host === 'files.pythonhosted.org')
    return { address: `https://pypi.org/simple/${name}/`, headers: { accept } };
  if (/\.(?:whl|zip|tar\.\w+)$/.test(url.pathname)) return undefined;
  return { address: `${url.origin}${url.pathname.replace(/\/*$/, '')}/${name}/`, headers };
}

/** The version in the name of a file, as its index lists it. */
function versionIn(file: string): string | undefined {
  if (file.endsWith('.whl')) return file.split('-')[1];
  return /-([^-]+)\.(?:tar\.\w+|zip)$/.exec(file)?.[1];
}

function isOf(file: Table, version: string): boolean {
  const own = versionIn(String(file['filename']));
  if (own === undefined) return false;
  return own === version || (valid(own) !== null && valid(version) !== null && eq(own, version));
}

function told(
  { name, version }: AskedRelease,
  release: NonNullable<Advisory['release']>,
  summary: unknown,
): Advisory {
  return {
    id: `${release.toUpperCase()}-${name}-${version}`,
    aliases: [],
    summary: typeof summary === 'string' ? summary : '',
    ranges: [],
    versions: [version],
    release,
  };
}

/**
 * What an index says about a release besides its files: that it was yanked (PEP 592), or that its project is in
 * quarantine (PEP 792). In the form of advisories, so that it is kept, hashed, ignored and told as they are.
 *
 * @param answer - undefined where the index does not know the project
 */
export function takenBack(asked: AskedRelease, answer: Table | undefined): Advisory[] {
  if (!answer) return [told(asked, 'removed', undefined)];
  const { status, reason } = asTable(answer['project-status']);
  const files = asTables(answer['files']).filter((file) => isOf(file, asked.version));
  // What is left of a release can still be installed.
  const isYanked = files.length > 0 && files.every(({ yanked }) => Boolean(yanked));
  return [
    ...(status === 'quarantined' ? [told(asked, 'quarantined', reason)] : []),
    ...(isYanked ? [told(asked, 'yanked', files[0]?.['yanked'])] : []),
  ];
}

function parse(text: string): Table {
  try {
    return asTable(JSON.parse(text));
  } catch {
    // An index of pages says nothing about it.
    return {};
  }
}

async function ask({ address, headers }: Place, signal: AbortSignal): Promise<Table | undefined> {
  const init = { signal, redirect: 'manual', headers } as const;
  const read = async (response: Response) =>
    response.status === 404 ? undefined : parse(await response.text());
  try {
    return await request(address, init, read, ({ ok, status }) => ok || status === 404);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    throw new NoAnswer(
      `the index did not report withdrawn releases at ${address}: ${error.message}`,
    );
  }
}

/**
 * Asks the indexes of releases what they have taken back, by their keys `name@version`. One that knows no such form says
 * nothing; one that does not answer is none to rely on.
 *
 * @throws NoAnswer
 */
export async function askIndexes(
  releases: readonly AskedRelease[],
  signal: AbortSignal,
): Promise<Map<string, Advisory[]>> {
  const found = new Map<string, Advisory[]>();
  await askAll(releases, async (release) => {
    const place = placeOf(release);
    if (!place) return;
    const advisories = takenBack(release, await ask(place, signal));
    if (advisories.length > 0) found.set(`${release.name}@${release.version}`, advisories);
  });
  return found;
}
