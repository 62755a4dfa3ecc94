import type { JWTVerifyGetKey } from 'jose';
import type { Clock } from '../clock.js';
import { type Identity, makeIdentity } from './identity.js';
import { ownScopeClaims, type ProviderName, providers } from './providers.js';
import { type Claims, claimText, grantFor, type Rule } from './rules.js';

/** One issuer whose identity tokens are accepted. */
export interface OidcSettings {
  provider: ProviderName;
  /** Exactly the `iss` claim. */
  issuer: string;
  /** Exactly the `aud` claim. */
  audience: string;
  /** Where the issuer's keys are. */
  jwksUrl: string;
  rules: readonly Rule[];
}

/** Seconds by which the clocks of issuer and server may differ. */
const clockTolerance = 30;

/** Seconds after its issue for which a token is taken, whatever it says itself. */
const longestLife = 3600;

/** Public-key signatures only: with `none` or a shared secret anyone who knows the keys could sign. */
const algorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'RS384', 'RS512', 'EdDSA'];

/** Why a token gives no identity: signed by somebody else, not valid here and now, or meant by no rule. */
export type Refusal = 'forged' | 'invalid' | 'no-rule';

/** Verifies identity tokens of one issuer and maps them to what they may do. */
export class OidcVerifier {
  private keys: JWTVerifyGetKey | undefined;

  constructor(
    readonly settings: OidcSettings,
    private readonly clock: Clock,
  ) {}

  /**
   * The identity behind a token, or why there is none.
   *
   * @throws when the issuer's keys cannot be had
   */
  async verify(token: string): Promise<Identity | Refusal> {
    // Loaded when the first token comes: most servers never see one.
    const jose = await import('jose');
    const { issuer, audience, jwksUrl } = this.settings;
    this.keys ??= jose.createRemoteJWKSet(new URL(jwksUrl), {
      cacheMaxAge: 600_000,
      cooldownDuration: 30_000,
      timeoutDuration: 5000,
    });
    try {
      const { payload } = await jose.jwtVerify(token, this.keys, {
        issuer,
        audience,
        algorithms,
        clockTolerance,
        currentDate: new Date(this.clock.now()),
        maxTokenAge: longestLife,
        requiredClaims: ['exp', 'iat', 'sub'],
      });
      return this.toIdentity(payload) ?? 'no-rule';
    } catch (error) {
      const isOfKeys =
        error instanceof jose.errors.JWKSTimeout || error instanceof jose.errors.JWKSInvalid;
      // A general error is an answer without keys.
      const isOfToken = error instanceof jose.errors.JOSEError && error.code !== 'ERR_JOSE_GENERIC';
      if (isOfKeys || !isOfToken) throw error;
      const isForged =
        error instanceof jose.errors.JWSSignatureVerificationFailed ||
        error instanceof jose.errors.JWKSNoMatchingKey;
      return isForged ? 'forged' : 'invalid';
    }
  }

  private toIdentity(claims: Claims): Identity | undefined {
    const { provider, rules } = this.settings;
    const { provenance } = providers[provider];
    const grant = grantFor(claims, { rules, ownScope: ownScopeClaims(provider, claims) });
    if (!grant) return undefined;
    const subject = claimText(claims, provenance.subject) ?? claimText(claims, 'sub') ?? '';
    return makeIdentity(
      'oidc',
      {
        identity: `${provider}:${subject}`,
        ref: claimText(claims, provenance.ref),
        run: claimText(claims, provenance.run),
      },
      grant,
      { issued: Number(claims['iat']) * 1000, expires: Number(claims['exp']) * 1000 },
    );
  }
}

/** The issuer that a token names, without any check; undefined when it is no token of that kind. */
export function claimedIssuer(token: string): string | undefined {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  try {
    const payload: unknown = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
    const issuer = (payload as { iss?: unknown } | null)?.iss;
    return typeof issuer === 'string' ? issuer : undefined;
  } catch {
    return undefined;
  }
}
