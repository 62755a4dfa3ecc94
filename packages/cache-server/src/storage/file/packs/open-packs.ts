import type { Pack } from './pack.js';

/** Packs that are open for reading, so many at one time. */
export class OpenPacks {
  /** The one that was opened first in front. */
  private readonly packs = new Set<Pack>();

  /** @param most - of them, without those that uploads go into */
  constructor(private readonly most = 256) {}

  /** A descriptor for what is done on the spot: later, it may be another file's. Undefined when there is no such file. */
  descriptorOf(pack: Pack): number | undefined {
    if (pack.fd === undefined && pack.open()) this.add(pack);
    return pack.fd;
  }

  /** Takes over a pack that is open. */
  add(pack: Pack): void {
    this.packs.add(pack);
    const [first] = this.packs;
    if (first && this.packs.size > this.most) this.close(first);
  }

  close(pack: Pack): void {
    this.packs.delete(pack);
    pack.close();
  }

  closeAll(): void {
    for (const pack of this.packs) this.close(pack);
  }
}
