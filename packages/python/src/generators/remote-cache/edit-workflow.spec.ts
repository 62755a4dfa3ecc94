import { expect, it } from 'vitest';
import { githubWorkflow } from '../ci/github.js';
import { gitlabPipeline } from '../ci/gitlab.js';
import type { Pipeline, RemoteCache } from '../ci/pipeline.js';
import { useServerOnGitlab } from './edit-pipeline.js';
import { useServer } from './edit-workflow.js';

/** What a pipeline with all kinds of jobs is made from. */
function pipeline(remoteCache: RemoteCache): Pipeline {
  return {
    branch: 'main',
    install: ['corepack enable', 'pnpm install --frozen-lockfile'],
    exec: 'pnpm exec',
    cached: undefined,
    inProcess: true,
    signal: ['signal'],
    confidence: 'confidence',
    contract: 'test:contract',
    docker: 'docker-build',
    native: true,
    services: ['postgres'],
    remoteCache,
    shards: 2,
    release: undefined,
  };
}

const workflow = (remoteCache: RemoteCache) => githubWorkflow(pipeline(remoteCache));
const gitlab = (remoteCache: RemoteCache) => gitlabPipeline(pipeline(remoteCache));

const server = 'https://cache.example.com';
const step = `      - name: Remote cache\n        uses: ./.github/actions/remote-cache\n        with:\n          server: ${server}\n`;
const countOf = (text: string, part: string) => text.split(part).length - 1;

it.each(['none', 'github', 'identity'] as const)(
  'gives every job that runs tasks its step, once, where it was %s',
  (remoteCache) => {
    const text = useServer(workflow(remoteCache), server) ?? '';
    // The signal, and three slow stages; the job that puts durations together runs no task.
    expect(countOf(text, 'uses: ./.github/actions/remote-cache')).toBe(4);
    expect(countOf(text, `          pnpm install --frozen-lockfile\n${step}`)).toBe(4);
    expect(text).toContain('id-token: write');
    expect(countOf(text, "      SCCACHE_GHA_ENABLED: 'true'\n      SCCACHE_BASEDIRS")).toBe(4);
    for (const old of ['GitHub’s own cache', 'vars.NX_CACHE_SERVER', 'from forks get no identity'])
      expect(text).not.toContain(old);
    expect(useServer(text, server)).toBe(text);
    const moved = useServer(text, 'https://other.example.com');
    expect(moved).toBe(text.replaceAll(server, 'https://other.example.com'));
  },
);

it('leaves alone a workflow with tokens of its own, and one that is not ours', () => {
  expect(useServer(workflow('token'), server)).toBeUndefined();
  expect(useServer('on: push\njobs:\n  a:\n    steps: []\n', server)).toBeUndefined();
});

it.each(['none', 'identity'] as const)(
  'gives the jobs of GitLab their token, once, where it was %s',
  (remoteCache) => {
    const text = useServerOnGitlab(gitlab(remoteCache), server) ?? '';
    expect(countOf(text, `NX_SIGNAL_CACHE_TOKEN: { aud: "${server}" }`)).toBe(1);
    expect(countOf(text, 'main.cjs login')).toBe(1);
    expect(text).toContain(`    - pnpm install --frozen-lockfile\n    - |\n      # GitLab vouches`);
    expect(text).toContain(`      SERVER='${server}'\n`);
    expect(text).not.toContain('NX_CACHE_SERVER');
    // But for the server, what `g ci` writes.
    const named = text.replace(`'${server}'`, '"$NX_CACHE_SERVER"');
    expect(named.replace(`"${server}"`, '$NX_CACHE_SERVER')).toBe(gitlab('identity'));
    expect(useServerOnGitlab(text, server)).toBe(text);
    const moved = useServerOnGitlab(text, 'https://other.example.com');
    expect(moved).toBe(text.replaceAll(server, 'https://other.example.com'));
  },
);

it('leaves alone a pipeline of GitLab with tokens of its own, and one that is not ours', () => {
  expect(useServerOnGitlab(gitlab('token'), server)).toBeUndefined();
  expect(useServerOnGitlab('a:\n  script: [x]\n\nsignal:\n', server)).toBeUndefined();
});
