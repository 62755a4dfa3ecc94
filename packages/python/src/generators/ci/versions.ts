/**
 * Versions that pipelines are pinned to, in full: a tag of a major moves under those who use it. One
 * table, so that an update is one edit; Renovate and Dependabot keep the generated files up to date.
 */
export const actions = {
  checkout: 'actions/checkout@v7.0.1',
  setupNode: 'actions/setup-node@v7.0.0',
  setupUv: 'astral-sh/setup-uv@v10.0.0',
  setShas: 'nrwl/nx-set-shas@v5.0.1',
  sccache: 'mozilla-actions/sccache-action@v0.0.11',
  setupBuildx: 'docker/setup-buildx-action@v4.4.1',
  githubRuntime: 'crazy-max/ghaction-github-runtime@v4.0.0',
  uploadArtifact: 'actions/upload-artifact@v7.0.1',
  downloadArtifact: 'actions/download-artifact@v8.0.0',
  cacheRestore: 'actions/cache/restore@v6.0.0',
  cacheSave: 'actions/cache/save@v6.0.0',
} as const;

/** Images of GitLab jobs, and of the services of both. */
export const images = {
  node: 'node:24-trixie',
  dockerDaemon: 'docker:29-dind',
  postgres: 'postgres:18',
  redis: 'redis:8',
} as const;

/** Tools that GitLab jobs install, since it has no actions. */
export const tools = { node: '24', uv: '0.13.9', sccache: '0.16.0' } as const;
