import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { Clock } from '../clock.js';
import { type Identity, makeIdentity } from './identity.js';

const prefix = 'nxss_';

/** Characters that a secret has at least. */
export const shortestSecret = 32;

const payloadSchema = z.object({
  identity: z.string(),
  ref: z.string().optional(),
  run: z.string().optional(),
  workspace: z.string(),
  role: z.enum(['read', 'write']),
  own: z.string().optional(),
  /** Milliseconds since 1970; likewise below. */
  issued: z.number().default(0),
  expires: z.number(),
});

/**
 * Tokens that a run gets for its identity token: those of GitHub expire after minutes, in the middle of
 * a long run. Signed, not stored, so that every replica with the secret accepts them.
 */
export class Sessions {
  /**
   * @param secret - at least {@link shortestSecret} characters, the same for all replicas
   * @param lifetime - seconds
   * @throws Error for a shorter secret: with an empty one anyone could sign
   */
  constructor(
    private readonly secret: string,
    private readonly lifetime: number,
    private readonly clock = new Clock(),
  ) {
    if (secret.length < shortestSecret)
      throw new Error(`A session secret needs at least ${shortestSecret} characters.`);
  }

  /** A token for an identity, which says all there is to know about it. */
  issue({ provenance, grant }: Identity, now = this.clock.now()): string {
    const payload = { ...provenance, ...grant, issued: now, expires: now + this.lifetime * 1000 };
    const text = Buffer.from(JSON.stringify(payload)).toString('base64url');
    return `${prefix}${text}.${this.sign(text).toString('base64url')}`;
  }

  /** Whether a text could be such a token. */
  static isSession(token: string): boolean {
    return token.startsWith(prefix);
  }

  /** The identity behind a token; undefined when it is forged or expired. */
  find(token: string, now = this.clock.now()): Identity | undefined {
    const [text = '', signature = '', ...more] = token.slice(prefix.length).split('.');
    const expected = this.sign(text);
    const given = Buffer.from(signature, 'base64url');
    if (more.length > 0 || given.length !== expected.length) return undefined;
    if (!timingSafeEqual(given, expected)) return undefined;
    const { issued, expires, workspace, role, own, ...provenance } = payloadSchema.parse(
      JSON.parse(Buffer.from(text, 'base64url').toString('utf8')),
    );
    if (expires <= now) return undefined;
    return makeIdentity('session', provenance, { workspace, role, own }, { issued, expires });
  }

  private sign(text: string): Buffer {
    return createHmac('sha256', this.secret).update(`${prefix}${text}`).digest();
  }
}
