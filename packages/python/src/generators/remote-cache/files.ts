import { pluginVersion } from '../../options/plugin-version.js';

/** What the files are made of. */
export interface RemoteCacheFacts {
  /** Without a slash at the end. */
  server: string;
  /** Such as `acme/shop`. */
  repository: string;
  /** Such as `main`. */
  branch: string;
}

/** The program that exchanges a run's identity for a token, in exactly our version. */
const login = `npx --yes @nx-signal/cache-server@${pluginVersion} login`;

/** `.env.example`: what a laptop sets in `.env.local`, which Nx reads by itself. */
export function environmentExample({ server }: RemoteCacheFacts): string {
  return [
    '# Copy the two lines to .env.local, which git ignores, with a token of your own:',
    '# `nx-signal-cache token add NAME --role read` on the server prints one.',
    `NX_SELF_HOSTED_REMOTE_CACHE_SERVER=${server}`,
    'NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN=',
    '# If the server is down, a run stops with "Failed to send request". To continue without it:',
    '# NX_SKIP_REMOTE_CACHE=true',
    '',
  ].join('\n');
}

/** A hidden job that jobs with Nx extend. */
export function gitlabTemplate({ server }: RemoteCacheFacts): string {
  return [
    '# In .gitlab-ci.yml: `include: .gitlab/remote-cache.yml`, and `extends: .remote-cache` in jobs with Nx.',
    '.remote-cache:',
    '  variables:',
    `    NX_SELF_HOSTED_REMOTE_CACHE_SERVER: ${server}`,
    '  id_tokens:',
    `    NX_SIGNAL_CACHE_TOKEN: { aud: ${JSON.stringify(server)} }`,
    '  before_script:',
    `    - eval "$(${login})"`,
    '',
  ].join('\n');
}

/** Which runs are trusted, in the claims of each provider. */
const trustedRuns = {
  github: ({ repository, branch }: RemoteCacheFacts) => ({
    repository,
    ref: `refs/heads/${branch}`,
    event_name: ['push', 'schedule', 'workflow_dispatch'],
  }),
  gitlab: ({ repository, branch }: RemoteCacheFacts) => ({
    project_path: repository,
    ref: branch,
    ref_protected: 'true',
    pipeline_source: ['push', 'schedule', 'web'],
  }),
} as const;

const repositoryClaims = { github: 'repository', gitlab: 'project_path' } as const;

/** `nx-signal-cache.json`, for the server: main writes what everyone reads, all others what they read themselves. */
export function serverConfig(provider: 'github' | 'gitlab', facts: RemoteCacheFacts): string {
  const rules = [
    { when: trustedRuns[provider](facts), scope: 'shared' },
    { when: { [repositoryClaims[provider]]: facts.repository }, scope: 'own' },
  ];
  const issuer = { provider, audience: facts.server, rules };
  return `${JSON.stringify({ auth: { oidc: [issuer] } }, null, 2)}\n`;
}
