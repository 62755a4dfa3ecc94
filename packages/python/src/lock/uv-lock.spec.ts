import { describe, expect, it } from 'vitest';
import { readLock } from './read-lock.js';
import { movedNodes, readGraph } from './testing/graph.js';

const read = (text: string) => readLock('uv.lock', `version = 1\nrevision = 3\n${text}`);
const graph = (text: string) => readGraph('uv.lock', `version = 1\nrevision = 3\n${text}`);
const registry = 'source = { registry = "https://example.test/simple" }';

describe('the graph of a uv.lock', () => {
  const rows: [title: string, text: string, nodes: Record<string, string[]>][] = [
    ['an empty lock', '', {}],
    [
      'requirements, an extra that requires the package too, a group that does not',
      `
[[package]]
name = "billing"
source = { editable = "libs/billing" }
dependencies = [{ name = "six" }]
[package.optional-dependencies]
fast = [{ name = "attrs" }]
[package.dev-dependencies]
dev = [{ name = "pluggy" }]
[[package]]
name = "attrs"
[[package]]
name = "pluggy"
[[package]]
name = "six"`,
      {
        billing: ['six'],
        'billing[fast]': ['attrs', 'billing'],
        'billing:dev': ['pluggy'],
        attrs: [],
        pluggy: [],
        six: [],
      },
    ],
    [
      'an edge to extras, of which those that the package lacks count for nothing',
      `
[[package]]
name = "a"
dependencies = [{ name = "b", extra = ["socks", "none"] }]
[[package]]
name = "b"
[package.optional-dependencies]
socks = [{ name = "c" }]
[[package]]
name = "c"
dependencies = [{ name = "b", extra = ["none"] }]`,
      { a: ['b[socks]'], b: [], 'b[socks]': ['b', 'c'], c: ['b'] },
    ],
    [
      'an extra that asks for another one of its own package',
      `
[[package]]
name = "a"
[package.optional-dependencies]
all = [{ name = "a", extra = ["some"] }]
some = [{ name = "b" }]
[[package]]
name = "b"`,
      { a: [], 'a[all]': ['a', 'a[some]'], 'a[some]': ['a', 'b'], b: [] },
    ],
    [
      'several versions of one name',
      `
[[package]]
name = "a"
dependencies = [
    { name = "numpy", version = "1.26.4", ${registry}, marker = "python_full_version < '3.12'" },
    { name = "numpy", version = "2.1.0", ${registry}, marker = "python_full_version >= '3.12'" },
]
[[package]]
name = "numpy"
version = "1.26.4"
${registry}
resolution-markers = ["python_full_version < '3.12'"]
[[package]]
name = "numpy"
version = "2.1.0"
${registry}
[package.optional-dependencies]
fast = [{ name = "a" }]`,
      {
        a: ['numpy@1.26.4', 'numpy@2.1.0'],
        'numpy@1.26.4': [],
        'numpy@2.1.0': [],
        'numpy@2.1.0[fast]': ['a', 'numpy@2.1.0'],
      },
    ],
    [
      'one version from two sources',
      `
[[package]]
name = "a"
dependencies = [{ name = "torch", version = "2.5", source = { registry = "https://example.test/cpu" } }]
[[package]]
name = "torch"
version = "2.5"
source = { registry = "https://example.test/cpu" }
[[package]]
name = "torch"
version = "2.5"
source = { git = "https://user:secret@example.test/torch?rev=main#abc" }`,
      {
        a: ['torch@2.5 from https://example.test/cpu'],
        'torch@2.5 from https://example.test/cpu': [],
        'torch@2.5 from https://example.test/torch?rev=main#abc': [],
      },
    ],
    [
      'names in any spelling, and groups as the first releases called them',
      `
[[package]]
name = "Lib_One"
source = { virtual = "one" }
dependencies = [{ name = "LIB.two", extra = ["Big_Extra"] }]
[package.dependency-groups]
Dev_Tools = [{ name = "lib_two" }]
[[package]]
name = "lib-two"
[package.optional-dependencies]
big-extra = []`,
      {
        'lib-one': ['lib-two[big-extra]'],
        'lib-one:dev-tools': ['lib-two'],
        'lib-two': [],
        'lib-two[big-extra]': ['lib-two'],
      },
    ],
    [
      'a root that is no project: its members, and its groups as they are written',
      `
[manifest]
members = ["a"]
requirements = [{ name = "c" }]
[manifest.dependency-groups]
dev = [
    { name = "A", extras = ["More"], editable = "libs/a" },
    { name = "windows-only", marker = "sys_platform == 'never'" },
]
[[package]]
name = "a"
source = { editable = "libs/a" }
[package.optional-dependencies]
more = [{ name = "c" }]
[[package]]
name = "c"`,
      { a: [], 'a[more]': ['a', 'c'], c: [], '.': ['a', 'c'], '.:dev': ['a[more]'] },
    ],
    [
      'a root that is a project has its own entry only',
      `
[manifest]
members = ["a", "root"]
[[package]]
name = "root"
source = { virtual = "." }
[[package]]
name = "a"
source = { editable = "libs/a" }`,
      { root: [], a: [] },
    ],
  ];
  it.each(rows)('%s', (_title, text, nodes) => {
    expect(graph(text)).toEqual(nodes);
  });
});

