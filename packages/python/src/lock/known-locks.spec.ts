import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SignalError } from '../errors.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { digestText } from './digest.js';
import { KnownLocks } from './known-locks.js';
import { indexLock } from './lock-index.js';
import { readLock } from './read-lock.js';
import { modelLocks, modelStyles, modelText } from './testing/uv-model.js';

const six = (version: string) =>
  ['version = 1', '[[package]]', 'name = "six"', `version = "${version}"`, ''].join('\n');

/** What a process finds in a folder at its start. */
async function processIn(folder: string, version = '1'): Promise<KnownLocks> {
  const locks = new KnownLocks(version);
  await locks.load(join(folder, 'kept', 'locks.json'));
  return locks;
}

/** A folder in which a process has left one lock. */
async function folderWith(text: string): Promise<{ folder: string; store: string }> {
  const folder = temporaryFolder();
  const locks = await processIn(folder);
  locks.read('uv.lock', text);
  locks.save();
  return { folder, store: join(folder, 'kept', 'locks.json') };
}

/** Makes what was kept tell itself apart from what reading gives, and vouch for that. */
function mark(store: string, version = '1'): void {
  const [, body = ''] = readFileSync(store, 'utf8').split('\n');
  const marked = body.replaceAll('1.16.0', 'kept');
  writeFileSync(store, `${JSON.stringify({ version, digest: digestText(marked) })}\n${marked}`);
}

const versionIn = (locks: KnownLocks, text: string) => {
  const found = locks.read('uv.lock', text);
  return found instanceof SignalError ? found.code : found.lock.nodes.get('six')?.version;
};

it('the next process has what reading gives', async () => {
  await fc.assert(
    fc.asyncProperty(modelLocks, modelStyles, async (packages, style) => {
      const text = modelText(packages, style);
      const { folder } = await folderWith(text);
      const kept = (await processIn(folder)).read('uv.lock', text);
      expect(kept).toEqual(indexLock(readLock('uv.lock', text), digestText(text)));
    }),
    { numRuns: 30 },
  );
});

it('it takes what was kept, and reads what has changed', async () => {
  const { folder, store } = await folderWith(six('1.16.0'));
  mark(store);
  const locks = await processIn(folder);
  expect(versionIn(locks, six('1.16.0'))).toBe('kept');
  expect(versionIn(locks, six('1.17.0'))).toBe('1.17.0');
});

it('what another version of the plugin has kept is read again', async () => {
  const { folder, store } = await folderWith(six('1.16.0'));
  mark(store);
  expect(versionIn(await processIn(folder, '2'), six('1.16.0'))).toBe('1.16.0');
});

it.each([
  ['cut short', (text: string) => text.slice(0, -9)],
  ['changed', (text: string) => text.replace('1.16.0', '1.15.0')],
  ['empty', () => ''],
])('a file that is %s is not believed', async (_title, damage) => {
  const { folder, store } = await folderWith(six('1.16.0'));
  writeFileSync(store, damage(readFileSync(store, 'utf8')));
  expect(versionIn(await processIn(folder), six('1.16.0'))).toBe('1.16.0');
});

it('a broken lock is told again by each process', async () => {
  const { folder } = await folderWith('version = ');
  expect(versionIn(await processIn(folder), 'version = ')).toBe('LOCK_BROKEN');
});

it('a folder that cannot be written costs nothing else', async () => {
  const folder = temporaryFolder({ kept: 'a file' });
  const locks = await processIn(folder);
  expect(versionIn(locks, six('1.16.0'))).toBe('1.16.0');
  locks.save();
  expect(existsSync(join(folder, 'kept', 'locks.json'))).toBe(false);
});
