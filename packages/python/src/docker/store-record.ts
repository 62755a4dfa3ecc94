import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { runProcess } from '../process/run-process.js';
import type { Builder } from './builders/builder.js';
import type { ImageMetadata } from './image-metadata.js';

/** What this machine built last under one name. */
export type StoreRecord = ImageMetadata;

/** Reads a record; undefined where nothing has been built here, or nothing that can be read. */
export function readRecord(file: string): StoreRecord | undefined {
  try {
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as StoreRecord) : undefined;
  } catch {
    return undefined;
  }
}

/** Writes a record. */
export async function writeRecord(file: string, record: StoreRecord): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify(record));
}

/** The question for the id behind a name, by builder. */
function inspection(
  { name }: Builder,
  tag: string,
): { command: string; args: string[] } | undefined {
  switch (name) {
    case 'buildx':
    case 'docker':
      return { command: 'docker', args: ['image', 'inspect', '--format', '{{.Id}}', tag] };
    case 'podman':
      return { command: 'podman', args: ['image', 'inspect', '--format', '{{.Id}}', tag] };
    case 'buildah':
      return {
        command: 'buildah',
        args: ['inspect', '--type', 'image', '--format', '{{.FromImageID}}', tag],
      };
    case 'buildctl':
      return undefined;
  }
}

const bare = (id: string) => id.trim().replace(/^sha256:/, '');

/** Whether all names of a recorded image still stand for it in the builder's store. */
export async function isInStore(builder: Builder, { id, tags }: StoreRecord): Promise<boolean> {
  if (id === undefined) return false;
  for (const tag of tags) {
    const question = inspection(builder, tag);
    if (!question) return false;
    const answer = await runProcess({ ...question, cwd: process.cwd(), timeout: 20_000 });
    if (answer.exitCode !== 0 || bare(answer.output) !== bare(id)) return false;
  }
  return true;
}
