import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { freePort } from './free-port.js';
import { installBuilders, type Served, serve } from './image-builders.js';
import { s3Credentials } from './s3-store.js';

/** A registry on loopback. */
export interface Registry extends Served {
  /** Host and port, as names of images begin. */
  host: string;
  /** Digest and media type of what a name stands for. */
  manifest(image: string, tag: string): Promise<{ digest: string | null; type: string | null }>;
}

const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

/** Starts Debian's docker-registry with a folder of its own. */
export async function startRegistry(): Promise<Registry> {
  const { registry } = await installBuilders({ buildkit: true });
  const folder = mkdtempSync(join(tmpdir(), 'nx-signal-registry-'));
  const host = `127.0.0.1:${await freePort()}`;
  const config = join(folder, 'config.yml');
  const storage = `storage:\n  filesystem:\n    rootdirectory: ${folder}/data\n`;
  writeFileSync(config, `version: 0.1\n${storage}http:\n  addr: ${host}\n`);
  const server = await serve(registry, ['serve', config], () => fetch(`http://${host}/v2/`));
  return {
    host,
    manifest: async (image, tag) => {
      const address = `http://${host}/v2/${image}/manifests/${tag}`;
      const { headers } = await fetch(address, { headers: { accept: manifestTypes } });
      return { digest: headers.get('docker-content-digest'), type: headers.get('content-type') };
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A BuildKit daemon of our own, with an empty store. */
export interface Buildkitd extends Served {
  socket: string;
  /** For programs that are to use it. */
  env: Record<string, string>;
  buildctl(...args: string[]): Promise<string>;
}

/** Starts buildkitd; what it pushes to and pulls from `registry` goes without TLS. */
export async function startBuildkitd(registry: string): Promise<Buildkitd> {
  const { buildkit, buildkitConfig, path } = await installBuilders({ buildkit: true });
  const folder = mkdtempSync(join(tmpdir(), 'nx-signal-buildkit-'));
  const socket = `unix://${join(folder, 'buildkitd.sock')}`;
  const config = join(folder, 'buildkitd.toml');
  const text = buildkitConfig.replaceAll('FOLDER', folder).replace('REGISTRY', registry);
  writeFileSync(config, text);
  const env = { BUILDKIT_HOST: socket, PATH: `${buildkit}:${path}` };
  const buildctl = async (...args: string[]) =>
    (await execa(join(buildkit, 'buildctl'), args, { env, all: true })).all;
  const server = await serve(
    join(buildkit, 'buildkitd'),
    ['--config', config],
    () => buildctl('debug', 'workers'),
    // The daemon, not its client, talks to S3.
    { PATH: env.PATH, ...s3Credentials },
  );
  return {
    socket,
    env,
    buildctl,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Puts the base images into a registry; returns the build arguments that name them there. */
export async function pushBaseImages(
  buildkitd: Buildkitd,
  registry: string,
): Promise<Record<string, string>> {
  const { base, uv } = await installBuilders({ buildkit: true });
  const push = async (name: string, folder: string) => {
    const image = `${registry}/nx-signal/${name}`;
    const sources = ['--local', `context=${folder}`, '--local', `dockerfile=${folder}`];
    const output = `type=image,name=${image},push=true`;
    await buildkitd.buildctl('build', '--frontend=dockerfile.v0', ...sources, '--output', output);
    return image;
  };
  return { PYTHON: await push('base', base), UV: await push('uv', uv) };
}
