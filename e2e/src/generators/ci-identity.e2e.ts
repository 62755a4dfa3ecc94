import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  type IdentityIssuer,
  type RunClaims,
  startIdentityIssuer,
} from '../harness/ci/identity-issuer.js';
import type { Workflow } from '../harness/ci/workflow.js';
import { freePort } from '../harness/free-port.js';
import { Workspace } from '../harness/workspace.js';
import { CacheServer } from '../remote-cache/cache-server.js';
import { declareServer, serverFolder } from '../remote-cache/installed-server.js';
import { createNodeWorkspace } from '../remote-cache/node-workspace.js';
import { type Access, store, take } from '../remote-cache/objects.js';

/** Claims as GitHub signs them. */
const github = {
  main: {
    repository: 'acme/shop',
    ref: 'refs/heads/main',
    event_name: 'push',
    run_id: '11',
  },
  pull: {
    repository: 'acme/shop',
    ref: 'refs/pull/7/merge',
    event_name: 'pull_request',
    run_id: '12',
  },
  stranger: {
    repository: 'evil/shop',
    ref: 'refs/heads/main',
    event_name: 'push',
    run_id: '13',
  },
} satisfies Record<string, RunClaims>;

/** And GitLab. */
const gitlab = {
  main: {
    project_path: 'acme/shop',
    ref: 'main',
    ref_protected: 'true',
    pipeline_source: 'push',
    pipeline_id: '21',
  },
  merge: {
    project_path: 'acme/shop',
    ref: 'a-branch',
    ref_protected: 'false',
    pipeline_source: 'merge_request_event',
    pipeline_id: '22',
  },
  stranger: {
    project_path: 'evil/shop',
    ref: 'main',
    ref_protected: 'true',
    pipeline_source: 'push',
    pipeline_id: '23',
  },
} satisfies Record<string, RunClaims>;

/** What a job's shell has left. */
interface Job {
  exitCode: number | undefined;
  output: string;
  /** Variables for the steps behind it. */
  environment: Record<string, string>;
}

const noToken = 'The remote cache gave this run no token';
const inTrouble = 'The run continues without the remote cache.';

