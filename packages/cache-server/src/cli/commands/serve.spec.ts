import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { ServerProcess } from '../../testing/server-process.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { TestServer } from '../../testing/test-server.js';
import { runCli } from '../run-cli.js';

/** Runs `serve` where it cannot start; what it printed. */
async function failToServe(args: readonly string[]): Promise<string> {
  let printed = '';
  const print = (text: string) => {
    printed += text;
  };
  const io = { stdout: print, stderr: print, environment: {} };
  expect(await runCli(['serve', ...args], io)).toBe(1);
  return printed;
}

it('forgets a first token that nobody has seen, since the server did not start', async () => {
  const { running } = await TestServer.start();
  const folder = join(temporaryFolder(), 'new');
  const printed = await failToServe(['--storage.folder', folder, '--port', String(running.port)]);
  expect(printed).toContain('error [LISTEN_FAILED]');
  expect(printed).not.toContain('nxsc_');
  expect(existsSync(join(folder, 'tokens.json'))).toBe(false);
});

it('says which folder cannot be used, before there is a token', async () => {
  const file = join(temporaryFolder(), 'a-file');
  writeFileSync(file, '');
  const printed = await failToServe(['--storage.folder', file, '--port', '0']);
  expect(printed).toContain('error [STORAGE_UNUSABLE]');
  expect(printed).toContain(`  at ${file}\n`);
});

it('ends in order at the first signal, and at once at a second one', async () => {
  const server = await ServerProcess.start(temporaryFolder());
  onTestFinished(() => server.stop('SIGKILL'));
  const headers = { authorization: server.authorization, 'content-length': 10 };
  const upload = request(`${server.url}/v1/cache/1`, { method: 'PUT', headers });
  const broken = once(upload, 'error');
  upload.write('first');
  await expect
    .poll(async () => (await server.request('/metrics')).text())
    .toMatch(/cache_uploads 1/);
  const ended = once(server.child, 'exit');
  server.child.kill('SIGINT');
  await expect.poll(() => server.output).toContain('a second signal stops the server at once');
  // Passed on by npx, the same Ctrl-C may arrive twice: the upload goes on.
  server.child.kill('SIGINT');
  const again = setInterval(() => server.child.kill('SIGINT'), 200);
  onTestFinished(() => clearInterval(again));
  expect(await ended).toEqual([130, null]);
  await broken;
  const next = await ServerProcess.start(server.folder);
  onTestFinished(() => next.stop());
  expect(await next.get(1)).toBe(404);
});

it('prints an address that can be used where it listens on all of them', async () => {
  const server = await ServerProcess.start(temporaryFolder(), ['--host', '0.0.0.0']);
  onTestFinished(() => server.stop());
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
});
