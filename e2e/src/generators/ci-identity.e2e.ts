import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Workflow } from '../harness/ci/github-run.js';
import { Workspace } from '../harness/workspace.js';

/** Answers as GitHub does to a job that asks for its identity, and as nx-signal-cache does to that. */
function startIssuer(): Promise<Server> {
  const server = createServer(({ method, url, headers }, response) => {
    const { pathname, searchParams } = new URL(url ?? '', 'http://issuer');
    const asked = `${method} ${pathname} ${headers.authorization}`;
    if (asked === 'GET /identity Bearer of-the-job')
      response.end(JSON.stringify({ value: `identity-for:${searchParams.get('audience')}` }));
    else if (asked.startsWith('POST /v1/session Bearer identity-for:http://127.0.0.1:'))
      response.end(JSON.stringify({ token: 'token-of-the-run' }));
    else response.writeHead(403).end();
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

describe('a run shows the remote cache who it is', () => {
  let shop: Workspace;
  let server: Server;
  let url: string;
  beforeAll(async () => {
    shop = await Workspace.create({ shop: true });
    server = await startIssuer();
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    for (const provider of ['github', 'gitlab']) {
      const options = [`--provider=${provider}`, '--remoteCache=identity'];
      const { exitCode, output } = await shop.nx(['g', '@nx-signal/python:ci', ...options]);
      expect(exitCode, output).toBe(0);
    }
  });
  afterAll(async () => {
    server.close();
    await shop.dispose();
  });

  async function shell(script: string, env: Record<string, string>) {
    const { exitCode, all } = await execa('bash', ['-e', '-c', script], {
      cwd: shop.root,
      env,
      all: true,
      reject: false,
    });
    return { exitCode, output: all };
  }

  /** Runs the step of the workflow; what it leaves for later steps comes back. */
  async function github(env: Record<string, string>) {
    const { jobs } = parse(shop.read('.github/workflows/ci.yml')) as Workflow;
    expect(jobs['signal']?.permissions).toMatchObject({ 'id-token': 'write', contents: 'read' });
    const step = jobs['signal']?.steps.find(({ name }) =>
      name?.includes('token of the remote cache'),
    );
    shop.write('environment', '');
    const result = await shell(step?.run ?? 'exit 9', {
      ...{ GITHUB_ENV: join(shop.root, 'environment'), NX_CACHE_SERVER: url },
      ...env,
    });
    return { ...result, environment: shop.read('environment') };
  }

  const request = (token: string) => ({
    ACTIONS_ID_TOKEN_REQUEST_URL: `${url}/identity?api-version=2`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: token,
  });

  it('on GitHub, and hides the token it gets', async () => {
    expect(await github(request('of-the-job'))).toEqual({
      exitCode: 0,
      output: '::add-mask::token-of-the-run',
      environment: [
        `NX_SELF_HOSTED_REMOTE_CACHE_SERVER=${url}`,
        'NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN=token-of-the-run',
        '',
      ].join('\n'),
    });
  });

  it('on GitHub not from a fork, which has no identity, nor without a server', async () => {
    const nothing = { exitCode: 0, output: '', environment: '' };
    expect(await github({})).toEqual(nothing);
    expect(await github({ ...request('of-the-job'), NX_CACHE_SERVER: '' })).toEqual(nothing);
  });

  it('on GitHub, and does without a cache that refuses it', async () => {
    const { exitCode, environment, output } = await github(request('of-another'));
    expect(exitCode).toBe(0);
    expect(output).toContain('::warning::The remote cache gave this run no token');
    expect(environment).toBe('');
  });

  it('on GitLab', async () => {
    const pipeline = parse(shop.read('.gitlab-ci.yml'));
    const script = `${pipeline['.python'].before_script[1]}\nenv | grep ^NX_SELF_HOSTED || true`;
    const env = { NX_CACHE_IDENTITY: `identity-for:${url}`, CI_COMMIT_SHA: 'HEAD' };
    const known = await shell(script, { ...env, NX_CACHE_SERVER: url });
    expect(known.output).toContain('NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN=token-of-the-run');
    expect(known.output).toContain(`NX_SELF_HOSTED_REMOTE_CACHE_SERVER=${url}`);
    const refused = { ...env, NX_CACHE_IDENTITY: 'of-another', NX_CACHE_SERVER: url };
    for (const variables of [env, refused]) {
      const without = await shell(script, variables);
      expect(without.exitCode, without.output).toBe(0);
      expect(without.output).not.toContain('NX_SELF_HOSTED');
    }
  });
});
