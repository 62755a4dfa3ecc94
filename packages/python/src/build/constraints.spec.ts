import { describe, expect, it } from 'vitest';
import { readLock } from '../lock/read-lock.js';
import { buildConstraints, floating } from './constraints.js';

const registry = 'source = { registry = "https://example.test/simple" }';
const entry = (name: string, version: string, requires: string[] = [], source = registry) =>
  `[[package]]\nname = "${name}"\nversion = "${version}"\n${source}\ndependencies = [${requires
    .map((other) => `{ name = "${other}" }`)
    .join(', ')}]\n`;
const lock = readLock(
  'uv.lock',
  [
    'version = 1\nrevision = 1\n',
    entry('setuptools', '80.9.0'),
    entry('hatchling', '1.27.0', ['pluggy', 'packaging']),
    entry('pluggy', '1.6.0'),
    entry('packaging', '25.0'),
    entry('plugin', '1.0', [], 'source = { editable = "libs/plugin" }'),
  ].join('\n'),
);

const constrained = { tool: { uv: { 'build-constraint-dependencies': ['Setuptools<78'] } } };

describe('a build is held to versions of the lock', () => {
  const rows: [title: string, requirements: string[], manifest: object, pins: string[]][] = [
    ['that it requires', ['setuptools>=77'], {}, ['setuptools==80.9.0']],
    [
      'with all that these need',
      ['Hatchling'],
      {},
      ['hatchling==1.27.0', 'packaging==25.0', 'pluggy==1.6.0'],
    ],
    ['unless it asks for another one', ['setuptools<70'], {}, []],
    ['unless the workspace says which', ['setuptools'], constrained, []],
    ['but for projects of the workspace', ['plugin'], {}, []],
    ['but for addresses', ['setuptools @ https://example.test/s.whl'], {}, []],
    ['but for what it does not have', ['flit_core>=3'], {}, []],
  ];
  it.each(rows)('%s', (_title, requirements, manifest, pins) => {
    expect(buildConstraints(lock, requirements, [{ ...manifest }])).toEqual(pins);
  });

  it('where there is one', () => {
    expect(buildConstraints(undefined, ['setuptools'], [])).toEqual([]);
  });
});

it('what nothing holds is named as it is written', () => {
  const requirements = [
    'setuptools>=77',
    'hatchling==1.27.0',
    'Cython>=3',
    'x @ file:///x',
    'wheel==0.*',
  ];
  expect(floating(requirements, [], [])).toEqual(['setuptools>=77', 'Cython>=3', 'wheel==0.*']);
  expect(floating(requirements, ['cython==3.1'], [constrained])).toEqual(['wheel==0.*']);
});
