import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asTable, type Table } from '../toml/pyproject.js';
import type { DigestFile } from './builders/builder.js';

/** What the target leaves behind: which image was made of what. */
export interface ImageMetadata {
  version: 1;
  tags: string[];
  /** Digest of the image's configuration, by which a local store knows it. */
  id: string | undefined;
  /** Digest of the manifest, by which a registry knows it; only of what was pushed or exported. */
  digest: string | undefined;
  /** Hash of the build context. */
  contextHash: string;
  /** Hash of all the image is made from: context, Dockerfile, arguments. */
  inputsHash: string;
  builder: string;
  platforms: string[];
  pushed: boolean;
  /** Name of the file with the image beside this one, if there is one. */
  archive: string | undefined;
}

/** Name of the metadata file in the target's report folder. */
export const metadataFile = 'image.json';

/** Name of the file with the image itself. */
export const archiveFile = 'image.tar';

function readJson(file: string): Table {
  return existsSync(file) ? asTable(JSON.parse(readFileSync(file, 'utf8'))) : {};
}

/** A digest that a builder has written into a file. */
export function readDigest(from: DigestFile | undefined, key: string): string | undefined {
  if (!from) return undefined;
  if (from.format === 'metadata') {
    const value = readJson(from.file)[key];
    return typeof value === 'string' ? value : undefined;
  }
  return existsSync(from.file) ? readFileSync(from.file, 'utf8').trim() || undefined : undefined;
}

/** Writes the metadata file; `folder` is absolute. */
export async function writeMetadata(folder: string, metadata: ImageMetadata): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, metadataFile), `${JSON.stringify(metadata, null, 2)}\n`);
}
