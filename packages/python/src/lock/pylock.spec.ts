import { describe, expect, it } from 'vitest';
import { closure, rootsForRequirements } from './closure.js';
import { readLock } from './read-lock.js';
import { graphOf, movedNodes } from './testing/graph.js';

const read = (text: string) => readLock('pylock.toml', `lock-version = "1.0"\n${text}`);

const plain = `
[[packages]]
name = "attrs"
version = "25.1.0"
marker = "python_version < '4'"
index = "https://example.test/simple"
sdist = { url = "https://example.test/attrs.tar.gz", size = 1, upload-time = 2025-01-01T00:00:00Z, hashes = { sha256 = "aa" } }
wheels = [{ name = "attrs.whl", hashes = { sha256 = "bb" } }]
[[packages]]
name = "billing"
directory = { path = "./libs/billing", editable = true }
[[packages]]
name = "pinned"
vcs = { type = "git", url = "https://example.test/pinned.git", commit-id = "abc" }
[[packages]]
name = "archived"
archive = { url = "https://example.test/archived.zip", hashes = { sha256 = "cc" } }
`;

describe('a file that does not say what requires what', () => {
  it('leads from every package to all of them, by way of one node', () => {
    const names = ['archived', 'attrs', 'billing', 'pinned'];
    const graph = graphOf(read(plain));
    expect(graph).toEqual({
      ...Object.fromEntries(names.map((name) => [name, ['*']])),
      '*': names,
    });
  });

  it('has everything in the closure of any requirement', () => {
    const lock = read(plain);
    const roots = rootsForRequirements(lock, [{ name: 'attrs', extras: [] }]);
    expect(closure(lock, roots).size).toBe(5);
    expect(lock.nodes.get('*')?.kind).toBe('whole');
    expect(rootsForRequirements(lock, [{ name: '*', extras: [] }])).toEqual([]);
  });
});

it('follows the dependencies where every package has them', () => {
  const text = `
[[packages]]
name = "a"
dependencies = [{ name = "B", version = "2.0" }, { name = "c" }]
[[packages]]
name = "b"
version = "1.0"
dependencies = []
[[packages]]
name = "b"
version = "2.0"
dependencies = []
[[packages]]
name = "c"
dependencies = []`;
  expect(graphOf(read(text))).toEqual({ a: ['b@2.0', 'c'], 'b@1.0': [], 'b@2.0': [], c: [] });
});

it('knows where local projects live', () => {
  expect([...read(plain).localByDirectory]).toEqual([['libs/billing', 'billing']]);
});

describe('what moves a digest', () => {
  const rows: [title: string, from: string, to: string, moved: string[]][] = [
    ['a size', 'size = 1', 'size = 2', []],
    ['an upload time', '2025-01-01', '2025-02-02', []],
    ['a version', '25.1.0', '25.2.0', ['attrs']],
    ['a marker', "< '4'", "< '5'", ['attrs']],
    ['a hash', '"bb"', '"bc"', ['attrs']],
    ['an index', 'example.test/simple', 'example.test/other', ['attrs']],
    ['a commit', '"abc"', '"abd"', ['pinned']],
    ['an archive', '"cc"', '"cd"', ['archived']],
  ];
  it.each(rows)('%s', (_title, from, to, moved) => {
    expect(plain).toContain(from);
    expect(movedNodes(read(plain), read(plain.replace(from, to)))).toEqual(moved);
  });
});
