import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer as createHttpServer, request } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extensionManifest, extensionSource } from './build/backends.js';
import { builtIn } from './build/built-files.js';
import { otherCheckout } from './build/other-checkout.js';
import { freePort } from './harness/free-port.js';
import { isOnPath } from './harness/programs.js';
import { installPythonProgram } from './harness/python-program.js';
import { createPythonWorkspace } from './harness/python-workspace.js';
import { type S3Store, s3Credentials, startS3Store } from './harness/s3-store.js';
import type { Workspace } from './harness/workspace.js';
import { CacheServer } from './remote-cache/cache-server.js';

const sources = ['c', 'more', 'last'];

let workspace: Workspace;
let scratch: string;
let sccache: string;
let server: CacheServer;
let bucket: S3Store;
let counter = 0;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'nx-signal-stores-'));
  // By this path, no other suite's is taken for one of ours.
  sccache = join(scratch, 'sccache');
  cpSync(await installPythonProgram('sccache', '0.16.0', 'sccache'), sccache);
  server = await CacheServer.start();
  bucket = await startS3Store('objects');
  workspace = await createPythonWorkspace({
    fresh: true,
    projects: {
      ext: {
        files: {
          'pyproject.toml': extensionManifest(sources),
          'src/ext/c.c': extensionSource,
          'src/ext/more.c': 'int more(int x) { return x + 1; }\n',
          'src/ext/last.c': 'int last(int x) { return x + 2; }\n',
        },
      },
    },
  });
});
afterAll(async () => {
  await workspace.dispose();
  await server.dispose();
  await bucket.stop();
  rmSync(scratch, { recursive: true, force: true });
});

/** A folder for the disk of a machine that has compiled nothing yet. */
const emptyDisk = () => {
  counter += 1;
  return join(scratch, `disk-${counter}`);
};

interface Built {
  exitCode: number;
  output: string;
  files: Record<string, string>;
}

/** Builds in a fresh checkout, on a machine with nothing but what its variables name. */
async function build(variables: Record<string, string>, edit?: string): Promise<Built> {
  counter += 1;
  const root = join(scratch, `checkout-${counter}`);
  const checkout = await otherCheckout(workspace, root);
  if (edit !== undefined) checkout.append('libs/ext/src/ext/more.c', edit);
  const env = { NX_SIGNAL_SCCACHE: sccache, SCCACHE_DIR: emptyDisk(), ...variables };
  const { exitCode, output } = await checkout.nx(['build', 'ext', '--skipNxCache'], { env });
  return { exitCode, output, files: builtIn(root, 'ext') };
}

const hits = (count: number) => `sccache: ${count} of ${sources.length} compilations`;

const webdav = (token: string) => ({
  SCCACHE_WEBDAV_ENDPOINT: `${server.url}/sccache`,
  SCCACHE_WEBDAV_TOKEN: token,
});

const s3 = (endpoint: string, prefix: string) => ({
  ...s3Credentials,
  SCCACHE_BUCKET: 'objects',
  SCCACHE_ENDPOINT: endpoint,
  SCCACHE_REGION: 'us-east-1',
  SCCACHE_S3_USE_SSL: 'false',
  SCCACHE_S3_KEY_PREFIX: prefix,
});

async function tokenFor(name: string, role: string): Promise<string> {
  const environment = await server.environmentFor(name, ['--role', role, '--scope', `of-${name}`]);
  return environment['NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN'] ?? '';
}

