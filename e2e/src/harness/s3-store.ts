import { freePort } from './free-port.js';
import { type Served, serve } from './image-builders.js';
import { installPythonProgram } from './python-program.js';

/** An S3-compatible store on loopback. */
export interface S3Store extends Served {
  endpoint: string;
}

/** What a client signs with; the store takes any. */
export const s3Credentials = { AWS_ACCESS_KEY_ID: 'testkey', AWS_SECRET_ACCESS_KEY: 'testsecret' };

/** Starts moto, installed from PyPI when it is missing, with one bucket. */
export async function startS3Store(bucket: string): Promise<S3Store> {
  const program = await installPythonProgram('moto[server]', '5.2.5', 'moto_server');
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const args = ['--host', '127.0.0.1', '--port', String(port)];
  const server = await serve(program, args, () => fetch(endpoint));
  await fetch(`${endpoint}/${bucket}`, { method: 'PUT' });
  return { endpoint, stop: server.stop };
}
