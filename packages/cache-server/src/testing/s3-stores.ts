import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AwsClient } from 'aws4fetch';

const cache = fileURLToPath(new URL('../../../../.cache/', import.meta.url));
const installer = fileURLToPath(
  new URL('../../../../tools/setup/install-python-program.mjs', import.meta.url),
);

/** Credentials of the stores under test. */
export const credentials = { accessKeyId: 'testkey', secretAccessKey: 'testsecret' };

/** An S3-compatible store of our own, on loopback, with the bucket `cache` in it. */
export interface S3Store {
  endpoint: string;
  /** Signed requests past our own client, to look at and to damage what is stored. */
  client: AwsClient;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function started(child: ChildProcess, port: number, clean: () => void): Promise<S3Store> {
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new AwsClient({ ...credentials, service: 's3', region: 'us-east-1', retries: 0 });
  for (let tries = 0; ; tries += 1) {
    const answer = await client
      .fetch(`${endpoint}/cache`, { method: 'PUT' })
      .catch(() => undefined);
    if (answer?.ok) break;
    if (tries > 300 || child.exitCode !== null) throw new Error(`no store on ${endpoint}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    endpoint,
    client,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
      clean();
    },
  };
}

/** moto, an emulator. */
export async function startMoto(): Promise<S3Store> {
  const args = [installer, 'moto[server]', '5.2.5', 'moto_server'];
  const program = execFileSync(process.execPath, args, { encoding: 'utf8' });
  const port = await freePort();
  const child = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  return started(child, port, () => undefined);
}

/** versitygw, a real server over a folder, built from its Go module in some minutes. */
export async function startVersityGateway(): Promise<S3Store> {
  const folder = join(cache, 'cache-servers');
  const program = join(folder, 'versitygw');
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    const env = { ...process.env, GOBIN: folder };
    execFileSync('go', ['install', 'github.com/versity/versitygw/cmd/versitygw@v1.8.0'], { env });
  }
  const data = mkdtempSync(join(tmpdir(), 'nx-signal-versitygw-'));
  const [objects, metadata] = [join(data, 'objects'), join(data, 'metadata')];
  for (const each of [objects, metadata]) mkdirSync(each);
  const port = await freePort();
  const { accessKeyId, secretAccessKey } = credentials;
  const keys = ['--access', accessKeyId, '--secret', secretAccessKey];
  const args = ['--port', `127.0.0.1:${port}`, ...keys, 'posix', '--sidecar', metadata, objects];
  const child = spawn(program, args, { stdio: 'ignore' });
  return started(child, port, () => rmSync(data, { recursive: true, force: true }));
}