describe.skipIf(!isOnPath('cc'))('compiled files are found by another machine', () => {
  const rows: [store: string, variables: () => Promise<Record<string, string>>][] = [
    ['in a bucket of S3', async () => s3(bucket.endpoint, 'one')],
    ['on our own server, by WebDAV', async () => webdav(await tokenFor('plain', 'write'))],
    [
      'in a chain of its disk and our server',
      async () => ({
        ...webdav(await tokenFor('chain', 'write')),
        SCCACHE_MULTILEVEL_CHAIN: 'disk,webdav',
      }),
    ],
    [
      'in a chain of its disk and a bucket',
      async () => ({ ...s3(bucket.endpoint, 'two'), SCCACHE_MULTILEVEL_CHAIN: 'disk,s3' }),
    ],
  ];
  it.each(rows)('%s', async (_store, variables) => {
    const shared = await variables();
    const first = await build(shared);
    expect(first.exitCode, first.output).toBe(0);
    expect(first.output).toContain(hits(0));
    const second = await build(shared);
    expect(second.output).toContain(hits(sources.length));
    expect(second.files).toEqual(first.files);
  });

  it('and brought to the first level of a chain, which is enough from then on', async () => {
    const token = await tokenFor('levels', 'write');
    const chain = { ...webdav(token), SCCACHE_MULTILEVEL_CHAIN: 'disk,webdav' };
    await build(chain);
    const disk = emptyDisk();
    expect((await build({ ...chain, SCCACHE_DIR: disk })).output).toContain(hits(3));
    expect(readdirSync(disk).length).toBeGreaterThan(0);
    expect((await build({ SCCACHE_DIR: disk })).output).toContain(hits(3));
  });

  it('also by who may only read, and compiles what is new for itself', async () => {
    const writer = await tokenFor('writer', 'write');
    await build(webdav(writer));
    const flags = ['--role', 'read', '--scope', 'of-writer'];
    const environment = await server.environmentFor('reader', flags);
    const reader = webdav(environment['NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN'] ?? '');
    expect((await build(reader)).output).toContain(hits(3));
    const edited = await build(reader, '\n/* edited */\nint added(void) { return 3; }\n');
    expect(edited.exitCode, edited.output).toBe(0);
    expect(edited.output).toContain(hits(2));
    const again = await build(webdav(writer), '\n/* edited */\nint added(void) { return 3; }\n');
    expect(again.output).toContain(hits(2));
  });
});

describe.skipIf(!isOnPath('cc'))('a store that is of no use costs a line and no build', () => {
  let silent: Server;
  let nobody: string;
  beforeAll(async () => {
    // Takes connections and answers nothing.
    silent = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    nobody = `http://127.0.0.1:${await freePort()}`;
  });
  afterAll(() => void silent.close());

  const rows: [title: string, variables: () => Record<string, string>, said: string][] = [
    ['with nobody at its address', () => s3(nobody, 'x'), 'Connection refused'],
    ['that refuses the token', () => webdav('of-nobody'), 'status 401'],
    [
      'at the end of a chain',
      () => ({
        ...webdav('x'),
        SCCACHE_WEBDAV_ENDPOINT: nobody,
        SCCACHE_MULTILEVEL_CHAIN: 'disk,webdav',
      }),
      'Connection refused',
    ],
    ['of GitHub, outside of it', () => ({ SCCACHE_GHA_ENABLED: 'on' }), 'gha'],
    [
      'that never answers',
      () => s3(`http://127.0.0.1:${(silent.address() as AddressInfo).port}`, 'x'),
      'its store did not answer in 10 seconds',
    ],
  ];
  it.each(rows)('%s', async (_title, variables, said) => {
    const { exitCode, output, files } = await build(variables());
    expect(exitCode, output).toBe(0);
    expect(Object.keys(files)).toHaveLength(2);
    const lines = output.split('\n').filter((line) => /sccache/.test(line));
    expect(lines).toEqual([expect.stringContaining('note: compiled without sccache: it does not')]);
    expect(lines[0]).toContain(said);
    expect((await workspace.run('pgrep', ['-f', sccache])).output).toBe('');
  });

  it('that is gone once work has begun', async () => {
    const token = await tokenFor('ending', 'write');
    // Lets through what sccache asks for when it starts.
    const line = createHttpServer((asked, answer) => {
      if (!asked.url?.includes('.sccache_check')) return void asked.socket.destroy();
      const { method, headers, url } = asked;
      const forwarded = request(new URL(url, server.url), { method, headers }, (got) => {
        answer.writeHead(got.statusCode ?? 500, got.headers);
        got.pipe(answer);
      });
      asked.pipe(forwarded);
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => line.once('listening', resolve));
    const { port } = line.address() as AddressInfo;
    const address = { SCCACHE_WEBDAV_ENDPOINT: `http://127.0.0.1:${port}/sccache` };
    const { exitCode, output, files } = await build({ ...webdav(token), ...address });
    expect(exitCode, output).toBe(0);
    expect(output).toContain(hits(0));
    expect(Object.keys(files)).toHaveLength(2);
    line.close();
  });
});
