import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sendBadRequests } from '../testing/bad-requests.js';
import { leftovers } from '../testing/leftovers.js';
import { haveConversations } from '../testing/raw-conversations.js';
import { TestServer } from '../testing/test-server.js';

it('answers 3,000 bad requests without an error of its own, and serves on', async () => {
  const server = await TestServer.start();
  await server.put('1', 'main', 'good');
  const valid = `Bearer ${server.tokens['main']}`;
  const answers = await sendBadRequests(server.running.port, valid, 3000, 1);
  expect([...answers.keys()].filter((status) => status >= 500)).toEqual([]);
  // The requests were bad in more than one way, or nothing was tried.
  for (const status of [400, 401, 403, 404, 405]) expect(answers.get(status)).toBeGreaterThan(10);
  expect((await server.get('1', 'main')).body.toString()).toBe('good');
  expect(readdirSync(server.folder).sort()).toEqual(
    ['objects', 'packs', 'quarantine', 'server.lock', 'tokens.json', 'uploads'].sort(),
  );
  expect(server.lines.filter((line) => line.includes('a request failed'))).toEqual([]);
});

it('survives what can happen on 1,000 connections, and keeps nothing of it', async () => {
  const server = await TestServer.start();
  await server.put('1', 'main', 'good');
  const valid = `Bearer ${server.tokens['main']}`;
  const statuses = await haveConversations(server.running.port, valid, 1000, 3);
  expect([...statuses].filter((status) => status >= 500)).toEqual([]);
  expect([...statuses]).toEqual(expect.arrayContaining([100, 200, 400, 401, 404, 409]));
  const metrics = async () => (await server.request('/metrics', 'main')).body.toString();
  await expect.poll(metrics).toMatch(/cache_uploads 0\n/);
  await expect.poll(metrics).toMatch(/cache_downloads 0\n/);
  await expect.poll(() => leftovers(server.folder)).toEqual([]);
  expect((await server.get('1', 'main')).body.toString()).toBe('good');
  // What was stored is what was sent, whole.
  for (let hash = 0; hash < 500; hash += 1) {
    const { status, body } = await server.get(`raw-${hash}`, 'main');
    if (status === 200) expect(/^r*$/.test(body.toString('latin1'))).toBe(true);
  }
  expect(server.lines.filter((line) => line.includes('a request failed'))).toEqual([]);
});
