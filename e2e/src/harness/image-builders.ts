import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { repository } from './paths.js';
import type { Workspace } from './workspace.js';

/** Where tools/setup/builders.mjs has put things, and the PATH on which its docker comes first. */
interface InstalledBuilders {
  docker: string;
  dockerd: string;
  buildah: string;
  registry: string;
  base: string;
  uv: string;
  node: string;
  buildkit: string;
  buildkitConfig: string;
  buildx: string;
  compose: string;
  path: string;
}

/** Installs what is missing, as CI does. */
export async function installBuilders(
  options: { buildkit?: boolean; buildx?: boolean; compose?: boolean; node?: boolean } = {},
): Promise<InstalledBuilders> {
  const script = `import { installBuilders } from './tools/setup/builders.mjs';
const builders = installBuilders(${JSON.stringify(options)});
console.log('\\n' + JSON.stringify({ ...builders, path: process.env.PATH }));`;
  const args = ['--input-type=module', '--eval', script];
  const { stdout } = await execa(process.execPath, args, { cwd: repository });
  return JSON.parse(stdout.split('\n').at(-1) ?? '');
}

/** A program of ours that serves, and how to end it. */
export interface Served {
  stop(): Promise<void>;
}

/** Starts a server and waits until `ready` succeeds; what it said is in the error otherwise. */
export async function serve(
  command: string,
  args: string[],
  ready: () => Promise<unknown>,
  env: Record<string, string> = {},
): Promise<Served> {
  const server = execa(command, args, { env, reject: false, all: true, stdin: 'ignore' });
  let ended: string | undefined;
  void server.then(({ all }) => {
    ended = all;
  });
  for (let attempt = 0; attempt < 150 && ended === undefined; attempt += 1) {
    const works = await ready().then(
      () => true,
      () => false,
    );
    if (works) {
      return {
        stop: async () => {
          server.kill('SIGTERM');
          await server;
        },
      };
    }
    await sleep(200);
  }
  server.kill('SIGKILL');
  throw new Error(`${command} did not start: ${ended ?? 'it does not answer'}`);
}

/** A Docker daemon of our own. */
export interface Dockerd extends Served {
  /** For programs that are to use it. */
  env: Record<string, string>;
  /** Runs its client; returns what it printed. */
  docker(...args: string[]): Promise<string>;
}

/** Names of the images that stand in for those of a registry. */
export const localImages = { PYTHON: 'nx-signal/base', UV: 'nx-signal/uv' };

/** Stands in for Docker's official image of Node. */
export const nodeImage = 'nx-signal/node';

/**
 * Starts dockerd on a socket of its own, with the base images in its store.
 *
 * @param node - whether the image of Node is needed, too
 */
export async function startDockerd({ node = false } = {}): Promise<Dockerd> {
  const installed = await installBuilders({ node });
  const folder = mkdtempSync(join(tmpdir(), 'nx-signal-docker-'));
  const socket = `unix://${join(folder, 'docker.sock')}`;
  const env = { DOCKER_HOST: socket, DOCKER_BUILDKIT: '1', PATH: installed.path };
  const docker = async (...args: string[]) =>
    (await execa(installed.docker, args, { env, all: true })).all;
  const args = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')];
  const apart = ['--iptables=false', '--ip6tables=false', '--bridge=none'];
  const server = await serve(
    installed.dockerd,
    [...args, ...apart, '-H', socket, '-p', join(folder, 'pid'), '--storage-driver', 'overlay2'],
    () => docker('version'),
  );
  const stop = async () => {
    await server.stop();
    // dockerd leaves the network that containers share with the host mounted.
    await execa('umount', [join(folder, 'exec', 'netns', 'default')], { reject: false });
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    for (const [tag, source] of [
      [localImages.PYTHON, installed.base],
      [localImages.UV, installed.uv],
      ...(node ? [[nodeImage, installed.node] as const] : []),
    ] as const) {
      await docker('build', '--quiet', '--network=host', '--tag', tag, source);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { env, docker, stop };
}

/**
 * Storage of our own for buildah, with the base images in it.
 *
 * @param node - whether the image of Node is needed, too
 */
export async function prepareBuildah({ node = false } = {}): Promise<Dockerd> {
  const installed = await installBuilders({ node });
  const folder = mkdtempSync(join(tmpdir(), 'nx-signal-buildah-'));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const storage = `[storage]\ndriver = "overlay"\ngraphroot = "${folder}/graph"\nrunroot = "${folder}/run"\n`;
  const policy = '/etc/containers/policy.json';
  if (!existsSync(policy)) throw new Error(`buildah needs ${policy}, which its package brings`);
  const env = {
    CONTAINERS_STORAGE_CONF: write('storage.conf', storage),
    CONTAINERS_REGISTRIES_CONF: write('registries.conf', 'short-name-mode = "permissive"\n'),
    BUILDAH_ISOLATION: 'chroot',
    NX_SIGNAL_BUILDER: 'buildah',
    PATH: installed.path,
  };
  const buildah = async (...args: string[]) =>
    (await execa(installed.buildah, args, { env, all: true })).all;
  await buildah('build', '--quiet', '--tag', localImages.PYTHON, installed.base);
  await buildah('build', '--quiet', '--tag', localImages.UV, installed.uv);
  if (node) await buildah('build', '--quiet', '--network=host', '--tag', nodeImage, installed.node);
  const stop = async () => {
    await buildah('rm', '--all');
    await buildah('rmi', '--all', '--force');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  return { env, docker: buildah, stop };
}

/** Text of an nx.json whose images are built without a registry. */
export function imageSettings(options: Record<string, unknown> = {}): string {
  const target = { network: 'host', buildArgs: localImages, ...options };
  const plugin = { plugin: '@nx-signal/python', options: { targets: { 'docker-build': target } } };
  return JSON.stringify({ plugins: [plugin], analytics: false });
}

/** The metadata that the last build of a project left. */
export function imageOf(
  workspace: Workspace,
  project: string,
  target = 'docker-build',
): {
  id?: string;
  digest?: string;
  tags: string[];
  contextHash: string;
  inputsHash: string;
  archive?: string;
} {
  return JSON.parse(workspace.read(`dist/reports/${project}/${target}/image.json`));
}
