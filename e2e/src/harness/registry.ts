import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { execa } from 'execa';
import { pack } from './packages.js';
import { repository } from './paths.js';

/** A package registry on loopback, with this repository's packages as they would be published. */
export interface Registry {
  /** Variables that make npm use it. */
  env: Record<string, string>;
  stop(): Promise<void>;
}

interface Published {
  /** What the registry says about the package. */
  document: object;
  tarball: Buffer;
}

async function publish(folder: string, url: string): Promise<[string, Published]> {
  const manifest = JSON.parse(
    await readFile(join(repository, 'packages', folder, 'package.json'), 'utf8'),
  );
  const tarball = await readFile(await pack(folder));
  const { name, version } = manifest;
  const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
  const dist = { tarball: `${url}/${name}/-/package-${version}.tgz`, integrity };
  const versions = { [version]: { ...manifest, dist } };
  return [name, { document: { name, 'dist-tags': { latest: version }, versions }, tarball }];
}

function answer(
  path: string,
  published: ReadonlyMap<string, Published>,
  response: ServerResponse,
): boolean {
  for (const [name, { document, tarball }] of published) {
    if (path === `/${name}`) {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(document));
      return true;
    }
    if (path.startsWith(`/${name}/-/`)) {
      response.end(tarball);
      return true;
    }
  }
  return false;
}

/** Starts it; whatever it does not have itself comes from the registry that npm is set up with. */
export async function startRegistry(): Promise<Registry> {
  const { stdout } = await execa('npm', ['config', 'get', 'registry'], { cwd: repository });
  const upstream = stdout.trim().replace(/\/$/, '');
  const published = new Map<string, Published>();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/');
    if (answer(path, published, response)) return;
    response.writeHead(307, { location: upstream + (request.url ?? '/') }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  for (const folder of ['python', 'cache-server', 'create-nx-signal'])
    published.set(...(await publish(folder, url)));
  return {
    env: { npm_config_registry: url },
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
