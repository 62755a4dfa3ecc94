import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { artifactKeys, canonical, digestOf } from './digest.js';
import { readLock } from './read-lock.js';
import { movedNodes } from './testing/graph.js';
import { type ModelPackage, modelLocks, modelStyles, modelText } from './testing/uv-model.js';

const plain = { uploadTime: '2025-01-01T00:00:00Z', size: 1, backwards: false };

describe('canonical', () => {
  const rows: [title: string, left: unknown, right: unknown, same: boolean][] = [
    ['the order of keys', { a: 1, b: 2 }, { b: 2, a: 1 }, true],
    ['the order of keys further in', [{ a: { c: 1, d: 2 } }], [{ a: { d: 2, c: 1 } }], true],
    ['a key without a value', { a: 1, b: undefined }, { a: 1 }, true],
    ['the order of a list', [1, 2], [2, 1], false],
    ['a number and its text', { a: 1 }, { a: '1' }, false],
    ['a key in the value', { a: 'b":"c' }, { a: 'b', c: '' }, false],
    ['an absent and an empty value', [undefined], [''], false],
  ];
  it.each(rows)('%s', (_title, left, right, same) => {
    expect(canonical(left) === canonical(right)).toBe(same);
  });
});

describe('artifactKeys', () => {
  const hash = 'sha256:aa';
  const rows: [title: string, artifact: Record<string, unknown>, key: string][] = [
    ['a hash is enough', { hash, url: 'https://example.test/a.whl', size: 3 }, 'sha256:aa'],
    ['several hashes', { hashes: { sha256: 'aa' }, name: 'a.whl' }, '{"sha256":"aa",}'],
    ['the name where there is no hash', { filename: 'a.whl', path: '/x/a.whl' }, '"a.whl"'],
    ['else the address', { url: 'https://example.test/a.whl' }, '"https://example.test/a.whl"'],
  ];
  it.each(rows)('%s', (_title, artifact, key) => {
    expect(artifactKeys([artifact])).toEqual([key]);
  });

  it('does not depend on the order', () => {
    const artifacts = [{ hash: 'b' }, { hash: 'a' }];
    expect(artifactKeys(artifacts)).toEqual(artifactKeys(artifacts.toReversed()));
  });
});

it('digestOf gives 16 hex digits, whatever the order of the requirements', () => {
  expect(digestOf('facts', ['b', 'a'])).toMatch(/^[0-9a-f]{16}$/);
  expect(digestOf('facts', ['b', 'a'])).toBe(digestOf('facts', ['a', 'b']));
});

describe('the digests of a lock', () => {
  const read = (packages: readonly ModelPackage[], style = plain) =>
    readLock('uv.lock', modelText(packages, style));

  it('stay when only order, sizes and upload times change', () => {
    fc.assert(
      fc.property(modelLocks, modelStyles, modelStyles, (packages, left, right) => {
        expect(movedNodes(read(packages, left), read(packages, right))).toEqual([]);
      }),
    );
  });

  const edits: [what: string, edit: (item: ModelPackage) => ModelPackage, suffix: string][] = [
    ['hash', (item) => ({ ...item, hash: `${item.hash}ff` }), ''],
    ['version', (item) => ({ ...item, version: `${item.version}.1` }), ''],
    ['marker', (item) => ({ ...item, edges: remarked(item.edges) }), ''],
    [
      "marker of an extra's requirement",
      (item) => ({ ...item, more: remarked(item.more) }),
      '[more]',
    ],
  ];
  it.each(edits)('move for exactly the node whose %s changes', (_what, edit, suffix) => {
    fc.assert(
      fc.property(modelLocks, fc.nat(), (packages, choice) => {
        const index = choice % packages.length;
        const edited = packages.map((item, at) => (at === index ? edit(item) : item));
        const changed = JSON.stringify(edited) !== JSON.stringify(packages);
        const expected = changed ? [`p${index}${suffix}`] : [];
        expect(movedNodes(read(packages), read(edited))).toEqual(expected);
      }),
    );
  });
});

function remarked(edges: ModelPackage['edges']): ModelPackage['edges'] {
  return edges.map((edge, index) => (index === 0 ? { ...edge, marker: "os_name == 'x'" } : edge));
}
