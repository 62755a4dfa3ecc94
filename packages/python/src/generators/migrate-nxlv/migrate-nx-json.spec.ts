import type { NxJsonConfiguration } from '@nx/devkit';
import { expect, it } from 'vitest';
import { migrateNxJson } from './migrate-nx-json.js';

const nxlv = { plugin: '@nxlv/python', options: { packageManager: 'uv' as const } };

it.each<[string, NxJsonConfiguration, NxJsonConfiguration, string[]]>([
  [
    'the plugin, in its place',
    { plugins: ['a', nxlv, 'b'] },
    { plugins: ['a', '@nx-signal/python', 'b'] },
    [
      'plugins: @nx-signal/python replaces @nxlv/python; its options packageManager have no counterpart',
    ],
  ],
  [
    'the plugin, where ours is already',
    { plugins: ['@nx-signal/python', '@nxlv/python'] },
    { plugins: ['@nx-signal/python'] },
    ['plugins: @nx-signal/python replaces @nxlv/python'],
  ],
  [
    'defaults of its executors and generators',
    {
      targetDefaults: { '@nxlv/python:build': { cache: true }, test: { cache: true } },
      generators: { '@nxlv/python:uv-project': { linter: 'ruff' } },
    },
    { targetDefaults: { test: { cache: true } } },
    ['targetDefaults: @nxlv/python:build removed', 'generators: @nxlv/python:uv-project removed'],
  ],
  [
    'its sync generator',
    { sync: { globalGenerators: ['@nxlv/python:pkg-sync', 'other:sync'], applyChanges: true } },
    { sync: { globalGenerators: ['other:sync'], applyChanges: true } },
    ['sync.globalGenerators: @nxlv/python:pkg-sync removed; @nx-signal/python:sync replaces it'],
  ],
  [
    'its package, for the wrapper',
    { installation: { version: '24.0.0', plugins: { '@nxlv/python': '22', a: '1' } } },
    { installation: { version: '24.0.0', plugins: { a: '1' } } },
    ['installation.plugins: @nxlv/python removed'],
  ],
  ['nothing of it', { plugins: ['a'], sync: {} }, { plugins: ['a'], sync: {} }, []],
])('nx.json has %s', (_title, before, after, changes) => {
  expect(migrateNxJson(before)).toEqual({ json: after, changes, leftovers: [] });
  expect(migrateNxJson(after)).toMatchObject({ json: after, changes: [] });
});

it('what releases is left to people', () => {
  const release = { version: { versionActions: '@nxlv/python/release/version-actions' } };
  const json = { release } as unknown as NxJsonConfiguration;
  expect(migrateNxJson(json)).toMatchObject({
    json,
    leftovers: ['release.version.versionActions (@nxlv/python/release/version-actions)'],
  });
});

it('the wrapper keeps installing what is still needed', () => {
  const json = { installation: { version: '24.0.0', plugins: { '@nxlv/python': '22' } } };
  expect(migrateNxJson(json, true)).toEqual({ json, changes: [], leftovers: [] });
});
