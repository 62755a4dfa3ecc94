import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Dockerd, nodeImage, prepareBuildah } from '../harness/image-builders.js';
import { packed } from '../harness/packages.js';

/** An image of Node for both architectures, as the official one is; nothing of the other one can run here. */
const nodes = 'localhost/nx-signal/nodes';
const image = 'localhost/nx-signal-cache';
const platforms = ['linux/amd64', 'linux/arm64'];

let buildah: Dockerd;
let folder: string;
beforeAll(async () => {
  buildah = await prepareBuildah({ node: true });
  folder = mkdtempSync(join(tmpdir(), 'nx-signal-cache-platforms-'));
  const tarball = await packed('cache-server');
  await execa('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
  const other = mkdtempSync(join(folder, 'node-'));
  writeFileSync(join(other, 'passwd'), 'node:x:1000:1000::/home/node:/bin/sh\n');
  writeFileSync(join(other, 'Dockerfile'), 'FROM scratch\nCOPY passwd /etc/passwd\n');
  const [own = '', arm = ''] = [nodeImage, `${nodeImage}-arm64`];
  await buildah.docker('build', '--quiet', '--platform=linux/arm64', '--tag', arm, other);
  await buildah.docker('manifest', 'create', nodes);
  for (const one of [own, arm]) await buildah.docker('manifest', 'add', nodes, one);
});
afterAll(async () => {
  await buildah?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

interface Manifests {
  manifests: { platform: { os: string; architecture: string } }[];
}

it('the recipe makes an image for each architecture, and runs no program of another one', async () => {
  const file = join(folder, 'deploy', 'Dockerfile');
  const args = ['--network=host', '--build-arg', `NODE=${nodes}`, '--file', file];
  // Debian's buildah knows no other way to say it.
  const here = ['--build-arg', `BUILDPLATFORM=${platforms[0]}`];
  const both = `--platform=${platforms.join(',')}`;
  await buildah.docker('build', both, ...here, ...args, '--manifest', image, folder);
  const { manifests } = JSON.parse(await buildah.docker('manifest', 'inspect', image)) as Manifests;
  const made = manifests.map(({ platform: { os, architecture } }) => `${os}/${architecture}`);
  expect(made.sort()).toEqual(platforms);
  for (const platform of platforms) {
    const container = await buildah.docker('from', '--pull=never', `--platform=${platform}`, image);
    const root = await buildah.docker('mount', container);
    expect(existsSync(join(root, 'app/node_modules/zod/package.json'))).toBe(true);
    expect(statSync(join(root, 'app/dist/main.cjs')).mode & 0o111).toBe(0o111);
    const link = join(root, 'usr/local/bin/nx-signal-cache');
    expect(lstatSync(link).isSymbolicLink() && readlinkSync(link)).toBe('/app/dist/main.cjs');
    expect(statSync(join(root, 'data'))).toMatchObject({ uid: 1000, gid: 1000 });
    await buildah.docker('umount', container);
  }
});
