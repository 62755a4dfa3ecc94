import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { auditLine } from './audit-log.js';
import { startIssuer } from './testing/issuer.js';
import { fillDisk, hasSmallDisks, smallDisk } from './testing/small-disk.js';
import { temporaryFolder } from './testing/temporary-folder.js';
import { TestServer } from './testing/test-server.js';

const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

it('has a line for each object that was stored, and says who stored it from which run', async () => {
  const file = join(temporaryFolder(), 'audit.log');
  const issuer = await startIssuer();
  const rules = [{ when: { repository: 'acme/shop' }, scope: 'own' }];
  const settings = { provider: 'github', issuer: issuer.url, jwksUrl: issuer.jwksUrl };
  const oidc = [{ ...settings, audience: 'cache', rules }];
  const server = await TestServer.start({ audit: { file }, auth: { oidc } });
  await server.put('1', 'main', 'content');
  await server.put('1', 'main', 'another');
  await server.put('2', 'reader', 'content');
  await server.put('3', 'nobody', 'content');
  await server.get('1', 'pull');
  const claims = { repository: 'acme/shop', event_name: 'push', run_id: '4711' };
  await server.put('4', await issuer.sign({ ...claims, ref: 'refs/heads/a' }), 'own');
  await server.request('/sccache/a/b', 'main', { method: 'PUT', body: 'object code' });
  expect(linesOf(file)).toMatchObject([
    {
      identity: 'token:main',
      protocol: 'nx',
      scope: 'shared/default',
      name: '1',
      size: 7,
      sha256: 'ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73',
      time: expect.stringMatching(/^\d{4}-/),
    },
    { identity: 'github:acme/shop', ref: 'refs/heads/a', run: '4711', name: '4' },
    { identity: 'token:main', protocol: 'sccache', name: 'a/b' },
  ]);
});

it('goes on in a new file when the system has moved it away', async () => {
  const file = join(temporaryFolder(), 'audit.log');
  const server = await TestServer.start({ audit: { file } });
  await server.put('1', 'main', 'x');
  renameSync(file, `${file}.1`);
  await new Promise((resolve) => setTimeout(resolve, 1100));
  await server.put('2', 'main', 'x');
  expect(linesOf(`${file}.1`)).toMatchObject([{ name: '1' }]);
  expect(linesOf(file)).toMatchObject([{ name: '2' }]);
});

it('is one bounded line, whatever the names are', () => {
  const long = '\n\u202e"\\\u{1f600}'.repeat(1000);
  const texts = { identity: long, ref: long, run: long, scope: long, name: long };
  const record = {
    ...texts,
    protocol: 'nx',
    size: 1,
    sha256: '0'.repeat(64),
    time: 'now',
  } as const;
  const line = auditLine(record);
  expect(line.indexOf('\n')).toBe(line.length - 1);
  expect(Buffer.byteLength(line)).toBeLessThanOrEqual(4096);
  expect(JSON.parse(line)).toMatchObject({ size: 1 });
});

it('says at the start that it cannot be written', async () => {
  const file = join(temporaryFolder(), 'missing', 'audit.log');
  await expect(TestServer.start({ audit: { file } })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    place: file,
  });
});

it.runIf(hasSmallDisks())('costs no upload when its disk is full', async () => {
  const disk = smallDisk('64k');
  const file = join(disk, 'audit.log');
  const server = await TestServer.start({ audit: { file } });
  fillDisk(join(disk, 'of-another'));
  for (let hash = 0; hash < 40; hash += 1)
    expect((await server.put(`${hash}`, 'main', 'x')).status).toBe(200);
  expect(server.lines.join('')).toContain('a line of the audit log could not be written');
});
