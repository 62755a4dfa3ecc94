import { join } from 'node:path';
import { objectId } from '../storage/object-key.js';
import type { CacheServiceClient } from './cache-service-client.js';
import { type Choice, choosePack, spanOf } from './choose-pack.js';
import type { JobFolder } from './job-folder.js';
import type { Pack } from './pack-file.js';
import type { PackedObject } from './pack-format.js';
import { packKey, packNumber, packPrefix } from './pack-keys.js';
import { ServiceError } from './service-error.js';
import { uploadBlob } from './upload-blob.js';
import { type PackInput, type UnnamedPack, writeBodies, writeTail } from './write-pack.js';

/** Jobs that end at the same time and are let go first, at most. */
const mostTaken = 32;

/** How a pack is saved. */
export interface SaveSettings {
  client: CacheServiceClient;
  folder: JobFolder;
  /** Most bytes of one pack. */
  mostBytes: number;
  signal: AbortSignal;
}

/** What was saved. */
export interface SavedPack {
  number: number;
  ref: string;
  objects: number;
  bytes: number;
  isBase: boolean;
}

/** Where the chosen bodies are: in files of this job, or in packs that it read. */
function toInputs({ objects }: Choice, folder: JobFolder, packs: readonly Pack[]): PackInput[] {
  const parts = new Map(
    packs.flatMap((pack) =>
      pack.parts.map((part) => [`${pack.number} ${objectId(part.record)}`, part] as const),
    ),
  );
  return objects.flatMap(({ object, from }) => {
    const id = objectId(object);
    if (from === 0) return { path: join(folder.objects, id), position: 0, record: object };
    const part = parts.get(`${from} ${id}`);
    return part ? { ...part, record: object } : [];
  });
}

/** Reserves the first number that is free: where its content goes. */
async function reserve(
  ref: string,
  after: number,
  { client }: SaveSettings,
): Promise<{ number: number; url: string }> {
  const newest = await client.findNewest(packPrefix(ref));
  const first = Math.max(after, (newest && packNumber(ref, newest.key)) ?? 0) + 1;
  for (let number = first; number < first + mostTaken; number += 1) {
    try {
      return { number, url: await client.create(packKey(ref, number)) };
    } catch (error) {
      if (!(error instanceof ServiceError) || error.failure !== 'exists') throw error;
    }
  }
  throw new ServiceError('exists', 'too many jobs ended at the same time');
}

/** What the journal says that this job has stored. */
function storedObjects(folder: JobFolder, now: string) {
  const { stored, used } = folder.readJournal(objectId);
  const objects = [...stored.values()].map((record): PackedObject => ({ ...record, used: now }));
  return { objects, used };
}

async function upload(
  pack: UnnamedPack,
  tail: Parameters<typeof writeTail>[1],
  url: string,
  { client, signal }: SaveSettings,
): Promise<number> {
  const bytes = await writeTail(pack, tail);
  await uploadBlob(url, pack.path, bytes, signal);
  await client.finalize(tail.key, bytes);
  return bytes;
}

/**
 * Makes a pack of what a job has stored, for the next runs of its ref.
 *
 * @returns undefined when there is nothing new
 */
export async function savePack(
  settings: SaveSettings,
  now: string,
): Promise<SavedPack | undefined> {
  const { folder, mostBytes } = settings;
  const { run, lines } = folder.readLines();
  const [own] = lines;
  if (!own) return undefined;
  const { objects: stored, used } = storedObjects(folder, now);
  const input = { ...own, stored, used, mostBytes, now };
  const choice = choosePack(input);
  if (!choice) return undefined;
  const inputs = toInputs(choice, folder, own.packs);
  const pack = await writeBodies(join(folder.path, 'new-pack'), inputs);
  if (pack.objects.length === 0) return undefined;
  const { number, url } = await reserve(own.ref, own.top, settings);
  const key = packKey(own.ref, number);
  const span = spanOf(own, choice.isBase, number);
  const tail = { key, time: now, run, span, used: [...choice.used] };
  const bytes = await upload(pack, tail, url, settings);
  folder.clearJournal();
  const { ref } = own;
  return { number, ref, objects: pack.objects.length, bytes, isBase: choice.isBase };
}
