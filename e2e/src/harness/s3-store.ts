import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { freePort } from './free-port.js';
import { type Served, serve } from './image-builders.js';
import { repository } from './paths.js';

const version = '5.2.5';

/** An S3-compatible store on loopback. */
export interface S3Store extends Served {
  endpoint: string;
}

/** What a client signs with; the store takes any. */
export const s3Credentials = { AWS_ACCESS_KEY_ID: 'testkey', AWS_SECRET_ACCESS_KEY: 'testsecret' };

/** Starts moto, installed from PyPI when it is missing, with one bucket. */
export async function startS3Store(bucket: string): Promise<S3Store> {
  const folder = join(repository, '.cache', `moto-${version}`);
  const program = join(folder, 'bin', 'moto_server');
  if (!existsSync(program)) {
    await execa('python3', ['-m', 'venv', folder]);
    await execa(join(folder, 'bin', 'pip'), ['install', '--quiet', `moto[server]==${version}`]);
  }
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const args = ['--host', '127.0.0.1', '--port', String(port)];
  const server = await serve(program, args, () => fetch(endpoint));
  await fetch(`${endpoint}/${bucket}`, { method: 'PUT' });
  return { endpoint, stop: server.stop };
}
