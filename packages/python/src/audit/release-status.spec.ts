import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { askIndexes, takenBack } from './release-status.js';

const asked = { name: 'idna', version: '3.6', index: 'https://pypi.org/simple' };
const wheel = 'idna-3.6-py3-none-any.whl';

describe('what an index says of a release', () => {
  const rows: [title: string, answer: object | undefined, told: [string, string][]][] = [
    ['nothing', { files: [{ filename: wheel, yanked: false }] }, []],
    ['of another form', { name: 'idna' }, []],
    ['yanked', { files: [{ filename: wheel, yanked: true }] }, [['yanked', '']]],
    ['and why', { files: [{ filename: wheel, yanked: 'broken' }] }, [['yanked', 'broken']]],
    [
      'one file of it is left',
      { files: [{ filename: wheel, yanked: 'broken' }, { filename: 'idna-3.6.tar.gz' }] },
      [],
    ],
    [
      'written in another way',
      { files: [{ filename: 'idna-3.6.0.tar.gz', yanked: 'broken' }] },
      [['yanked', 'broken']],
    ],
    [
      'another one is yanked',
      { files: [{ filename: wheel }, { filename: 'idna-3.5.tar.gz', yanked: true }] },
      [],
    ],
    [
      'quarantined',
      { 'project-status': { status: 'quarantined', reason: 'malware' }, files: [] },
      [['quarantined', 'malware']],
    ],
    ['archived', { 'project-status': { status: 'archived' }, files: [] }, []],
    ['gone', undefined, [['removed', '']]],
  ];
  it.each(rows)('%s', (_title, answer, told) => {
    const found = takenBack(asked, answer as Record<string, unknown> | undefined);
    expect(found.map(({ release, summary }) => [release, summary])).toEqual(told);
    for (const { id, release } of found) expect(id).toBe(`${release?.toUpperCase()}-idna-3.6`);
  });
});

describe('indexes', () => {
  async function index(listener: RequestListener): Promise<string> {
    const server = createServer(listener).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/simple/`;
  }

  const ask = (url: string, milliseconds = 5000) =>
    askIndexes([{ ...asked, index: url }], AbortSignal.timeout(milliseconds));

  it('are asked in the form that says it', async () => {
    const seen: unknown[] = [];
    const url = await index((request, response) => {
      seen.push([request.url, request.headers.accept]);
      response.end(JSON.stringify({ files: [{ filename: wheel, yanked: 'broken' }] }));
    });
    expect([...(await ask(url)).keys()]).toEqual(['idna@3.6']);
    expect(seen).toEqual([['/simple/idna/', 'application/vnd.pypi.simple.v1+json']]);
  });

  it('that have pages only say nothing, and that do not have it say so', async () => {
    const pages = await index((_request, response) => response.end('<html>'));
    expect(await ask(pages)).toEqual(new Map());
    const none = await index((_request, response) => response.writeHead(404).end());
    expect((await ask(none)).get('idna@3.6')).toMatchObject([{ release: 'removed' }]);
  });

  it('get their password, which nobody is told', async () => {
    const url = await index((request, response) =>
      response.writeHead(request.headers.authorization ? 500 : 401).end(),
    );
    const error = await ask(url.replace('://', '://me:a%20word@')).catch(({ message }) => message);
    expect(error).toContain('/simple/idna/: it answered with status 500');
    expect(error).not.toContain('word');
  });

  it.each<[string, RequestListener]>([
    ['it answered with status 500', (_request, response) => response.writeHead(500).end()],
    [
      'it redirects to /login',
      (_request, response) => response.writeHead(302, { location: '/login' }).end(),
    ],
    ['it took too long', () => undefined],
  ])('that do not answer are none to rely on: %s', async (reason, listener) => {
    await expect(ask(await index(listener), 300)).rejects.toThrow(reason);
  });

  it('of which the lock names only a file are left out, but for PyPI', async () => {
    const file = { ...asked, index: 'http://127.0.0.1:9/files/idna-3.6.tar.gz' };
    expect(await askIndexes([file], AbortSignal.timeout(1000))).toEqual(new Map());
  });
});
