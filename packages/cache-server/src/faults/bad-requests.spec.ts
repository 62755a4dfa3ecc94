import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sendBadRequests } from '../testing/bad-requests.js';
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
