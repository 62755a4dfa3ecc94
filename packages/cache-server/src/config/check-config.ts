import { type Provider, providers } from '../auth/providers.js';
import { CacheServerError } from '../errors.js';
import type { Config } from './schema.js';

type PlaceOf = (key: string) => string | undefined;

function invalid(message: string, place: string | undefined, hint: string): CacheServerError {
  return new CacheServerError({ code: 'CONFIG_INVALID', message, place, hint });
}

type Issuer = Config['auth']['oidc'][number];
type RuleConfig = Issuer['rules'][number];

const patternsOf = ({ when }: RuleConfig, claim: string) => [when[claim] ?? '*'].flat();

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(' and ');

/** Claims that a rule for trusted runs leaves to chance. */
function openClaims(provider: Provider, rule: RuleConfig): string[] {
  const { repository, ref, event, required } = provider;
  const claims = [repository, ref.claim, event.claim, ...Object.keys(required)];
  return claims.filter((claim) => patternsOf(rule, claim).some((text) => /^\**$/.test(text)));
}

/** What is wrong with a rule for trusted runs; undefined when nothing is. */
function trustProblem(name: Issuer['provider'], rule: RuleConfig): string | undefined {
  const provider: Provider = providers[name];
  const { repository, ref, event, required } = provider;
  const open = openClaims(provider, rule);
  if (open.length > 0) return `must restrict ${quoted(open)}`;
  const wide = patternsOf(rule, repository).find((text) => !/^[^/*]+\/[^*]+$/.test(text));
  if (wide !== undefined)
    return `must name owner and repository whole, and not as "${wide}", in "${repository}"`;
  const { trustedPrefixes } = ref;
  const stray = patternsOf(rule, ref.claim).find(
    (text) => !trustedPrefixes.some((prefix) => text.startsWith(prefix)),
  );
  if (stray !== undefined)
    return `must not accept the ${ref.claim} "${stray}": it is below none of ${trustedPrefixes.join(', ')}`;
  const strange = patternsOf(rule, event.claim).find((text) => !event.trusted.includes(text));
  if (strange !== undefined)
    return `must not accept the ${event.claim} "${strange}", but only ${event.trusted.join(', ')}`;
  const loose = Object.entries(required).find(
    ([claim, value]) => !patternsOf(rule, claim).every((text) => text === value),
  );
  return loose && `must have "${loose[0]}": "${loose[1]}"`;
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
        'a pull request could write what trusted runs read; list only values of protected runs.',
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
