import { expect, it } from 'vitest';
import type { Installed } from '../environment/installed.js';
import { describeCommon, describePackages, withEarlier } from './packages.js';

const distribution = (name: string, more = {}) => ({
  name,
  editable: false,
  pytestPlugin: false,
  ...more,
});

const installed: Installed = {
  folders: ['/venv/site-packages'],
  distributions: [
    distribution('idna'),
    distribution('storage'),
    distribution('pubsub'),
    distribution('pip'),
    distribution('pytest-mock', { pytestPlugin: true }),
    distribution('member', { editable: true }),
  ],
  stubs: new Map(),
  owners: new Map([
    ['idna', ['idna']],
    ['google', ['pubsub', 'storage']],
    ['google.storage', ['storage']],
    ['google.pubsub', ['pubsub']],
    ['pip', ['pip']],
    ['pytest_mock', ['pytest-mock']],
  ]),
};

const described = (closure: string[], lock = 'uv.lock') =>
  describePackages(installed, { closure: new Set(closure), lock, refuses: true });

it('hides what is outside the closure, and of a shared name only what is', () => {
  expect(described(['storage'])).toEqual({
    modules: {
      idna: 'idna',
      'google.pubsub': 'pubsub',
      pip: 'pip',
      pytest_mock: 'pytest-mock',
    },
    hidden: ['idna', 'pubsub', 'pip', 'pytest-mock', 'member'],
    folders: ['/venv/site-packages'],
    refuses: true,
    plugins: ['pytest-mock'],
  });
});

it('names all owners of a module that none of the closure has', () => {
  expect(described([]).modules['google']).toBe('pubsub or storage');
});

it('leaves what was in the environment before another manager came', () => {
  expect(described([], 'poetry.lock').hidden).not.toContain('pip');
});

const common = (...closures: string[][]) =>
  describeCommon(
    installed,
    closures.map((closure) => ({ closure: new Set(closure), lock: 'uv.lock', refuses: true })),
  );

it('tells what not all tasks may see, and which of that some may', () => {
  const { hidden, varied } = common(['idna', 'storage', 'pip'], ['storage']);
  expect(hidden).toEqual(['idna', 'pubsub', 'pip', 'pytest-mock', 'member']);
  expect(varied).toEqual(['idna', 'pip']);
});

it.each([
  [[['storage']], [['idna']]],
  [[['idna', 'storage', 'pip'], ['storage']], [['storage', 'pubsub']]],
  [[['idna']], [['idna', 'member'], ['pip']]],
])('describes %j with the earlier %j as if all were there at once', (now, earlier) => {
  expect(withEarlier(installed, common(...earlier), common(...now))).toEqual(
    common(...earlier, ...now),
  );
});
