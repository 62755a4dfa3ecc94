/** An entry of the cache. Once it is there, it never changes. */
export interface Entry {
  id: number;
  scope: string;
  key: string;
  version: string;
  /** Undefined until its content is complete. */
  content?: Buffer | undefined;
  /** Counts creations and uses of all entries. */
  created: number;
  accessed: number;
}

/** The part of GitHub's cache that is bookkeeping: names, scopes, and what goes when it is full. */
export class Entries {
  private readonly all = new Map<number, Entry>();
  private clock = 0;
  evicted = 0;

  /** @param mostBytes - of all entries together; GitHub gives 10 GB */
  constructor(readonly mostBytes: number) {}

  /** Those that can be found. */
  get ready(): Entry[] {
    return [...this.all.values()].filter(({ content }) => content);
  }

  get bytes(): number {
    return this.ready.reduce((sum, { content }) => sum + (content?.length ?? 0), 0);
  }

  byId(id: number): Entry | undefined {
    return this.all.get(id);
  }

  /** Reserves a name; undefined when it is taken. */
  create(scope: string, key: string, version: string): Entry | undefined {
    if (this.named(scope, key, version)) return undefined;
    this.clock += 1;
    const times = { created: this.clock, accessed: this.clock };
    const entry: Entry = { id: this.clock, scope, key, version, ...times };
    this.all.set(entry.id, entry);
    return entry;
  }

  /** The entry of that name, complete or not. */
  named(scope: string, key: string, version: string): Entry | undefined {
    return [...this.all.values()].find(
      (entry) => entry.scope === scope && entry.key === key && entry.version === version,
    );
  }

  /** Makes an entry findable, and lets the longest unused go where there is no room. */
  complete(entry: Entry, content: Buffer): void {
    entry.content = content;
    const byUse = this.ready.sort((one, other) => one.accessed - other.accessed);
    for (const old of byUse) {
      if (this.bytes <= this.mostBytes) return;
      this.evict(old);
    }
  }

  evict(entry: Entry): void {
    this.all.delete(entry.id);
    this.evicted += 1;
  }

  /** As GitHub looks: scope by scope, the exact key, then what begins so, the newest first. */
  find(
    scopes: readonly string[],
    key: string,
    restoreKeys: readonly string[],
    version: string,
  ): Entry | undefined {
    for (const scope of scopes) {
      const here = this.ready.filter((entry) => entry.scope === scope && entry.version === version);
      const newest = here.sort((one, other) => other.created - one.created);
      const found =
        newest.find((entry) => entry.key === key) ??
        [key, ...restoreKeys]
          .map((prefix) => newest.find((entry) => entry.key.startsWith(prefix)))
          .find((entry) => entry);
      if (!found) continue;
      this.clock += 1;
      found.accessed = this.clock;
      return found;
    }
    return undefined;
  }
}
