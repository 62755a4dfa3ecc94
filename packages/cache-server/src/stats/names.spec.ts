import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { runCli } from '../cli/run-cli.js';
import { tarOf } from '../testing/tar.js';
import { TestServer } from '../testing/test-server.js';

const archive = (output: string, paths: Record<string, string> = {}) =>
  gzipSync(tarOf({ ...paths, terminalOutput: output }));

// What a terminal or a page must never be sent, but for ends of lines.
const unseen = /[^\P{C}\n]/u;

const hostile = [
  '> nx run \u001b]0;owned\u0007shop:build',
  '> nx run a\u009b31mb:build',
  '> nx run abc\u202edcba:build',
  '> nx run zero\u200bwidth\u2066:bu\u007fild',
];

it('shows nothing from an archive that a terminal or page would act on', async () => {
  const server = await TestServer.start();
  for (const [at, output] of hostile.entries()) await server.put(`${at}`, 'main', archive(output));
  await server.put('9', 'main', archive('', { 'dist/reports/\u001b[2J\u202eapi/lint/x': '' }));
  const stats = async () => (await server.request('/v1/stats', 'main')).body.toString();
  await expect.poll(async () => JSON.parse(await stats()).tasks.length).toBe(5);
  expect(await stats()).not.toMatch(unseen);
  for (const { project, target } of JSON.parse(await stats()).tasks)
    expect(`${project}${target}`).not.toMatch(unseen);
  for (const args of [['stats'], ['stats', '--json']]) {
    let shown = '';
    const environment = {
      NX_SELF_HOSTED_REMOTE_CACHE_SERVER: server.url,
      NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: server.tokens['reader'],
    };
    const write = (text: string) => {
      shown += text;
    };
    await runCli(args, { stdout: write, stderr: write, environment });
    expect(shown).toContain('shop');
    expect(shown).not.toMatch(unseen);
  }
});

it('shows a reader of one workspace no name of another', async () => {
  const server = await TestServer.start({}, undefined, {
    main: { role: 'write', scope: 'shared' },
    sly: { role: 'write', scope: 'shared/elsewhere' },
    elsewhere: { role: 'write', scope: 'shared', workspace: 'elsewhere' },
    reader: { role: 'read', scope: 'shared', workspace: 'elsewhere' },
  });
  await server.put('1', 'main', archive('> nx run secret-project:build'));
  await server.put('2', 'elsewhere', archive('> nx run theirs:build'));
  await server.put('3', 'sly', archive('> nx run of-a-pull-request:build'));
  const shown = async (who: string) => (await server.request('/v1/stats', who)).body.toString();
  await expect.poll(() => shown('main')).toContain('of-a-pull-request');
  expect(await shown('main')).toContain('secret-project');
  for (const who of ['elsewhere', 'reader']) {
    await expect.poll(() => shown(who)).toContain('theirs');
    expect(await shown(who)).not.toMatch(/secret|of-a-pull/);
    const metrics = (await server.request('/metrics', who)).body.toString();
    expect(metrics).not.toMatch(/secret|of-a-pull/);
  }
  expect(await shown('main')).not.toContain('theirs');
});
