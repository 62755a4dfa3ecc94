import { providers } from '../auth/providers.js';
import { matchesPattern } from '../auth/rules.js';
import { CacheServerError } from '../errors.js';
import type { Config } from './schema.js';

type PlaceOf = (key: string) => string | undefined;

function invalid(message: string, place: string | undefined, hint: string): CacheServerError {
  return new CacheServerError({ code: 'CONFIG_INVALID', message, place, hint });
}

type Issuer = Config['auth']['oidc'][number];
type RuleConfig = Issuer['rules'][number];

/** What is wrong with a rule for trusted runs; undefined when nothing is. */
function trustProblem(provider: Issuer['provider'], { when }: RuleConfig): string | undefined {
  const { trustedClaims, event } = providers[provider];
  const open = trustedClaims.filter((claim) =>
    [when[claim] ?? '*'].flat().some((pattern) => /^\**$/.test(pattern)),
  );
  if (open.length > 0) return `must restrict ${open.map((claim) => `"${claim}"`).join(' and ')}`;
  const events = [when[event.claim] ?? []].flat();
  const untrusted = event.untrusted.find((name) =>
    events.some((pattern) => matchesPattern(pattern, name)),
  );
  return untrusted && `must not accept the ${event.claim} "${untrusted}"`;
}

/** Trusted runs must be told from all others by claims that a pull request cannot choose. */
function checkRules(config: Config, placeOf: PlaceOf): void {
  for (const [issuerIndex, { provider, rules }] of config.auth.oidc.entries()) {
    for (const [ruleIndex, rule] of rules.entries()) {
      if (rule.scope !== 'shared' || rule.role !== 'write') continue;
      const problem = trustProblem(provider, rule);
      if (problem === undefined) continue;
      throw invalid(
        `A rule that writes the shared scope ${problem}.`,
        placeOf(`auth.oidc.${issuerIndex}.rules.${ruleIndex}.when`),
        'a pull request could write what trusted runs read; name the values of protected runs.',
      );
    }
  }
}

/**
 * Checks what no schema of one option can tell.
 *
 * @throws CacheServerError CONFIG_INVALID
 */
export function checkConfig(config: Config, placeOf: PlaceOf): void {
  checkRules(config, placeOf);
  const { certificate, key } = config.tls;
  if ((certificate === undefined) !== (key === undefined))
    throw invalid(
      'TLS needs both "tls.certificate" and "tls.key".',
      placeOf(certificate === undefined ? 'tls.key' : 'tls.certificate'),
      'name both files, or neither.',
    );
  if (config.s3.bucket && config.auth.oidc.length > 0 && !config.auth.sessionSecret)
    throw invalid(
      'Replicas that accept identity tokens need the same "auth.sessionSecret".',
      placeOf('auth.oidc'),
      'set NX_SIGNAL_CACHE_AUTH_SESSION_SECRET to 32 or more random characters.',
    );
}