describe('sources', () => {
  const rows: [source: string, directory: string | undefined][] = [
    ['registry = "https://example.test/simple"', undefined],
    ['git = "https://example.test/a?rev=main#abc"', undefined],
    ['url = "https://example.test/a-1.0.whl"', undefined],
    ['path = "wheels/a-1.0.whl"', undefined],
    ['directory = "libs/a"', 'libs/a'],
    ['editable = "./libs/a/"', 'libs/a'],
    ['editable = "../a"', '../a'],
    ['virtual = "."', '.'],
    ['directory = "/opt/a"', '/opt/a'],
  ];
  it.each(rows)('%s', (source, directory) => {
    const lock = read(`[[package]]\nname = "a"\nversion = "1"\nsource = { ${source} }`);
    const local = directory !== undefined;
    expect(lock.nodes.get('a')).toMatchObject({ kind: 'package', local, directory });
    expect([...lock.localByDirectory]).toEqual(local ? [[directory, 'a']] : []);
  });
});

describe('what moves a digest', () => {
  const base = `
[[package]]
name = "a"
version = "1.0"
source = { editable = "a" }
dependencies = [{ name = "b" }]
[package.optional-dependencies]
more = [{ name = "b" }]
[package.dev-dependencies]
dev = [{ name = "b" }]
[package.metadata]
requires-dist = [{ name = "b", specifier = ">=1" }]
[[package]]
name = "b"
version = "2.0"
${registry}
resolution-markers = ["sys_platform == 'linux'"]
sdist = { url = "https://example.test/b.tar.gz", hash = "sha256:aa", size = 1, upload-time = "2025-01-01T00:00:00Z" }
wheels = [
    { url = "https://example.test/b1.whl", hash = "sha256:bb", size = 2 },
    { url = "https://example.test/b2.whl", size = 3 },
]
`;
  const rows: [title: string, from: string, to: string, moved: string[]][] = [
    ['nothing', '', '', []],
    ['a size', 'size = 2', 'size = 22', []],
    ['an upload time', '2025-01-01', '2025-02-02', []],
    ['the address of a file with a hash', 'example.test/b1', 'mirror.test/b1', []],
    ['the metadata of a local project', '">=1"', '">=2"', []],
    ['the markers of a fork', "== 'linux'", "!= 'linux'", []],
    ['a version', '"2.0"', '"2.1"', ['b']],
    ['an index', 'example.test/simple', 'example.test/other', ['b']],
    ['a hash', 'sha256:aa', 'sha256:ab', ['b']],
    ['the address of a file without a hash', 'b2.whl', 'b3.whl', ['b']],
    ['a version of a local project', '"1.0"', '"1.1"', ['a']],
    ['a requirement', 'dependencies = [{ name = "b" }]', 'dependencies = []', ['a']],
    ['an extra', 'more = [{ name = "b" }]', `more = [{ name = "b", marker = "x" }]`, ['a[more]']],
    ['a group', 'dev = [{ name = "b" }]', `dev = [{ name = "b", extra = ["x"] }]`, ['a:dev']],
  ];
  it.each(rows)('%s', (_title, from, to, moved) => {
    expect(base).toContain(from);
    expect(movedNodes(read(base), read(base.replace(from, to)))).toEqual(moved);
  });
});
