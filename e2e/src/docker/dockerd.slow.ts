import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Dockerd, imageOf, imageSettings, startDockerd } from '../harness/image-builders.js';
import type { RunOptions } from '../harness/workspace.js';
import { Workspace } from '../harness/workspace.js';

const alone = '--excludeTaskDependencies';

/** Steps that a builder took from its cache, out of what dockerd's BuildKit prints. */
function cachedSteps(output: string): string[] {
  const names = new Map(
    [...output.matchAll(/^#(\d+) (\[.+)$/gm)].map(([, id, name]) => [id, name]),
  );
  return [...output.matchAll(/^#(\d+) CACHED$/gm)].map(([, id]) => names.get(id ?? '') ?? '');
}

const dependencyLayer = /RUN .* --no-install-local$/;

describe('images with dockerd', () => {
  let dockerd: Dockerd;
  let shop: Workspace;
  const build = (args: string[] = ['run', 'api:docker-build', alone], options: RunOptions = {}) =>
    shop.nx(args, { ...options, env: { ...dockerd.env, ...options.env } });
  beforeAll(async () => {
    dockerd = await startDockerd();
    shop = await Workspace.create({ shop: true, files: { 'nx.json': imageSettings() } });
  });
  afterEach(() => shop.git('checkout', '--', '.'));
  afterAll(async () => {
    await shop?.dispose();
    await dockerd?.stop();
  });

  it('the shop’s api is built after its signal, and answers', async () => {
    const { exitCode, output, tasks } = await build(['run', 'api:docker-build']);
    expect(exitCode, output).toBe(0);
    expect(Object.keys(tasks).at(-1)).toBe('api:docker-build');
    expect(tasks['api:test:unit']).toBe('ran');
    const container = await dockerd.docker('run', '--detach', '--network=host', 'api');
    try {
      const answer = await fetchWhenUp('http://127.0.0.1:8000/health');
      expect(answer).toEqual({ status: 'ok' });
    } finally {
      await dockerd.docker('rm', '--force', container);
    }
  });

  it('it runs as nobody in particular, and holds no tools to build with', async () => {
    const user = await dockerd.docker('image', 'inspect', '--format', '{{.Config.User}}', 'api');
    expect(user).toBe('app');
    const tools = 'for tool in uv gcc cc make pip; do command -v $tool; done; ls /app';
    expect(await dockerd.docker('run', '--rm', '--network=none', 'api', 'sh', '-c', tools)).toBe(
      '',
    );
  });

  it('it is not built again while its name stands for it in the store', async () => {
    const before = imageOf(shop, 'api');
    expect(before.id).toBe(await dockerd.docker('image', 'inspect', '--format', '{{.Id}}', 'api'));
    shop.remove('dist');
    const { output } = await build(['docker-build', 'api', alone]);
    expect(output).toContain(`Unchanged, and in the local store: api:latest (${before.id})`);
    expect(output).not.toContain('#1 ');
    expect(imageOf(shop, 'api')).toEqual(before);
  });

  const losses: [title: string, lose: () => Promise<unknown>][] = [
    ['the image is gone', () => dockerd.docker('rmi', 'api')],
    ['its name has moved on', () => dockerd.docker('tag', 'nx-signal/base', 'api')],
  ];
  it.each(losses)('it is built again where %s, which is said', async (_title, lose) => {
    await lose();
    const { output } = await build();
    expect(output).toContain(
      'note: api:latest is no longer the image that was built here before, so it is built again.',
    );
    const id = await dockerd.docker('image', 'inspect', '--format', '{{.Id}}', 'api');
    expect(imageOf(shop, 'api').id).toBe(id);
  });

  it('an edited source leaves the dependencies in the cache', async () => {
    shop.append('services/api/src/api/health.py', '# A remark.\n');
    const { tasks, output } = await build();
    expect(tasks).toEqual({ 'api:docker-build': 'ran' });
    const steps = cachedSteps(output);
    expect(
      steps.some((step) => dependencyLayer.test(step)),
      output,
    ).toBe(true);
    expect(steps.some((step) => step.includes('COPY . .'))).toBe(false);
    await shop.commit('api');
  });

  it('another project’s sources and packages change nothing', async () => {
    const before = imageOf(shop, 'api').contextHash;
    shop.append('services/worker/src/worker/__main__.py', '# A remark.\n');
    shop.replace('services/worker/pyproject.toml', '["models"]', '["models", "six"]');
    await shop.run('uv', ['lock', '--quiet']);
    expect(shop.read('uv.lock')).toContain('name = "six"');
    expect((await build()).output).toContain('Unchanged, and in the local store: api:latest');
    expect(imageOf(shop, 'api').contextHash).toBe(before);
    await shop.commit('worker');
  });

  it('a new dependency is installed', async () => {
    shop.replace('services/api/pyproject.toml', '"models",', '"models",\n    "six",');
    await shop.run('uv', ['lock', '--quiet']);
    const { tasks, output } = await build();
    expect(tasks).toEqual({ 'api:docker-build': 'ran' });
    expect(cachedSteps(output).some((step) => dependencyLayer.test(step))).toBe(false);
    const python = ['run', '--rm', '--network=none', 'api', 'python', '-c', 'import six'];
    expect(await dockerd.docker(...python)).toBe('');
  });

  it('two images are built at once', async () => {
    shop.write(
      'services/worker/Dockerfile',
      shop.read('services/api/Dockerfile').replaceAll('--package api', '--package worker'),
    );
    shop.write('services/api/admin.Dockerfile', shop.read('services/api/Dockerfile'));
    const targets = ['docker-build', 'docker-build:admin'];
    const { tasks, output } = await build(['run-many', '-t', ...targets, alone, '--parallel=3']);
    expect(Object.keys(tasks).sort(), output).toEqual([
      'api:docker-build',
      'api:docker-build:admin',
      'worker:docker-build',
    ]);
    expect(output).not.toContain('error [');
    const names = await dockerd.docker('images', '--format', '{{.Repository}}');
    expect(names.split('\n')).toEqual(expect.arrayContaining(['api', 'api-admin', 'worker']));
    expect(imageOf(shop, 'api', 'docker-build-admin').tags).toEqual(['api-admin:latest']);
    shop.remove('services/worker/Dockerfile');
    shop.remove('services/api/admin.Dockerfile');
  });

  it('a secret reaches the build, but no layer, output or file', async () => {
    const secret = 'pa55-word-of-an-index';
    shop.write('nx.json', imageSettings({ secrets: { index: 'env:INDEX_PASSWORD' } }));
    shop.replace(
      'services/api/Dockerfile',
      'COPY .manifests ./\n',
      'RUN --mount=type=secret,id=index echo "has $(cat /run/secrets/index)"; wc -c < /run/secrets/index > /size\nCOPY .manifests ./\n',
    );
    const { output, exitCode } = await build(undefined, { env: { INDEX_PASSWORD: secret } });
    expect(exitCode, output).toBe(0);
    expect(output).toContain('has ***');
    expect(output).not.toContain(secret);
    await dockerd.docker(
      'build',
      '--quiet',
      '--target',
      'build',
      '--tag',
      'stage',
      '--network=host',
      '--secret',
      'id=index,env=INDEX_PASSWORD',
      ...['PYTHON=nx-signal/base', 'UV=nx-signal/uv'].flatMap((arg) => ['--build-arg', arg]),
      '--file',
      `${shop.root}/services/api/Dockerfile`,
      `${shop.root}/.nx/workspace-data/nx-signal/docker/api/Dockerfile/${imageOf(shop, 'api').contextHash}`,
    );
    const scratch = mkdtempSync(join(tmpdir(), 'nx-signal-layers-'));
    for (const image of ['api', 'stage']) {
      const archive = join(scratch, `${image}.tar`);
      await dockerd.docker('save', '--output', archive, image);
      const unpacked = `set -e; mkdir ${archive}.d; cd ${archive}.d; tar -xf ${archive}; for layer in */layer.tar; do tar -xOf $layer; done | grep -ac "$0" || true; grep -rac "$0" . | grep -v ':0$' || true`;
      const { stdout } = await execa('sh', ['-c', unpacked, secret]);
      expect(stdout.trim(), image).toBe('0');
    }
    rmSync(scratch, { recursive: true, force: true });
    const { stdout } = await execa('grep', ['-rl', secret, 'dist', '.nx'], {
      cwd: shop.root,
      reject: false,
    });
    expect(stdout).toBe('');
    const missing = await build(['run', 'api:docker-build', alone]);
    expect(missing.output).toContain(
      'error [SECRET_MISSING]: The build secret "index" comes from the environment variable INDEX_PASSWORD',
    );
  });

  it('a build that fails shows the builder’s error and the line of the Dockerfile', async () => {
    shop.replace(
      'services/api/Dockerfile',
      'COPY . .\n',
      'COPY . .\nRUN echo so far && cat /none\n',
    );
    const { output, tasks } = await build();
    expect(tasks).toEqual({ 'api:docker-build': 'failed' });
    expect(output).toContain('cat: /none: No such file or directory');
    const line =
      shop.read('services/api/Dockerfile').split('\n').indexOf('RUN echo so far && cat /none') + 1;
    expect(output).toContain(`could not build the image.\n  at services/api/Dockerfile:${line}\n`);
  });

  it('a Dockerfile written for the whole workspace is built from a plain context', async () => {
    shop.write(
      'nx.json',
      imageSettings({ context: 'workspace', tags: ['plain:{version}-{contextHash}'] }),
    );
    shop.write(
      'services/api/Dockerfile',
      'ARG PYTHON\nFROM $PYTHON\nCOPY . /app\nRUN cat /app/services/worker/pyproject.toml\n',
    );
    const { output, exitCode } = await build();
    expect(exitCode, output).toBe(0);
    const { tags, inputsHash } = imageOf(shop, 'api');
    expect(tags).toEqual([`plain:0.1.0-${inputsHash.slice(0, 12)}`]);
  });

  it('what the builder cannot do is said before it starts', async () => {
    shop.write('nx.json', imageSettings({ tags: ['noted'] }));
    const env = { NX_SIGNAL_LAYER_CACHE: 'local:.cache' };
    const { output, exitCode } = await build(['docker-build', 'api', alone], { env });
    expect(exitCode).toBe(0);
    const note = output.indexOf(
      '(BuildKit) cannot store layers remotely (local), so the image is built without.',
    );
    expect(note).toBeGreaterThan(0);
    expect(note).toBeLessThan(output.indexOf('#1 '));
    shop.write('nx.json', imageSettings({ platforms: ['linux/amd64', 'linux/arm64'] }));
    expect((await build()).output).toContain('error [BUILDER_UNABLE]: docker 20.10');
  });

  it('no permission is an error with a remedy', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'nx-signal-nobody-'));
    const client = 'exec setpriv --reuid=65534 --regid=65534 --clear-groups /usr/bin/docker "$@"';
    writeFileSync(join(folder, 'docker'), `#!/bin/sh\n${client}\n`, { mode: 0o755 });
    const env = { PATH: `${folder}:${dockerd.env['PATH']}`, NX_SIGNAL_BUILDER: 'docker' };
    const { output } = await build(undefined, { env });
    rmSync(folder, { recursive: true, force: true });
    expect(output).toContain('error [BUILDER_DENIED]: docker denies access to this user.');
    expect(output).toContain('\nhint: add the user to the group that owns the socket');
  });

  it('no space is an error with a remedy', async () => {
    const step = 'RUN cat /etc/passwd > /dev/full\n';
    shop.replace('services/api/Dockerfile', 'COPY . .\n', `COPY . .\n${step}`);
    const { output } = await build();
    expect(output).toContain('error [DISK_FULL]: docker 20.10');
    expect(output).toContain('\nhint: free some space: `docker system prune`');
  });

  const failures: [title: string, env: Record<string, string>, text: string][] = [
    [
      'no daemon',
      { DOCKER_HOST: 'unix:///none.sock', NX_SIGNAL_BUILDER: 'docker' },
      'error [BUILDER_UNREACHABLE]: docker does not answer.',
    ],
    [
      'no builder of that name',
      { NX_SIGNAL_BUILDER: 'podman', PATH: '/usr/sbin' },
      'error [BUILDER_MISSING]: The builder podman is not installed.',
    ],
    [
      'a builder that is unknown',
      { NX_SIGNAL_BUILDER: 'kaniko' },
      'error [OPTIONS_INVALID]: NX_SIGNAL_BUILDER names "kaniko"',
    ],
  ];
  it.each(failures)('%s is an error with a remedy', async (_title, env, text) => {
    const { output } = await build(['run', 'api:docker-build', alone], { env });
    expect(output).toContain(text);
    expect(output).toContain('\nhint: ');
  });
});

/** Asks until a server that has just been started answers. */
async function fetchWhenUp(address: string): Promise<unknown> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const response = await fetch(address);
      return await response.json();
    } catch (error) {
      if (attempt === 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
