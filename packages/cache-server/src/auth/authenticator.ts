import { FailureLimit } from './failure-limit.js';
import { type Identity, makeIdentity } from './identity.js';
import { claimedIssuer, type OidcVerifier } from './oidc.js';
import { Sessions } from './sessions.js';
import type { StaticTokens } from './static-tokens.js';

/** What {@link Authenticator} asks. */
export interface AuthenticatorParts {
  tokens: StaticTokens;
  sessions?: Sessions | undefined;
  issuers: readonly OidcVerifier[];
  /** What a request without a token may do. */
  anonymous: 'none' | 'read';
  /** Told when a token could not be checked, such as when the issuer's keys cannot be fetched. */
  onTrouble(error: unknown): void;
}

const longestToken = 16 * 1024;
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
  private remembered = new Map<string, Identity>();

  constructor(private readonly parts: AuthenticatorParts) {}

  /**
   * The identity behind an Authorization header, or undefined when it is none that is known. Not a
   * promise where the answer takes no waiting, which is the usual case.
   *
   * @param address - whose failures to count
   */
  identify(
    header: string | undefined,
    address: string,
  ): Identity | undefined | Promise<Identity | undefined> {
    if (header === undefined)
      return this.parts.anonymous === 'read' ? anonymousReader : this.refuse(address);
    const token = /^Bearer +(\S+) *$/i.exec(header)?.[1];
    if (token === undefined || token.length > longestToken) return this.refuse(address);
    const known = this.parts.tokens.find(token) ?? this.recall(token);
    if (known) return known;
    // Only what costs a signature is limited: whoever shares an address with an attacker and has a
    // token that is known goes on.
    if (this.failures.isExceeded(address)) return undefined;
    return this.verify(token, address);
  }

  private refuse(address: string): undefined {
    this.failures.record(address);
    return undefined;
  }

  private recall(token: string): Identity | undefined {
    const identity = this.remembered.get(token);
    return identity && (identity.expires ?? 0) > Date.now() ? identity : undefined;
  }

  private remember(token: string, identity: Identity): Identity {
    if (this.remembered.size >= mostRemembered) this.remembered = new Map();
    this.remembered.set(token, identity);
    return identity;
  }

  private verify(
    token: string,
    address: string,
  ): Identity | undefined | Promise<Identity | undefined> {
    if (Sessions.isSession(token)) {
      const identity = this.parts.sessions?.find(token);
      return identity ? this.remember(token, identity) : this.refuse(address);
    }
    const issuer = claimedIssuer(token);
    const verifiers = this.parts.issuers.filter(({ settings }) => settings.issuer === issuer);
    if (verifiers.length === 0) return this.refuse(address);
    return this.verifyIdentityToken(token, verifiers, address);
  }

  /** An issuer may be listed more than once, for example with two audiences. */
  private async verifyIdentityToken(
    token: string,
    verifiers: readonly OidcVerifier[],
    address: string,
  ): Promise<Identity | undefined> {
    for (const verifier of verifiers) {
      try {
        const result = await verifier.verify(token);
        if (typeof result !== 'string') return this.remember(token, result);
      } catch (error) {
        this.parts.onTrouble(error);
      }
    }
    return this.refuse(address);
  }
}
