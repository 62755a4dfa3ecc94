import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';

/** One record of a database, as it is written. */
export interface DatabaseRecord {
  /** Its file's name without the ending. */
  name: string;
  text: string;
}

const ending = '.json';

const nameOf = (path: string) => basename(path, ending);

/** The records in an `all.zip` such as OSV publishes it. Throws for what is no whole zip file. */
export async function* recordsInZip(zip: Buffer): AsyncGenerator<DatabaseRecord> {
  const file = await fromBufferPromise(zip, { lazyEntries: true, validateEntrySizes: true });
  for await (const entry of file.eachEntry()) {
    if (!entry.fileName.endsWith(ending)) continue;
    const stream = await file.openReadStreamPromise(entry);
    yield { name: nameOf(entry.fileName), text: (await buffer(stream)).toString('utf8') };
  }
}

/** The records in a folder, at any depth, in a fixed order. */
export async function* recordsInFolder(folder: string): AsyncGenerator<DatabaseRecord> {
  const files = await readdir(folder, { recursive: true });
  for (const file of files.sort()) {
    if (!file.endsWith(ending)) continue;
    yield { name: nameOf(file), text: await readFile(join(folder, file), 'utf8') };
  }
}

/** The records of a database on this machine. */
export async function* recordsAt(path: string): AsyncGenerator<DatabaseRecord> {
  if ((await stat(path)).isDirectory()) yield* recordsInFolder(path);
  else yield* recordsInZip(await readFile(path));
}
