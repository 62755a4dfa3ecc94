/** Buffers of one size, and how many of them are kept while nobody uses them. */
interface SizeClass {
  bytes: number;
  most: number;
}

/**
 * Buffers that are used again: memory that is new to the process costs the system more than filling it
 * costs us, and V8 collects its garbage the sooner the more of it there was.
 */
export class BufferPool {
  private readonly classes: (SizeClass & { free: Buffer[] })[];

  /** @param classes - sizes in rising order; what is larger than the last is not kept */
  constructor(classes: readonly SizeClass[]) {
    this.classes = classes.map((each) => ({ ...each, free: [] }));
  }

  /** A buffer of at least so many bytes, with whatever it held before. */
  take(bytes: number): Buffer {
    const fitting = this.classes.find((each) => bytes <= each.bytes);
    return fitting?.free.pop() ?? Buffer.allocUnsafeSlow(fitting?.bytes ?? bytes);
  }

  /** Takes a whole buffer back. Nobody may use it any more: it will hold something else. */
  give(buffer: Buffer): void {
    const fitting = this.classes.find(({ bytes }) => bytes === buffer.length);
    if (fitting && fitting.free.length < fitting.most) fitting.free.push(buffer);
  }

  /** Leaves what nobody uses to the system. */
  clear(): void {
    for (const each of this.classes) each.free = [];
  }
}
