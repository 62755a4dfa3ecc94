/**
 * Versions that pipelines are pinned to: by commit where that is known, with the version beside it, which Renovate and
 * Dependabot read and keep up to date in the generated files; else by a full version, since a tag of a major moves.
 */
export const actions = {
  checkout: 'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1',
  setupNode: 'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020 # v7.0.0',
  setupUv: 'astral-sh/setup-uv@20cfd1bf945f4377ade1205e4dbc17946fc9a30d # v10.0.1',
  setShas: 'nrwl/nx-set-shas@v5.0.1',
  sccache: 'mozilla-actions/sccache-action@v0.0.11',
  setupBuildx: 'docker/setup-buildx-action@v4.4.1',
  githubRuntime: 'crazy-max/ghaction-github-runtime@v4.0.0',
  uploadArtifact: 'actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1',
  downloadArtifact: 'actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c # v8.0.1',
  cacheRestore: 'actions/cache/restore@55cc8345863c7cc4c66a329aec7e433d2d1c52a9 # v6.1.0',
  attest: 'astral-sh/attest-action@f589a42a7efb6fe400b4f400de60b4bc90390027 # v0.0.6',
  cacheSave: 'actions/cache/save@55cc8345863c7cc4c66a329aec7e433d2d1c52a9 # v6.1.0',
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
