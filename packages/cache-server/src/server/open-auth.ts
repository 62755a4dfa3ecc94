import { Authenticator } from '../auth/authenticator.js';
import { OidcVerifier } from '../auth/oidc.js';
import { providers } from '../auth/providers.js';
import { Sessions } from '../auth/sessions.js';
import { StaticTokens } from '../auth/static-tokens.js';
import { Clock } from '../clock.js';
import type { Config } from '../config/schema.js';
import type { Log } from '../log.js';
import type { Metrics } from '../metrics/metrics.js';
import { tokenFile } from './data-folder.js';
import { folderSecret } from './session-secret.js';

function makeAuthenticator(
  config: Config,
  clock: Clock,
  sessions: Sessions | undefined,
  metrics: Metrics,
  log: Log,
): Authenticator {
  const { auth } = config;
  return new Authenticator({
    tokens: new StaticTokens(
      tokenFile(config),
      (error) =>
        log.trouble('the token file could not be reloaded; the previous tokens stay valid', error),
      clock,
    ),
    clock,
    sessions,
    issuers: auth.oidc.map(({ provider, issuer, jwksUrl, audience, rules }) => {
      const known = providers[provider];
      const from = (issuer ?? known.issuer).replace(/\/$/, '');
      const keys = jwksUrl ?? `${from}${known.jwksPath}`;
      const settings = { provider, issuer: issuer ?? from, audience, jwksUrl: keys, rules };
      return new OidcVerifier(settings, clock);
    }),
    anonymous: auth.anonymous,
    onTrouble: (error) => log.trouble('an identity token could not be checked', error),
    onForged(address, isLimit) {
      metrics.forged += 1;
      if (isLimit)
        log.warn('too many forged tokens from one address: its tokens are checked one at a time', {
          address,
        });
    },
  });
}

function makeSessions(
  config: Config,
  folder: string,
  clock: Clock,
  log: Log,
): Sessions | undefined {
  const { oidc, sessionSecret, sessionLifetime } = config.auth;
  if (oidc.length === 0) return undefined;
  return new Sessions(
    sessionSecret ?? folderSecret(folder, (message) => log.warn(message)),
    sessionLifetime,
    clock,
  );
}

/** Opens what says who asks. */
export function openAuth(
  config: Config,
  folder: string,
  metrics: Metrics,
  log: Log,
): { authenticator: Authenticator; sessions: Sessions | undefined } {
  const clock = new Clock((seconds) =>
    log.warn('the clock was set back: what has expired stays expired until a restart', { seconds }),
  );
  const sessions = makeSessions(config, folder, clock, log);
  return { sessions, authenticator: makeAuthenticator(config, clock, sessions, metrics, log) };
}
