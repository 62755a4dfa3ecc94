import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { builders } from '../../setup/builders.mjs';
import { run } from '../../setup/run.mjs';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** Starts a server with a folder of its own and waits until it answers; `release` is done before that is removed. */
async function start(folder, command, args, { ready, env = {}, release = () => {} }) {
  const server = spawn(command, args, { env: { ...process.env, ...env }, stdio: 'ignore' });
  const ended = once(server, 'exit');
  for (let attempt = 0; attempt < 150; attempt++) {
    if (await ready()) break;
    await setTimeout(200);
  }
  return async () => {
    server.kill('SIGTERM');
    await ended;
    release();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
}

/** A registry on loopback. */
export async function startRegistry() {
  const folder = mkdtempSync(join(tmpdir(), 'nx-signal-registry-'));
  const host = `127.0.0.1:${await freePort()}`;
  const config = join(folder, 'config.yml');
  const storage = `storage: { filesystem: { rootdirectory: ${folder}/data } }`;
  writeFileSync(config, `version: 0.1\n${storage}\nhttp: { addr: '${host}' }\n`);
  const ready = () =>
    fetch(`http://${host}/v2/`).then(
      () => true,
      () => false,
    );
  return { host, stop: await start(folder, builders.registry, ['serve', config], { ready }) };
}

/** A BuildKit daemon with an empty store. */
export async function startBuilder(registry) {
  const folder = mkdtempSync(join(tmpdir(), 'nx-signal-buildkit-'));
  const address = `unix://${folder}/buildkitd.sock`;
  const config = join(folder, 'buildkitd.toml');
  const text = builders.buildkitConfig.replaceAll('FOLDER', folder).replace('REGISTRY', registry);
  writeFileSync(config, text);
  const env = { BUILDKIT_HOST: address, PATH: `${builders.buildkit}:${process.env.PATH}` };
  const buildctl = (args, options) =>
    run(join(builders.buildkit, 'buildctl'), args, { ...options, env });
  const ready = async () => buildctl(['debug', 'workers'], { allowFailure: true }).status === 0;
  const daemon = join(builders.buildkit, 'buildkitd');
  const stop = await start(folder, daemon, ['--config', config], { ready, env });
  return { env, buildctl, stop };
}

/** Puts the base images into the registry; returns the build arguments that name them. */
export function pushBaseImages({ buildctl }, registry) {
  const push = (name, folder) => {
    const image = `${registry}/nx-signal/${name}`;
    const sources = ['--local', `context=${folder}`, '--local', `dockerfile=${folder}`];
    const output = `type=image,name=${image},push=true`;
    buildctl(['build', '--frontend=dockerfile.v0', ...sources, '--output', output]);
    return image;
  };
  return { PYTHON: push('base', builders.base), UV: push('uv', builders.uv) };
}

/** A Docker daemon with an empty store, and what its clients have to know. */
export async function startDockerd() {
  const folder = mkdtempSync(join(tmpdir(), 'nx-signal-docker-'));
  const socket = `unix://${folder}/docker.sock`;
  const env = { DOCKER_HOST: socket, DOCKER_BUILDKIT: '1' };
  const docker = (args, options) => run(builders.docker, args, { ...options, env });
  const folders = ['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')];
  const apart = ['--iptables=false', '--ip6tables=false', '--bridge=none'];
  const own = ['-H', socket, '-p', join(folder, 'pid'), '--storage-driver', 'overlay2'];
  const stop = await start(folder, builders.dockerd, [...folders, ...apart, ...own], {
    ready: async () => docker(['version'], { allowFailure: true }).status === 0,
    // It leaves the network that containers share with the host mounted.
    release: () =>
      run('umount', [join(folder, 'exec', 'netns', 'default')], { allowFailure: true }),
  });
  return { env, docker, stop };
}