describe('a run shows the remote cache who it is', () => {
  let shop: Workspace;
  let issuer: IdentityIssuer;
  let server: CacheServer;
  let url: string;
  /** As `g ci` writes it: with the server that a variable of the project names. */
  let named: string;
  beforeAll(async () => {
    shop = await Workspace.create({ shop: true });
    await declareServer(shop);
    issuer = await startIdentityIssuer();
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const issuers: object[] = [];
    for (const provider of ['github', 'gitlab']) {
      await generate('ci', `--provider=${provider}`, '--remoteCache=identity');
      if (provider === 'gitlab') named = shop.read('.gitlab-ci.yml');
      const wired = [`--provider=${provider}`, `--server=${url}`, '--repository=acme/shop'];
      await generate('remote-cache', ...wired, '--branch=main');
      // As generated, but for the issuer, which is not github.com here.
      const { auth } = JSON.parse(shop.read('nx-signal-cache.json')) as {
        auth: { oidc: object[] };
      };
      issuers.push({ ...auth.oidc[0], issuer: issuer.url });
    }
    shop.write('both.json', JSON.stringify({ auth: { oidc: issuers } }));
    server = await CacheServer.start([
      '--config',
      join(shop.root, 'both.json'),
      '--port',
      `${port}`,
    ]);
  });
  afterAll(async () => {
    issuer?.stop();
    await server?.dispose();
    await shop?.dispose();
  });

  async function generate(name: string, ...options: string[]): Promise<void> {
    const args = ['g', `@nx-signal/python:${name}`, ...options, '--no-interactive'];
    const { exitCode, output } = await shop.nx(args);
    expect(exitCode, output).toBe(0);
  }

  const variables = (text: string) =>
    Object.fromEntries(
      [...text.matchAll(/^(NX_\w+)=(.*)$/gm)].map(([, name, value]) => [name ?? '', value ?? '']),
    );

  async function shell(script: string, env: Record<string, string>, cwd = shop.root) {
    const options = { cwd, env, all: true, reject: false } as const;
    const { exitCode, all } = await execa('bash', ['-e', '-c', script], options);
    return { exitCode, output: all };
  }

  /** Runs the action that the workflow uses; what it leaves for later steps comes back. */
  async function onGithub({ NX_CACHE_SERVER = url, ...env }: Record<string, string>): Promise<Job> {
    const { jobs } = parse(shop.read('.github/workflows/ci.yml')) as Workflow;
    expect(jobs['signal']?.permissions).toMatchObject({ 'id-token': 'write', contents: 'read' });
    const uses = './.github/actions/remote-cache';
    const step = jobs['signal']?.steps.find((each) => each.uses === uses);
    expect(step?.with).toEqual({ server: url });
    const { runs, inputs } = parse(shop.read(`${uses}/action.yml`));
    expect({ ...runs, ...inputs }).toMatchObject({ using: 'node24', server: { required: true } });
    shop.write('environment', '');
    const file = { GITHUB_ENV: join(shop.root, 'environment'), GITHUB_WORKSPACE: serverFolder };
    const input = { INPUT_SERVER: NX_CACHE_SERVER };
    const result = await shell(`node ${uses}/${runs.main}`, { ...file, ...input, ...env });
    return { ...result, environment: variables(shop.read('environment')) };
  }

  /** Runs the last lines that come before every script of a pipeline, and then looks at the environment. */
  async function onGitlab(
    env: Record<string, string>,
    text = shop.read('.gitlab-ci.yml'),
    audience = url,
  ): Promise<Job> {
    const { id_tokens, before_script } = parse(text)['.python'];
    expect(id_tokens).toEqual({ NX_SIGNAL_CACHE_TOKEN: { aud: audience } });
    const script = `${before_script.at(-1)}\nenv | grep -E '^NX_(SELF_HOSTED|SKIP)' || true`;
    // Where the packed program is among the packages.
    const result = await shell(script, env, serverFolder);
    return { ...result, environment: variables(result.output) };
  }

  const providers = {
    github: (claims: RunClaims) => onGithub(issuer.githubJob(claims)),
    gitlab: (claims: RunClaims) => onGitlab({ NX_SIGNAL_CACHE_TOKEN: issuer.sign(claims, url) }),
  };

  /** What a job may do with the variables it has got. */
  function accessOf({ environment, output }: Job): Access {
    expect(environment['NX_SELF_HOSTED_REMOTE_CACHE_SERVER'], output).toBe(url);
    return { url, token: environment['NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN'] ?? '' };
  }

  it.each([
    ['github', github.main, github.pull, { identity: 'github:acme/shop', run: '11' }],
    ['gitlab', gitlab.main, gitlab.merge, { identity: 'gitlab:acme/shop', run: '21' }],
  ] as const)('on %s: only main writes what main reads', async (provider, trusted, not, who) => {
    const hash = provider === 'github' ? '101' : '201';
    const pull = accessOf(await providers[provider](not));
    expect(await store(pull, hash, 'poison')).toBe(200);
    const main = accessOf(await providers[provider](trusted));
    expect(await take(main, hash)).toBe(404);
    expect(await store(main, hash, 'clean')).toBe(200);
    expect(await take(main, hash)).toBe('clean');
    // A request goes on with its own, and another one gets what main has stored.
    expect(await take(pull, hash)).toBe('poison');
    const another = accessOf(await providers[provider]({ ...not, ref: 'refs/pull/8/merge' }));
    expect(await take(another, hash)).toBe('clean');
    const headers = { authorization: `Bearer ${main.token}` };
    const answer = await fetch(`${url}/v1/provenance/${hash}`, { headers });
    expect(await answer.json()).toMatchObject({ ...who, ref: trusted.ref });
  });

  it('on GitHub, with Nx: main builds anew what a pull request has stored', async () => {
    const builds = async (claims: RunClaims, env: Record<string, string> = {}) => {
      const { environment } = await onGithub(issuer.githubJob(claims));
      const workspace = await createNodeWorkspace();
      try {
        const run = await workspace.nx(['run', 'alpha:build'], { env: { ...environment, ...env } });
        return { ...run.tasks, result: workspace.read('dist/alpha/result.txt') };
      } finally {
        await workspace.dispose();
      }
    };
    const clean = 'built from clean sources';
    const stored = await builds(github.pull, { EVIL: ', and poisoned' });
    expect(stored).toEqual({ 'alpha:build': 'ran', result: `${clean}, and poisoned` });
    expect(await builds(github.main)).toEqual({ 'alpha:build': 'ran', result: clean });
    expect(await builds(github.main)).toEqual({ 'alpha:build': 'cached', result: clean });
  });

  it('on GitHub, and hides the token it gets', async () => {
    const { environment, exitCode, output } = await onGithub(issuer.githubJob(github.main));
    const token = environment['NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN'] ?? '';
    expect(exitCode).toBe(0);
    expect(output.split('\n')).toContain(`::add-mask::${token}`);
    expect(output.replace(`::add-mask::${token}`, '')).not.toContain(token);
  });

  it('on GitHub not from a fork, which has no identity, nor without a server', async () => {
    const fork = await onGithub({});
    expect(fork.output).toContain(inTrouble);
    expect(fork).toMatchObject({ exitCode: 0, environment: { NX_SKIP_REMOTE_CACHE: 'true' } });
    expect(await onGithub({ ...issuer.githubJob(github.main), NX_CACHE_SERVER: '' })).toEqual({
      exitCode: 0,
      output: '',
      environment: {},
    });
  });

  it.each<[string, () => Promise<Job>]>([
    ['of another repository of GitHub', () => providers.github(github.stranger)],
    ['of another project of GitLab', () => providers.gitlab(gitlab.stranger)],
    [
      'whose token is for another server',
      () => onGitlab({ NX_SIGNAL_CACHE_TOKEN: issuer.sign(gitlab.main, 'https://elsewhere') }),
    ],
  ])('does without it in a run %s', async (_title, run) => {
    const { exitCode, environment, output } = await run();
    expect(exitCode, output).toBe(0);
    expect(output).toContain(noToken);
    expect(environment).toEqual({});
  });

  it.each<[string, () => Promise<Job>]>([
    [
      'of GitLab that finds no server there',
      () => {
        const text = shop.read('.gitlab-ci.yml').replace(`'${url}'`, "'http://127.0.0.1:9'");
        return onGitlab({ NX_SIGNAL_CACHE_TOKEN: issuer.sign(gitlab.main, url) }, text);
      },
    ],
    ['that GitHub does not know', () => onGithub(issuer.githubJob(github.main, false))],
    [
      'that finds no server there',
      () => onGithub({ ...issuer.githubJob(github.main), NX_CACHE_SERVER: 'http://127.0.0.1:9' }),
    ],
  ])('keeps Nx from asking in a run %s', async (_title, run) => {
    const { exitCode, environment, output } = await run();
    expect(exitCode, output).toBe(0);
    expect(output).toContain(inTrouble);
    expect(environment).toEqual({ NX_SKIP_REMOTE_CACHE: 'true' });
  });

  it('on GitLab with the server that a variable names, and not without one', async () => {
    const run = (server: string) => {
      const identity = { NX_SIGNAL_CACHE_TOKEN: issuer.sign(gitlab.main, url) };
      return onGitlab({ ...identity, NX_CACHE_SERVER: server }, named, '$NX_CACHE_SERVER');
    };
    expect(accessOf(await run(url)).token).not.toBe('');
    expect(await run('')).toEqual({ exitCode: 0, output: '', environment: {} });
  });

  it('with the template of the generator remote-cache, for a pipeline of one’s own', async () => {
    expect(shop.has('.gitlab/remote-cache.yml')).toBe(false);
    shop.write('.gitlab-ci.yml', 'build:\n  script: [make]\n');
    const wired = ['--provider=gitlab', `--server=${url}`, '--repository=acme/shop'];
    await generate('remote-cache', ...wired);
    const own = accessOf(await onGithub(issuer.githubJob(github.pull)));
    expect(await store(own, '301', 'poison')).toBe(200);

    // There, npx finds the packed program instead of asking a registry.
    const template = parse(shop.read('.gitlab/remote-cache.yml'))['.remote-cache'];
    expect(template.id_tokens).toEqual({ NX_SIGNAL_CACHE_TOKEN: { aud: url } });
    const identity = { NX_SIGNAL_CACHE_TOKEN: issuer.sign(gitlab.main, url) };
    const script = `${template.before_script.join('\n')}\nenv | grep ^NX_SELF_HOSTED`;
    const onGitlabs = await shell(script, { ...template.variables, ...identity }, serverFolder);
    expect(onGitlabs.output).toContain('gitlab:acme/shop: write, scope shared');
    const main = accessOf({ ...onGitlabs, environment: variables(onGitlabs.output) });
    expect(await take(main, '301')).toBe(404);
    expect(await store(main, '301', 'clean')).toBe(200);
  });
});
