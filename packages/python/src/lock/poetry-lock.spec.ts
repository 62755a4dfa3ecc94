import { describe, expect, it } from 'vitest';
import { readLock } from './read-lock.js';
import { movedNodes, readGraph } from './testing/graph.js';

const locked = (text: string, version = '2.1') =>
  `${text}\n[metadata]\nlock-version = "${version}"\n`;
const read = (text: string, version?: string) => readLock('poetry.lock', locked(text, version));

const requests = `
[[package]]
name = "requests"
version = "2.32.0"
optional = false
python-versions = ">=3.8"
groups = ["main"]
files = [{ file = "requests.whl", hash = "sha256:aa" }]
[package.dependencies]
Charset_Normalizer = ">=2,<4"
PySocks = { version = ">=1.5.6", optional = true, markers = "extra == \\"socks\\"" }
absent = "*"
[package.extras]
socks = ["PySocks (>=1.5.6)"]
chardet = ["chardet (>=3)"]
all = ["requests[socks]"]
[[package]]
name = "charset-normalizer"
version = "3.4.0"
[[package]]
name = "pysocks"
version = "1.7.1"
`;

describe('the graph of a poetry.lock', () => {
  const rows: [title: string, text: string, nodes: Record<string, string[]>][] = [
    [
      'optional requirements belong to the extras that name them',
      requests,
      {
        requests: ['charset-normalizer'],
        'requests[all]': ['requests', 'requests[socks]'],
        'requests[socks]': ['pysocks', 'requests'],
        'charset-normalizer': [],
        pysocks: [],
      },
    ],
    [
      'a requirement for each marker, with extras, on every version of a fork',
      `
[[package]]
name = "pandas"
version = "2.2.0"
[package.dependencies]
numpy = [
    { version = ">=1.22", extras = ["Fast"], markers = "python_version < \\"3.11\\"" },
    { version = ">=1.26", markers = "python_version >= \\"3.11\\"" },
]
[[package]]
name = "numpy"
version = "1.26.4"
[package.dependencies]
mkl = { version = "*", optional = true }
[package.extras]
fast = ["mkl"]
[[package]]
name = "numpy"
version = "2.1.0"
[[package]]
name = "mkl"
version = "1.0"`,
      {
        pandas: ['numpy@1.26.4', 'numpy@1.26.4[fast]', 'numpy@2.1.0'],
        'numpy@1.26.4': [],
        'numpy@1.26.4[fast]': ['mkl', 'numpy@1.26.4'],
        'numpy@2.1.0': [],
        mkl: [],
      },
    ],
    [
      'an extra asks for another one of its own version only',
      `
[[package]]
name = "a"
version = "1.0"
[package.extras]
all = ["a[some]"]
[[package]]
name = "a"
version = "2.0"`,
      { 'a@1.0': [], 'a@1.0[all]': ['a@1.0'], 'a@2.0': [] },
    ],
  ];
  it.each(rows)('%s', (_title, text, nodes) => {
    expect(readGraph('poetry.lock', locked(text))).toEqual(nodes);
  });
});

describe('sources', () => {
  const rows: [type: string, url: string, directory: string | undefined][] = [
    ['legacy', 'https://example.test/simple', undefined],
    ['git', 'https://example.test/a.git', undefined],
    ['file', 'wheels/a-1.0.whl', undefined],
    ['directory', '../libs/a', '../libs/a'],
  ];
  it.each(rows)('%s', (type, url, directory) => {
    const lock = read(
      `[[package]]\nname = "a"\nversion = "1"\n[package.source]\ntype = "${type}"\nurl = "${url}"`,
    );
    expect(lock.nodes.get('a')).toMatchObject({ local: directory !== undefined, directory });
  });
});

describe('what moves a digest', () => {
  const rows: [title: string, from: string, to: string, moved: string[]][] = [
    ['the groups that use a package', '["main"]', '["main", "dev"]', []],
    ['a hash', 'sha256:aa', 'sha256:ab', ['requests']],
    ['a marker', 'groups = ', 'markers = "sys_platform == \\"linux\\""\ngroups = ', ['requests']],
    ['a requirement', '>=2,<4', '>=3,<4', ['requests']],
    ['a requirement of an extra', '{ version = ">=1.5.6"', '{ version = "*"', ['requests[socks]']],
  ];
  it.each(rows)('%s', (_title, from, to, moved) => {
    expect(requests).toContain(from);
    expect(movedNodes(read(requests), read(requests.replace(from, to)))).toEqual(moved);
  });

  it('a hash in the table of all artifacts, as older releases wrote it', () => {
    const text = (hash: string) =>
      `[[package]]\nname = "a"\nversion = "1"\n[metadata]\nlock-version = "1.1"\n` +
      `[metadata.files]\na = [{ file = "a.whl", hash = "${hash}" }]`;
    const [before, after] = ['aa', 'bb'].map((hash) => readLock('poetry.lock', text(hash)));
    expect(before && after && movedNodes(before, after)).toEqual(['a']);
  });
});
