import { createHmac, randomBytes } from 'node:crypto';

/** What a signed address allows. */
type Right = 'read' | 'write';

/** An answer of the store. */
export interface BlobAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer;
}

/** The store behind the cache: block blobs at signed addresses, as Azure has them. */
export class Blobs {
  private readonly secret = randomBytes(16);
  private readonly blocks = new Map<string, Buffer>();
  readonly contents = new Map<number, Buffer>();

  /** The address of a blob, for one purpose. */
  sign(base: string, id: number, right: Right): string {
    return `${base}/blobs/${id}?sp=${right}&sig=${this.signature(id, right)}`;
  }

  private signature(id: number, right: string): string {
    return createHmac('sha256', this.secret).update(`${id} ${right}`).digest('hex');
  }

  private isSigned(id: number, right: Right, query: URLSearchParams): boolean {
    return query.get('sp') === right && query.get('sig') === this.signature(id, right);
  }

  /** @param isOpen - whether the entry still waits for its content */
  put(
    id: number,
    query: URLSearchParams,
    type: string | undefined,
    body: Buffer,
    isOpen: boolean,
  ): BlobAnswer {
    if (!this.isSigned(id, 'write', query) || !isOpen) return { status: 403 };
    const block = query.get('blockid');
    const kind = query.get('comp');
    if (kind === 'block' && block) this.blocks.set(`${id} ${block}`, body);
    else if (kind === 'blocklist') {
      const names = [...body.toString().matchAll(/<Latest>([^<]+)<\/Latest>/g)];
      const parts = names.map(([, name]) => this.blocks.get(`${id} ${name}`));
      if (parts.includes(undefined)) return { status: 400 };
      this.contents.set(id, Buffer.concat(parts as Buffer[]));
    } else if (kind === null && type === 'BlockBlob') this.contents.set(id, body);
    else return { status: 400 };
    return { status: 201 };
  }

  get(
    id: number,
    query: URLSearchParams,
    range: string | undefined,
    content: Buffer | undefined,
  ): BlobAnswer {
    if (!this.isSigned(id, 'read', query)) return { status: 403 };
    if (!content) return { status: 404 };
    const start = /^bytes=(\d+)-$/.exec(range ?? '')?.[1];
    if (start === undefined) return { status: 200, body: content };
    const span = `bytes ${start}-${content.length - 1}/${content.length}`;
    const body = content.subarray(Number(start));
    return { status: 206, headers: { 'content-range': span }, body };
  }
}
