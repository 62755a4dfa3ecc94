import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type Buildkitd,
  pushBaseImages,
  type Registry,
  startBuildkitd,
  startRegistry,
} from '../harness/buildkit.js';
import {
  type Dockerd,
  imageOf,
  imageSettings,
  installBuilders,
  localImages,
  startDockerd,
} from '../harness/image-builders.js';
import { type S3Store, startS3Store } from '../harness/s3-store.js';
import { Workspace } from '../harness/workspace.js';

/** Steps that BuildKit took from a cache. */
function cachedSteps(output: string): string[] {
  const names = new Map(
    [...output.matchAll(/^#(\d+) (\[.+)$/gm)].map(([, id, name]) => [id, name]),
  );
  return [...output.matchAll(/^#(\d+) CACHED$/gm)].map(([, id]) => names.get(id ?? '') ?? '');
}

let registry: Registry;
let buildkitd: Buildkitd;
let shop: Workspace;
let s3: S3Store;
let buildArgs: Record<string, string>;
const image = () => `${registry.host}/shop/{imageName}:{version}`;

beforeAll(async () => {
  registry = await startRegistry();
  s3 = await startS3Store('layers');
  buildkitd = await startBuildkitd(registry.host);
  buildArgs = await pushBaseImages(buildkitd, registry.host);
  shop = await Workspace.create({ shop: true });
});
afterEach(() => shop.git('checkout', '--', '.'));
afterAll(async () => {
  await shop?.dispose();
  await buildkitd?.stop();
  await registry?.stop();
  await s3?.stop();
});

/** Another daemon, whose store is empty, for the time of some work. */
async function withFreshBuilder<T>(work: (fresh: Buildkitd) => Promise<T>): Promise<T> {
  const fresh = await startBuildkitd(registry.host);
  try {
    return await work(fresh);
  } finally {
    await fresh.stop();
  }
}

const set = (options: Record<string, unknown>) =>
  shop.write('nx.json', imageSettings({ buildArgs, tags: [image()], ...options }));
const build = (env: Record<string, string>) =>
  shop.nx(['run', 'api:docker-build', '--excludeTaskDependencies', '--skipNxCache'], { env });

describe('images with buildctl', () => {
  const withBuildctl = (daemon = buildkitd) =>
    build({ ...daemon.env, NX_SIGNAL_BUILDER: 'buildctl' });

  it('are pushed, and their metadata names what the registry has', async () => {
    set({ push: true, labels: { stage: 'test' } });
    const { exitCode, output } = await withBuildctl();
    expect(exitCode, output).toBe(0);
    const { digest } = await registry.manifest('shop/api', '0.1.0');
    expect(imageOf(shop, 'api').digest).toBe(digest);
  });

  it('are replayed where their names say what is in them', async () => {
    set({ push: true, tags: [`${registry.host}/shop/named:{contextHash}`] });
    const env = { ...buildkitd.env, NX_SIGNAL_BUILDER: 'buildctl' };
    const run = () => shop.nx(['run', 'api:docker-build', '--excludeTaskDependencies'], { env });
    expect((await run()).tasks).toEqual({ 'api:docker-build': 'ran' });
    const before = imageOf(shop, 'api');
    shop.remove('dist');
    expect((await run()).tasks).toEqual({ 'api:docker-build': 'cached' });
    expect(imageOf(shop, 'api')).toEqual(before);
  });

  it('are files where they are not pushed, which is said first', async () => {
    set({});
    const { output } = await withBuildctl();
    const note = output.indexOf('has no image store, so the image is written to a file.');
    expect(note).toBeGreaterThan(0);
    expect(note).toBeLessThan(output.indexOf('#1 '));
    const { stdout } = await execa('tar', ['-tf', 'dist/reports/api/docker-build/image.tar'], {
      cwd: shop.root,
    });
    expect(stdout).toContain('manifest.json');
  });

  const caches: [title: string, setting: () => string][] = [
    ['a registry', () => `registry:${registry.host}/cache/{imageName}`],
    ['S3', () => `s3:layers?region=us-east-1&endpoint_url=${s3.endpoint}&use_path_style=true`],
    ['a local folder', () => `local:${shop.root}/.layers`],
  ];
  it.each(caches)('a fresh builder takes every step from %s', async (_title, setting) => {
    set({ push: true, layerCache: setting() });
    const first = await withBuildctl();
    expect(first.exitCode, first.output).toBe(0);
    const before = imageOf(shop, 'api').digest;
    const { output, exitCode } = await withFreshBuilder(withBuildctl);
    expect(exitCode, output).toBe(0);
    const steps = cachedSteps(output);
    for (const step of ['--no-install-local', 'COPY . .', '--no-editable', 'COPY --from=build']) {
      expect(
        steps.some((cached) => cached.includes(step)),
        `${step}\n${output}`,
      ).toBe(true);
    }
    expect(imageOf(shop, 'api').digest).toBe(before);
  });

  it('after an edit a fresh builder takes the dependencies from there', async () => {
    set({ push: true, layerCache: `registry:${registry.host}/cache/{imageName}` });
    shop.append('services/api/src/api/health.py', '# A remark.\n');
    const { output, exitCode } = await withFreshBuilder(withBuildctl);
    expect(exitCode, output).toBe(0);
    // What it takes from there it has to unpack first, and then says DONE instead of CACHED.
    expect(output).not.toContain('+ fastapi==');
    expect(output).toContain('Building api @ file:///app/services/api');
  });

  it('a provenance attestation is pushed along', async () => {
    set({ push: true, provenance: true, tags: [`${registry.host}/shop/attested`] });
    const { exitCode, output } = await withBuildctl();
    expect(exitCode, output).toBe(0);
    const { digest, type } = await registry.manifest('shop/attested', 'latest');
    expect(type).toBe('application/vnd.oci.image.index.v1+json');
    expect(imageOf(shop, 'api').digest).toBe(digest);
  });

  it('a build that fails names the line', async () => {
    set({ push: true });
    shop.replace('services/api/Dockerfile', 'COPY . .\n', 'COPY . .\nRUN cat /none\n');
    const { output } = await withBuildctl();
    const line = shop.read('services/api/Dockerfile').split('\n').indexOf('RUN cat /none') + 1;
    expect(output).toContain(`could not build the image.\n  at services/api/Dockerfile:${line}\n`);
  });

  it('a registry that is not there is the builder’s error', async () => {
    set({ push: true, tags: ['127.0.0.1:1/none'] });
    const { output } = await withBuildctl();
    expect(output).toContain('error [IMAGE_FAILED]');
    expect(output).toContain('\nhint: a registry could not be reached');
    expect(output).toContain('127.0.0.1:1');
  });
});

describe('images with buildx on a remote driver', () => {
  let config: string;
  const withBuildx = () => build({ DOCKER_CONFIG: config, PATH: pathOfDocker });
  let pathOfDocker: string;
  beforeAll(async () => {
    const { buildx, docker, path } = await installBuilders({ buildx: true });
    config = mkdtempSync(join(tmpdir(), 'nx-signal-buildx-'));
    pathOfDocker = path;
    await execa('cp', ['-r', `${buildx}/cli-plugins`, config]);
    const create = ['buildx', 'create', '--use', '--driver', 'remote', buildkitd.socket];
    await execa(docker, create, { env: { DOCKER_CONFIG: config } });
  });
  afterAll(() => rmSync(config, { recursive: true, force: true }));

  it('are pushed, with a layer cache in the registry', async () => {
    set({ push: true, layerCache: `registry:${registry.host}/cache/{imageName}-x` });
    const { exitCode, output } = await withBuildx();
    expect(exitCode, output).toBe(0);
    expect(output).toContain('with docker buildx');
    const { digest } = await registry.manifest('shop/api', '0.1.0');
    expect(imageOf(shop, 'api').digest).toBe(digest);
    expect((await registry.manifest('cache/api-x', 'latest')).digest).not.toBeNull();
  });

  it('a build that fails names the line', async () => {
    set({ push: true });
    shop.replace('services/api/Dockerfile', 'COPY . .\n', 'COPY . .\nRUN cat /none\n');
    const { output } = await withBuildx();
    const line = shop.read('services/api/Dockerfile').split('\n').indexOf('RUN cat /none') + 1;
    expect(output).toContain(`could not build the image.\n  at services/api/Dockerfile:${line}\n`);
  });
});

describe('images with dockerd', () => {
  let dockerd: Dockerd;
  beforeAll(async () => {
    dockerd = await startDockerd();
  });
  afterAll(() => dockerd?.stop());

  it('are pushed, and their metadata names what the registry has', async () => {
    set({ push: true, buildArgs: localImages, tags: [`${registry.host}/shop/plain:{version}`] });
    const { output, exitCode } = await build({ ...dockerd.env, NX_SIGNAL_BUILDER: 'docker' });
    expect(exitCode, output).toBe(0);
    const { digest } = await registry.manifest('shop/plain', '0.1.0');
    expect(imageOf(shop, 'api').digest).toBe(digest);
  });

  it('are built through buildx, too, which then can do no more than dockerd', async () => {
    const { buildx } = await installBuilders({ buildx: true });
    const env = { ...dockerd.env, DOCKER_CONFIG: buildx };
    set({ buildArgs: localImages, tags: ['through-buildx'], layerCache: 'local:.layers' });
    const first = await build(env);
    expect(first.exitCode, first.output).toBe(0);
    expect(first.output).toMatch(/note: docker buildx \S+ cannot store layers remotely \(local\)/);
    const id = await dockerd.docker('image', 'inspect', '--format', '{{.Id}}', 'through-buildx');
    expect(imageOf(shop, 'api').id).toBe(id);
    expect((await build(env)).output).toContain(
      'Unchanged, and in the local store: through-buildx',
    );
  });
});
