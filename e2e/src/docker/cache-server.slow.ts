import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { freePort } from '../harness/free-port.js';
import {
  type Dockerd,
  installBuilders,
  nodeImage,
  startDockerd,
} from '../harness/image-builders.js';
import { packed } from '../harness/packages.js';
import { until } from '../harness/processes.js';
import { printedAccess, store, take } from '../remote-cache/objects.js';

const image = 'nx-signal-cache';

let dockerd: Dockerd;
/** The package as npm installs it: what the files of its `deploy` are made for. */
let folder: string;
let port: number;
/** A configuration of Docker with compose in it. */
let compose: string;
beforeAll(async () => {
  ({ compose } = await installBuilders({ compose: true }));
  dockerd = await startDockerd({ node: true });
  folder = mkdtempSync(join(tmpdir(), 'nx-signal-cache-image-'));
  const tarball = await packed('cache-server');
  await execa('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
  const file = join(folder, 'deploy', 'Dockerfile');
  const base = ['--build-arg', `NODE=${nodeImage}`, '--network=host'];
  await dockerd.docker('build', ...base, '--file', file, '--tag', image, folder);
});
afterAll(async () => {
  if (folder) rmSync(folder, { recursive: true, force: true });
  await dockerd?.stop();
});

const containers: string[] = [];
afterEach(async () => {
  for (const id of containers.splice(0)) await dockerd.docker('rm', '--force', '--volumes', id);
});

/** Starts a container that may write nothing but its volume; waits until its health check says so. */
async function start(variables: Record<string, string> = {}): Promise<string> {
  port = await freePort();
  const set = Object.entries({ NX_SIGNAL_CACHE_PORT: port, ...variables }).flatMap(
    ([name, value]) => ['--env', `${name}=${value}`],
  );
  const bounds = ['--read-only', '--tmpfs=/tmp', '--cap-drop=ALL', '--network=host'];
  const args = ['--detach', '--volume=objects:/data', ...bounds, ...set, image];
  const id = await dockerd.docker('run', ...args);
  containers.push(id);
  await until(
    async () => (await inspect(id, '.State.Health.Status')) === 'healthy',
    'it is healthy',
  );
  return id;
}

const inspect = (id: string, what: string) =>
  dockerd.docker('inspect', '--format', `{{${what}}}`, id);

it('runs as nobody in particular, and a new container has what the one before it stored', async () => {
  const first = await start();
  const access = printedAccess(await dockerd.docker('logs', first));
  expect(await store(access, '1', 'kept')).toBe(200);
  const tool = await dockerd.docker('exec', first, image, 'token', 'add', 'ada', '--role', 'read');
  expect(await dockerd.docker('exec', first, 'id', '-un')).toBe('node');
  await expect(dockerd.docker('exec', first, 'touch', '/app/file')).rejects.toThrow('Read-only');

  await dockerd.docker('stop', first);
  // 137, had it been killed after the time that Docker gives it.
  expect(await inspect(first, '.State.ExitCode')).toBe('0');
  expect(await dockerd.docker('logs', first)).toContain('"message":"stopped"');

  const second = await start();
  expect(await dockerd.docker('logs', second)).not.toContain('ACCESS_TOKEN');
  const reader = { url: `http://127.0.0.1:${port}`, token: tool };
  expect(await take(reader, '1')).toBe('kept');
  expect(await store(reader, '2', 'not allowed')).toBe(403);
});

it('is healthy behind a path of its own, and not where nothing answers', async () => {
  const id = await start({ NX_SIGNAL_CACHE_BASE_PATH: '/cache' });
  const health = ['exec', id, 'nx-signal-cache', 'health'];
  expect(await dockerd.docker(...health)).toBe(`http://127.0.0.1:${port}/cache answers`);
  await expect(dockerd.docker(...health, '--port', '1')).rejects.toThrow('SERVER_UNREACHABLE');
});

it('ends when it is killed, and the next container serves the same folder', async () => {
  const first = await start();
  const token = await dockerd.docker('exec', first, image, 'token', 'add', 'ci', '--role', 'write');
  const access = () => ({ url: `http://127.0.0.1:${port}`, token });
  await until(async () => (await store(access(), '3', 'kept')) !== 401, 'the token counts', 10);
  await dockerd.docker('kill', first);
  await start();
  expect(await take(access(), '3')).toBe('kept');
});

it('is one service of the compose file', async () => {
  const published = await freePort();
  const env = { ...dockerd.env, DOCKER_CONFIG: compose };
  const override = join(folder, 'another-port.yaml');
  const ports = `ports: !override ["127.0.0.1:${published}:7420"]`;
  writeFileSync(override, `services:\n  cache:\n    ${ports}\n`);
  const run = async (...args: string[]) => {
    const files = ['--file', join(folder, 'deploy', 'compose.yaml'), '--file', override];
    return (await execa('docker', ['compose', ...files, ...args], { env, all: true })).all;
  };
  // What it would be built from is what the other tests have built.
  const { services } = JSON.parse(await run('config', '--format', 'json')) as {
    services: { cache: { build: object } };
  };
  expect(services.cache.build).toEqual({ context: folder, dockerfile: 'deploy/Dockerfile' });
  const up = () => run('up', '--detach', '--no-build', '--wait');
  try {
    await up();
    const { token } = printedAccess(await run('logs', '--no-log-prefix', 'cache'));
    const access = { url: `http://127.0.0.1:${published}`, token };
    expect(await store(access, '1', 'kept')).toBe(200);
    await run('down');
    await up();
    expect(await take(access, '1')).toBe('kept');
    const tokens = ['exec', 'cache', 'nx-signal-cache', 'token', 'list'];
    expect(await run(...tokens)).toContain('first  write  shared');
  } finally {
    await run('down', '--volumes');
  }
});
