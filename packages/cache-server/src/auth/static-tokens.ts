import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { statSync } from 'node:fs';
import { Clock } from '../clock.js';
import { type Identity, makeIdentity } from './identity.js';
import { isRevoked } from './revocations.js';
import { type Revocation, readTokenFile, type TokenEntry } from './token-file.js';

/** How often the file is looked at for changes, in milliseconds. */
const reloadInterval = 1000;

interface KnownToken {
  digest: Buffer;
  identity: Identity;
}

/** A new token, to be shown once. */
export function createToken(): string {
  return `nxsc_${randomBytes(32).toString('base64url')}`;
}

/** What is kept of a token. */
export function tokenDigest(token: string): string {
  return hash('sha256', token, 'hex');
}

function toIdentity(entry: TokenEntry): Identity {
  const own = entry.scope === 'shared' ? undefined : entry.scope;
  return makeIdentity(
    'static',
    { identity: `token:${entry.id}` },
    { workspace: entry.workspace, role: entry.role, own },
    { expires: entry.expires === undefined ? undefined : Date.parse(entry.expires) },
  );
}

/** Tokens of a file that may change at any time: a token that is added or revoked counts within a second. */
export class StaticTokens {
  private tokens = new Map<string, KnownToken>();
  /** Those that were sent so far, by the token itself: to hash it again costs as much as to look for an object. */
  private remembered = new Map<string, KnownToken>();
  private revocations: readonly Revocation[] = [];
  private version = '';
  /** By a clock that nobody can set: else a revoked token would stay valid for as long as that was set back. */
  private lookedAt = 0;

  /**
   * @param file - path of the token file; it need not exist
   * @param onTrouble - told when a changed file cannot be used; the tokens before it stay valid
   * @throws CacheServerError TOKENS_INVALID
   */
  constructor(
    private readonly file: string,
    private readonly onTrouble: (error: unknown) => void,
    private readonly clock = new Clock(),
  ) {
    this.load();
  }

  /** Number of tokens, expired ones included. */
  get size(): number {
    return this.tokens.size;
  }

  /** The identity behind a token; undefined when it is unknown or expired. */
  find(token: string): Identity | undefined {
    if (this.clock.elapsed() - this.lookedAt > reloadInterval) this.reload();
    const known = this.remembered.get(token) ?? this.lookUp(token);
    if (!known) return undefined;
    const { expires } = known.identity;
    return expires !== undefined && expires <= this.clock.now() ? undefined : known.identity;
  }

  private lookUp(token: string): KnownToken | undefined {
    const digest = tokenDigest(token);
    const known = this.tokens.get(digest);
    if (!known || !timingSafeEqual(known.digest, Buffer.from(digest, 'hex'))) return undefined;
    this.remembered.set(token, known);
    return known;
  }

  /** Whether an identity of a run has ended before its time. As of the last {@link find}. */
  isRevoked(identity: Identity): boolean {
    return isRevoked(identity, this.revocations);
  }

  private reload(): void {
    this.lookedAt = this.clock.elapsed();
    try {
      if (this.currentVersion() !== this.version) this.load();
    } catch (error) {
      this.onTrouble(error);
    }
  }

  private currentVersion(): string {
    try {
      const { ino, mtimeMs, size } = statSync(this.file);
      return `${ino} ${mtimeMs} ${size}`;
    } catch (error) {
      // What that means, whoever reads the file says in words.
      return String((error as { code?: string }).code);
    }
  }

  private load(): void {
    // Taken first: a change while the file is read is seen as a change the next time.
    this.version = this.currentVersion();
    this.lookedAt = this.clock.elapsed();
    const { tokens, revokedSessions } = readTokenFile(this.file);
    this.revocations = revokedSessions;
    this.remembered.clear();
    this.tokens = new Map(
      tokens.map((entry) => [
        entry.sha256,
        { digest: Buffer.from(entry.sha256, 'hex'), identity: toIdentity(entry) },
      ]),
    );
  }
}
