import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** The folders of a file store. */
export class StoreFolders {
  readonly objects: string;
  /** Files of many small objects. */
  readonly packs: string;
  /** Uploads that are not published yet. */
  readonly spool: string;
  /** Objects that did not match their digest. */
  readonly quarantine: string;

  constructor(readonly root: string) {
    this.objects = join(root, 'objects');
    this.packs = join(root, 'packs');
    this.spool = join(root, 'uploads');
    this.quarantine = join(root, 'quarantine');
  }

  /** Names of the folders that hold objects: the first two digits of their ids. */
  static readonly shards = Array.from({ length: 256 }, (_, index) =>
    index.toString(16).padStart(2, '0'),
  );

  objectPath(id: string): string {
    return `${this.objects}/${id.slice(0, 2)}/${id}`;
  }

  /** Makes the folders, and forgets uploads that an earlier process did not finish. */
  prepare(): void {
    rmSync(this.spool, { recursive: true, force: true });
    for (const folder of [this.spool, this.quarantine]) mkdirSync(folder, { recursive: true });
    mkdirSync(this.objects, { recursive: true });
    const present = new Set(readdirSync(this.objects));
    for (const shard of StoreFolders.shards)
      if (!present.has(shard)) mkdirSync(join(this.objects, shard));
  }
}
