import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Dockerd, imageOf, imageSettings, prepareBuildah } from '../harness/image-builders.js';
import { Workspace } from '../harness/workspace.js';

describe('images with buildah', () => {
  let buildah: Dockerd;
  let shop: Workspace;
  const build = (env: Record<string, string> = {}) =>
    shop.nx(['run', 'api:docker-build', '--excludeTaskDependencies'], {
      env: { ...buildah.env, ...env },
    });
  beforeAll(async () => {
    buildah = await prepareBuildah();
    shop = await Workspace.create({ shop: true, files: { 'nx.json': imageSettings() } });
  });
  afterEach(() => shop.git('checkout', '--', '.'));
  afterAll(async () => {
    await shop?.dispose();
    await buildah?.stop();
  });

  it('the shop’s api is built, health check included, and not again', async () => {
    const { exitCode, output } = await build();
    expect(exitCode, output).toBe(0);
    const inspected = JSON.parse(await buildah.docker('inspect', '--type', 'image', 'api'));
    expect(`sha256:${inspected.FromImageID}`).toBe(imageOf(shop, 'api').id);
    expect(inspected.Docker.config.Healthcheck.Test).toContain('CMD');
    expect((await build()).output).toContain('Unchanged, and in the local store: api:latest');
  });

  it('an edited source leaves the dependencies in the cache', async () => {
    shop.append('services/api/src/api/health.py', '# A remark.\n');
    const { output, exitCode } = await build();
    expect(exitCode, output).toBe(0);
    const layer = /STEP \d+\/\d+: RUN [^\n]*--no-install-local\n([^\n]*)/.exec(output)?.[1];
    expect(layer).toMatch(/^--> Using cache /);
    expect(output).toContain('Building api @ file:///app/services/api');
  });

  it('a secret is mounted and not shown', async () => {
    shop.write('nx.json', imageSettings({ secrets: { index: 'env:INDEX_PASSWORD' } }));
    const step = 'RUN --mount=type=secret,id=index echo "has $(cat /run/secrets/index)"\n';
    shop.replace('services/api/Dockerfile', 'COPY .manifests ./\n', `${step}COPY .manifests ./\n`);
    const { output, exitCode } = await build({ INDEX_PASSWORD: 'pa55-word-of-an-index' });
    expect(exitCode, output).toBe(0);
    expect(output).toContain('has ***');
    expect(output).not.toContain('pa55-word');
  });

  it('a build that fails shows the line of the Dockerfile', async () => {
    shop.replace('services/api/Dockerfile', 'COPY . .\n', 'COPY . .\nRUN cat /none\n');
    const { output } = await build();
    expect(output).toContain('cat: /none: No such file or directory');
    const line = shop.read('services/api/Dockerfile').split('\n').indexOf('RUN cat /none') + 1;
    expect(output).toContain(`could not build the image.\n  at services/api/Dockerfile:${line}\n`);
  });

  it('an archive of the image is brought back by a replay', async () => {
    shop.write('nx.json', imageSettings({ archive: true }));
    const { output, exitCode } = await build();
    expect(exitCode, output).toBe(0);
    expect(imageOf(shop, 'api').archive).toBe('image.tar');
    shop.remove('dist');
    expect((await build()).tasks).toEqual({ 'api:docker-build': 'cached' });
    const pulled = `docker-archive:${shop.root}/dist/reports/api/docker-build/image.tar`;
    expect(await buildah.docker('pull', '--quiet', pulled)).toMatch(/[0-9a-f]{64}/);
  });
});
