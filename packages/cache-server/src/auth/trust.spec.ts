import fc from 'fast-check';
import { expect, it } from 'vitest';
import { TestServer } from '../testing/test-server.js';

/** Who takes part: two workspaces, trusted and untrusted writers and readers of each. */
const identities = {
  main: { role: 'write', scope: 'shared' },
  release: { role: 'write', scope: 'shared' },
  reader: { role: 'read', scope: 'shared' },
  pull1: { role: 'write', scope: 'pull-1' },
  pull2: { role: 'write', scope: 'pull-2' },
  fork: { role: 'read', scope: 'pull-1' },
  // A scope that is called like the shared one of another workspace.
  sly: { role: 'write', scope: 'default' },
  elsewhere: { role: 'write', scope: 'shared', workspace: 'elsewhere' },
} as const;

type Name = keyof typeof identities;
const names = Object.keys(identities) as Name[];

const workspaceOf = (name: Name) => ('workspace' in identities[name] ? 'elsewhere' : 'default');
const isTrusted = (name: Name) => identities[name].scope === 'shared';

const step = fc.record({
  who: fc.constantFrom(...names),
  does: fc.constantFrom('put', 'put', 'get', 'get', 'get'),
  hash: fc.integer({ min: 1, max: 4 }),
  route: fc.constantFrom('/v1/cache/', '/sccache/'),
});

/** Whether what one identity stored may reach another: the property, in its own words. */
function mayServe(writer: Name, reader: Name): boolean {
  if (workspaceOf(writer) !== workspaceOf(reader)) return false;
  if (isTrusted(writer)) return true;
  return !isTrusted(reader) && identities[writer].scope === identities[reader].scope;
}

it('never serves to a trusted run what an untrusted one stored, nor across scopes or workspaces', async () => {
  const server = await TestServer.start({}, undefined, identities);
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      run += 1;
      for (const [index, { who, does, hash, route }] of steps.entries()) {
        const path = `${route}${run}00${hash}`;
        if (does === 'put') {
          const body = JSON.stringify({ who, route, index });
          await server.request(path, who, { method: 'PUT', body });
          continue;
        }
        const { status, body } = await server.request(path, who);
        if (status === 404) continue;
        expect(status).toBe(200);
        const stored = JSON.parse(body.toString()) as { who: Name; route: string };
        expect(mayServe(stored.who, who), `${stored.who} → ${who}`).toBe(true);
        expect(stored.route).toBe(route);
      }
    }),
    { numRuns: 60 },
  );
});

it('serves to an untrusted run its own result first, then the shared one', async () => {
  const server = await TestServer.start();
  await server.put('1', 'main', 'from main');
  expect((await server.get('1', 'pull')).body.toString()).toBe('from main');
  expect((await server.put('1', 'pull', 'from the pull request')).status).toBe(200);
  expect((await server.get('1', 'pull')).body.toString()).toBe('from the pull request');
  expect((await server.get('1', 'other')).body.toString()).toBe('from main');
  expect((await server.get('1', 'main')).body.toString()).toBe('from main');
});

it('does not let a pull request that comes first keep main from storing its own result', async () => {
  const server = await TestServer.start();
  await server.put('2', 'pull', 'poison');
  expect((await server.get('2', 'main')).status).toBe(404);
  expect((await server.put('2', 'main', 'clean')).status).toBe(200);
  expect((await server.get('2', 'main')).body.toString()).toBe('clean');
  expect((await server.get('2', 'other')).body.toString()).toBe('clean');
});

it('shows who stored an object to those who may read it', async () => {
  const server = await TestServer.start();
  await server.put('3', 'pull', 'content');
  const answer = await server.request('/v1/provenance/3', 'pull');
  expect(JSON.parse(answer.body.toString())).toMatchObject({
    identity: 'token:pull',
    scope: 'own/default/pull-1',
    size: 7,
    sha256: 'ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73',
    time: expect.stringMatching(/^\d{4}-/),
  });
  expect((await server.request('/v1/provenance/3', 'main')).status).toBe(404);
});
