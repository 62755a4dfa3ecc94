import type { Clock } from '../clock.js';
import { FailureLimit } from './failure-limit.js';
import { type Identity, makeIdentity } from './identity.js';
import { claimedIssuer, type OidcVerifier } from './oidc.js';
import { Sessions } from './sessions.js';
import type { StaticTokens } from './static-tokens.js';
import { WaitingLine } from './waiting-line.js';

/** What {@link Authenticator} asks. */
export interface AuthenticatorParts {
  tokens: StaticTokens;
  sessions?: Sessions | undefined;
  issuers: readonly OidcVerifier[];
  clock: Clock;
  /** What a request without a token may do. */
  anonymous: 'none' | 'read';
  /** Told when a token could not be checked, such as when the issuer's keys cannot be fetched. */
  onTrouble(error: unknown): void;
  /** Told of each token with a forged signature; `isLimit` once, when an address has sent too many. */
  onForged(address: string, isLimit: boolean): void;
}

/**
 * Who asks; undefined when nobody who is known, `busy` when too many tokens wait for their check, `unavailable`
 * when the issuer cannot be asked for its keys.
 */
export type Asker = Identity | undefined | 'busy' | 'unavailable';

const longestToken = 16 * 1024;
/** Checks that may wait for each other. */
const mostWaiting = 200;
/** Verified identity tokens that are remembered, by token. */
const mostRemembered = 1000;

const anonymousReader = makeIdentity(
  'anonymous',
  { identity: 'anonymous' },
  { workspace: 'default', role: 'read' },
);

/** Says who asks. */
export class Authenticator {
  private readonly failures = new FailureLimit();
  /** Checks for addresses that failed too often, one at a time. */
  private readonly line = new WaitingLine(mostWaiting);
  private remembered = new Map<string, Identity>();

  constructor(private readonly parts: AuthenticatorParts) {}

  /**
   * The identity behind an Authorization header. Not a promise where the answer takes no waiting, which is
   * the usual case.
   *
   * @param address - whose forged signatures are counted
   */
  identify(header: string | undefined, address: string): Asker | Promise<Asker> {
    if (header === undefined) return this.parts.anonymous === 'read' ? anonymousReader : undefined;
    const token = /^Bearer +(\S+) *$/i.exec(header)?.[1];
    if (token === undefined || token.length > longestToken) return undefined;
    return this.parts.tokens.find(token) ?? this.recall(token) ?? this.verify(token, address);
  }

  private noteForged(address: string): undefined {
    this.parts.onForged(address, this.failures.record(address));
    return undefined;
  }

  private recall(token: string): Identity | undefined {
    const identity = this.remembered.get(token);
    if (!identity || (identity.expires ?? 0) <= this.parts.clock.now()) return undefined;
    return this.parts.tokens.isRevoked(identity) ? undefined : identity;
  }

  /** Remembers whom a token is of; undefined when it was revoked. */
  private remember(token: string, identity: Identity): Identity | undefined {
    if (this.parts.tokens.isRevoked(identity)) return undefined;
    if (this.remembered.size >= mostRemembered) this.remembered = new Map();
    this.remembered.set(token, identity);
    return identity;
  }

  private verify(token: string, address: string): Asker | Promise<Asker> {
    if (Sessions.isSession(token)) {
      const identity = this.parts.sessions?.find(token);
      return identity ? this.remember(token, identity) : this.noteForged(address);
    }
    const issuer = claimedIssuer(token);
    const verifiers = this.parts.issuers.filter(({ settings }) => settings.issuer === issuer);
    if (verifiers.length === 0) return undefined;
    const work = () => this.verifyIdentityToken(token, verifiers, address);
    return this.failures.isExceeded(address) ? this.inLine(work) : work();
  }

  /**
   * Whoever shares an address with somebody who forges signatures waits a little longer, and is not
   * refused: a run whose valid token is refused fails.
   */
  private async inLine(work: () => Promise<Asker>): Promise<Asker> {
    let result: Asker;
    const done = await this.line.take(async () => {
      result = await work();
      return true;
    });
    return done ? result : 'busy';
  }

  /** An issuer may be listed more than once, for example with two audiences. */
  private async verifyIdentityToken(
    token: string,
    verifiers: readonly OidcVerifier[],
    address: string,
  ): Promise<Asker> {
    let isForged = false;
    let isTrouble = false;
    for (const verifier of verifiers) {
      try {
        const result = await verifier.verify(token);
        if (typeof result !== 'string') return this.remember(token, result);
        isForged ||= result === 'forged';
      } catch (error) {
        isTrouble = true;
        this.parts.onTrouble(error);
      }
    }
    if (isTrouble) return 'unavailable';
    return isForged ? this.noteForged(address) : undefined;
  }
}
