import { describe, expect, it } from 'vitest';
import { highest, versionOfFile } from './find-published.js';
import { chooseIndex, indexesIn } from './indexes.js';
import { indexArguments } from './publish-project.js';

describe('the version in the name of a file', () => {
  const rows: [file: string, version: string | undefined][] = [
    ['lib_core-1.2.0-py3-none-any.whl', '1.2.0'],
    ['lib_core-1.2.0b1-1-cp311-cp311-linux_x86_64.whl', '1.2.0b1'],
    ['lib-core-1.2.0.tar.gz', '1.2.0'],
    ['lib_core-1.2.0.zip', '1.2.0'],
    ['lib_core_more-1.2.0.tar.gz', undefined],
    ['lib_core-1.2.0.egg', undefined],
  ];
  it.each(rows)('%s: %s', (file, version) => {
    expect(versionOfFile(file, 'lib-core')).toBe(version);
  });
});

describe('the highest version', () => {
  const rows: [versions: string[], version: string | undefined][] = [
    [['1.9.0', '1.10.0', '1.2.0'], '1.10.0'],
    [['1.0.0', '2.0.0b1', '2.0.0.dev1'], '1.0.0'],
    [['2.0.0a1', '2.0.0b1'], '2.0.0b1'],
    [['nonsense'], undefined],
    [[], undefined],
  ];
  it.each(rows)('%j: %s', (versions, version) => {
    expect(highest(versions)).toBe(version);
  });
});

const uv = {
  index: [
    { name: 'internal', url: 'https://i.test/simple/', 'publish-url': 'https://i.test/up' },
    { name: 'reading', url: 'https://r.test/simple', default: true },
  ],
};

describe('the index that is read', () => {
  const rows: [wanted: string | undefined, variables: object, url: string | undefined][] = [
    ['internal', {}, 'https://i.test/simple/'],
    ['https://x.test/simple', {}, 'https://x.test/simple'],
    ['unknown', {}, undefined],
    [undefined, {}, 'https://r.test/simple'],
    [undefined, { UV_DEFAULT_INDEX: 'https://d.test/simple' }, 'https://d.test/simple'],
  ];
  it.each(rows)('%s with %j: %s', (wanted, variables, url) => {
    expect(chooseIndex(indexesIn(uv), wanted, variables as NodeJS.ProcessEnv)?.url).toBe(url);
  });

  it('is PyPI where nothing is set', () => {
    expect(chooseIndex([], undefined, {})?.url).toBe('https://pypi.org/simple');
  });
});

describe('the index that takes uploads', () => {
  const rows: [
    wanted: string | undefined,
    check: string | undefined,
    variables: object,
    args: string[],
  ][] = [
    ['internal', undefined, {}, ['--index', 'internal']],
    ['https://x.test/up', undefined, {}, ['--publish-url', 'https://x.test/up']],
    [
      'https://x.test/up',
      'https://x.test/simple',
      {},
      ['--publish-url', 'https://x.test/up', '--check-url', 'https://x.test/simple'],
    ],
    [undefined, undefined, {}, ['--check-url', 'https://pypi.org/simple/']],
    [undefined, undefined, { UV_PUBLISH_URL: 'https://x.test/up' }, []],
  ];
  it.each(rows)('%s, read at %s, with %j', (wanted, check, variables, args) => {
    expect(indexArguments(wanted, check, [uv], variables as NodeJS.ProcessEnv)).toEqual(args);
  });

  it.each(['reading', 'unknown'])('%s takes none', (wanted) => {
    expect(() => indexArguments(wanted, undefined, [uv], {})).toThrow(wanted);
  });
});
