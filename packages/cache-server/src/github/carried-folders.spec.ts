import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { objectId } from '../storage/object-key.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { carriedPath, restoreFolders, storeFolders } from './carried-folders.js';
import { JobFolder } from './job-folder.js';
import type { Pack } from './pack-file.js';
import type { PackLine } from './read-line.js';

const origin = { identity: 'github:acme/shop', run: '11/1', time: '2026-01-02T03:04:05.678Z' };
const path = 'kept/mypy';

/** A job in a checkout of its own. */
function newJob() {
  const folder = new JobFolder(join(temporaryFolder(), 'job'));
  folder.create();
  return { root: temporaryFolder(), folder };
}

type TestJob = ReturnType<typeof newJob>;

function write({ root }: TestJob, text: string): void {
  mkdirSync(join(root, path), { recursive: true });
  writeFileSync(join(root, path, 'cache.db'), text);
}

const stored = ({ folder }: TestJob) => [...folder.readJournal(objectId).stored.values()];

/** A pack of what a job has stored. */
function packOf(job: TestJob, number: number): Pack {
  const parts = stored(job).map((record) => {
    const place = { path: join(job.folder.objects, objectId(record)), position: 0 };
    return { ...place, record: { ...record, used: origin.time } };
  });
  const index = { key: '', time: origin.time, run: '', used: [], objects: [] };
  return { number, path: '', index, parts, bytes: 0 };
}

const line = (...packs: Pack[]): PackLine => ({
  ref: 'refs/heads/main',
  packs,
  top: 1,
  span: undefined,
  broken: 0,
});

/** A whole job that leaves a text. */
async function keep(text: string, number = 1): Promise<Pack> {
  const job = newJob();
  await restoreFolders([path], [], job);
  write(job, text);
  storeFolders(job, origin);
  return packOf(job, number);
}

const textIn = ({ root }: TestJob) => readFileSync(join(root, path, 'cache.db'), 'utf8');

describe('a folder of the workspace', () => {
  it('is there in the next job, and stored again only when that changed it', async () => {
    const pack = await keep('first');
    const next = newJob();
    const [restored] = await restoreFolders([path], [line(pack)], next);
    expect(restored).toMatchObject({ path });
    expect(textIn(next)).toBe('first');
    storeFolders(next, origin);
    expect(stored(next)).toEqual([]);
    write(next, 'second, changed');
    storeFolders(next, origin);
    expect(stored(next)).toMatchObject([{ protocol: 'folder', name: path, run: '11/1' }]);
    expect([...next.folder.readJournal(objectId).used]).toHaveLength(1);
  });

  it('is the newest of the own ref, then that of the others', async () => {
    const [old, recent, main] = [await keep('old'), await keep('new', 2), await keep('main')];
    const job = newJob();
    await restoreFolders([path], [line(recent, old), line(main)], job);
    expect(textIn(job)).toBe('new');
    const other = newJob();
    await restoreFolders([path], [line(), line(main)], other);
    expect(textIn(other)).toBe('main');
  });

  it('is the one before, where the newest is not what was stored', async () => {
    const [old, recent] = [await keep('old'), await keep('new', 2)];
    writeFileSync(recent.parts[0]?.path ?? '', 'x'.repeat(recent.parts[0]?.record.size ?? 0));
    const job = newJob();
    await restoreFolders([path], [line(recent, old)], job);
    expect(textIn(job)).toBe('old');
  });

  it('stays as it is where there is something', async () => {
    const job = newJob();
    write(job, 'of this checkout');
    expect(await restoreFolders([path], [line(await keep('kept'))], job)).toEqual([]);
    expect(textIn(job)).toBe('of this checkout');
    storeFolders(job, origin);
    expect(stored(job)).toEqual([]);
  });

  it('is not made where none was kept', async () => {
    const job = newJob();
    expect(await restoreFolders([path, 'other'], [line()], job)).toEqual([]);
    storeFolders(job, origin);
    expect(stored(job)).toEqual([]);
  });

  it('does no harm where it cannot be written', async () => {
    const job = newJob();
    writeFileSync(join(job.root, dirname(path)), '');
    expect(await restoreFolders([path], [line(await keep('kept'))], job)).toEqual([]);
    storeFolders(job, origin);
    expect(stored(job)).toEqual([]);
  });
});

describe('paths in the workspace', () => {
  it.each([
    ['a/b/', 'a/b'],
    ['./a//b', 'a/b'],
    ['a\\b', 'a/b'],
    ['.nx/x', '.nx/x'],
    ['', undefined],
    ['.', undefined],
    ['..', undefined],
    ['../a', undefined],
    ['a/../../b', undefined],
    ['/a', undefined],
    ['C:/a', undefined],
  ])('%j: %j', (given, carried) => expect(carriedPath(given)).toBe(carried));
});
