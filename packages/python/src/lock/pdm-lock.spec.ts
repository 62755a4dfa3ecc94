import { describe, expect, it } from 'vitest';
import { readLock } from './read-lock.js';
import { graphOf, movedNodes } from './testing/graph.js';

const read = (text: string) => readLock('pdm.lock', `[metadata]\nlock_version = "4.5.0"\n${text}`);

const requests = `
[[package]]
name = "requests"
version = "2.32.0"
groups = ["default"]
dependencies = ["idna<4,>=2.5", "Charset_Normalizer; python_version < '4'", "absent"]
files = [{ file = "requests.whl", hash = "sha256:aa" }]
[[package]]
name = "requests"
version = "2.32.0"
extras = ["Socks"]
dependencies = ["PySocks!=1.5.7,>=1.5.6", "requests==2.32.0"]
[[package]]
name = "requests"
version = "2.32.0"
extras = ["all", "speedups"]
marker = "python_version < '4'"
dependencies = ["requests[socks]==2.32.0", "requests==2.32.0"]
[[package]]
name = "charset-normalizer"
version = "3.4.0"
[[package]]
name = "idna"
version = "3.10"
[[package]]
name = "pysocks"
version = "1.7.1"
`;

it('folds the entries with extras into the package', () => {
  expect(graphOf(read(requests))).toEqual({
    requests: ['charset-normalizer', 'idna'],
    'requests[socks]': ['pysocks', 'requests'],
    'requests[all]': ['requests', 'requests[socks]'],
    'requests[speedups]': ['requests', 'requests[socks]'],
    'charset-normalizer': [],
    idna: [],
    pysocks: [],
  });
});

it('keeps the extras of a fork with their version', () => {
  const text = `
[[package]]
name = "a"
version = "1.0"
[[package]]
name = "a"
version = "2.0"
[[package]]
name = "a"
version = "2.0"
extras = ["x"]
dependencies = ["a==2.0"]`;
  expect(graphOf(read(text))).toEqual({ 'a@1.0': [], 'a@2.0': [], 'a@2.0[x]': ['a@2.0'] });
});

describe('sources', () => {
  const rows: [source: string, directory: string | undefined][] = [
    ['git = "https://example.test/a.git"\nrevision = "abc"', undefined],
    ['url = "https://example.test/a-1.0.zip"', undefined],
    ['path = "./wheels/a-1.0-py3-none-any.whl"', undefined],
    ['path = "./sdists/a-1.0.tar.gz"', undefined],
    ['path = "./libs/a"\neditable = true', 'libs/a'],
  ];
  it.each(rows)('%s', (source, directory) => {
    const lock = read(`[[package]]\nname = "a"\nversion = "1.0"\n${source}`);
    expect(lock.nodes.get('a')).toMatchObject({ local: directory !== undefined, directory });
  });
});

describe('what moves a digest', () => {
  const rows: [title: string, from: string, to: string, moved: string[]][] = [
    ['the groups that use a package', '["default"]', '["default", "dev"]', []],
    ['a hash', 'sha256:aa', 'sha256:ab', ['requests']],
    ['a requirement', 'idna<4', 'idna<5', ['requests']],
    ['a requirement of an extra', 'PySocks!=1.5.7,', 'PySocks', ['requests[socks]']],
    [
      'a marker of extras',
      "marker = \"python_version < '4'",
      "marker = \"python_version < '5'",
      ['requests[all]', 'requests[speedups]'],
    ],
    ['a git revision', 'name = "idna"', 'name = "idna"\nrevision = "abc"', ['idna']],
  ];
  it.each(rows)('%s', (_title, from, to, moved) => {
    expect(requests).toContain(from);
    expect(movedNodes(read(requests), read(requests.replace(from, to)))).toEqual(moved);
  });

  it('a hash in the table of all artifacts, as older releases wrote it', () => {
    const text = (hash: string) =>
      `[metadata.files]\n"a 1.0" = [{ file = "a.whl", hash = "${hash}" }]\n` +
      '[[package]]\nname = "a"\nversion = "1.0"';
    expect(movedNodes(read(text('aa')), read(text('bb')))).toEqual(['a']);
  });
});
