import { expect, it } from 'vitest';
import { closureOf } from './closure.js';

const graph = {
  projects: { api: { root: 'api' }, core: { root: 'core' }, Other: { root: 'other' } },
  namedInputs: {},
  dependencies: {
    api: ['core', 'lock:api'],
    core: ['lock:core'],
    'lock:api': ['lock:core', 'pypi:httpx'],
    'lock:core': ['pypi:attrs'],
    'lock:api:dev': ['pypi:pytest'],
    'pypi:pytest': ['pypi:pluggy'],
    'pypi:httpx': ['pypi:idna'],
  },
};
const distributions = new Map(
  ['attrs', 'httpx', 'idna', 'pytest', 'pluggy', 'ruff'].map((name) => [`pypi:${name}`, name]),
);
for (const name of ['api', 'core', 'api:dev'])
  distributions.set(`lock:${name}`, name.split(':')[0] as string);

const closure = (inputs: Parameters<typeof closureOf>[1], project = 'api') =>
  [...closureOf(project, inputs, graph, distributions)].sort();

it('has what is named, what dependencies have, and all that these require', () => {
  const named = { externalDependencies: ['nx-signal:plugin', 'lock:api:dev'] };
  expect(closure([named, '^pyProd'])).toEqual([
    ...['api', 'attrs', 'core', 'httpx', 'idna', 'pluggy', 'pytest'],
  ]);
});

it('has no more than what is named where the inputs look at no dependency', () => {
  expect(closure([{ externalDependencies: ['lock:api:dev'] }, 'pyAll'])).toEqual([
    ...['api', 'pluggy', 'pytest'],
  ]);
  expect(closure(['pyAll'])).toEqual(['api']);
  expect(closure(['^pyProd'], 'Other')).toEqual(['other']);
});

it('has the projects whose files are inputs', () => {
  const named = { externalDependencies: ['lock:core'] };
  expect(closure([named, { input: 'pyProd', projects: ['core'] }])).toEqual([
    ...['api', 'attrs', 'core'],
  ]);
});
